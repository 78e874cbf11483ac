import { PenLine } from 'lucide-react';
import { useId } from 'react';
import { Button } from 'react-aria-components';
import { paperTime } from '../../domain/paper/cells.ts';
import { signersOf } from '../../domain/record/decide.ts';
import { signatureRemarks, signedAt } from '../../domain/paper/signatureKind.ts';
import { refusalText, silenceText } from '../../domain/paper/signoff.ts';
import { paperWords } from '../../domain/paper/words.ts';
import { checkCode } from '../../domain/seal/content.ts';
import type { Signer } from '../../domain/forms/form.ts';
import type { Signature } from '../../domain/record/record.ts';
import { useContractWords } from '../contractWords.ts';
import { useWords } from '../words.ts';
import { InkDrawing } from './ink.tsx';
import { useSheet } from './sheet.ts';

/** The round mark that shows a sealed sheet: its number and the code people read to each other. */
export const SealMark = ({ number, hash, label }: { number: string; hash: string; label: string }) => (
  <svg className="seal" viewBox="0 0 120 120" role="img" aria-label={`${label} ${number} ${checkCode(hash)}`}>
    <circle cx="60" cy="60" r="56" fill="none" stroke="currentColor" strokeWidth="2.4" />
    <circle cx="60" cy="60" r="50" fill="none" stroke="currentColor" strokeWidth="0.8" />
    <text x="60" y="52" textAnchor="middle" fontSize="20" fontWeight="600">{label}</text>
    <text x="60" y="70" textAnchor="middle" fontSize="8.6" fontFamily="ui-monospace, Consolas, monospace">{number}</text>
    <text x="60" y="84" textAnchor="middle" fontSize="8.6" fontFamily="ui-monospace, Consolas, monospace">{checkCode(hash).slice(0, 9)}</text>
  </svg>
);

/** What is consented to. A signed sentence stands as it was signed, in the contract's language; its translation is marked as one. */
const Consent = ({ signer, signed }: { signer: Signer; signed: string | undefined }) => {
  const { t, say, lang } = useWords();
  if (signed === undefined) return <p className="consent">{say(signer.consent)}</p>;
  return (
    <p className="consent">
      <span lang="zh-CN">{signed}</span>
      {lang !== 'zh' && signed === signer.consent.zh ? <span className="translation">{t('paper.translation', { text: say(signer.consent) })}</span> : null}
    </p>
  );
};

/** Everybody who has signed in, each with ink, in the order they came; the pen goes on to the next. */
const SignInSheet = ({ signer }: { signer: Signer }) => {
  const { record, nextSigner, sign } = useSheet();
  const { t, say, lang } = useWords();
  const inWords = useContractWords();
  const came = record.signatures.filter((each) => each.role === signer.role);
  return (
    <div className="sign-in" data-signer={signer.role}>
      <p className="label">{say(signer.label)}<span className="soft">{came.length > 0 ? t('signIn.count', { n: came.length }) : t('signIn.nobody')}</span></p>
      <Consent signer={signer} signed={came[0]?.consent} />
      <ol className="came">
        {came.map((each, i) => (
          <li key={each.id}>
            <span className="came-no">{i + 1}</span>
            <InkDrawing ink={each.ink} label={t('paper.inkOf', { name: each.name })} />
            <span className="came-who"><b>{each.name}</b><small>{inWords(each.post)}</small><small>{paperTime(each.at, lang)}</small></span>
          </li>
        ))}
      </ol>
      {sign && nextSigner === signer.role ? <Button className="button sign-here desk-tool" onPress={sign}><PenLine size={15} />{came.length > 0 ? t('signIn.goOn') : signer.handover ? t('record.handover') : t('record.signHere')}</Button> : null}
    </div>
  );
};

/** What tells a signature on paper or from another station from ink on this screen. */
const Remarks = ({ signature, onScan }: { signature: Signature; onScan?: () => void }) => {
  const { t, lang } = useWords();
  const [kind, ...more] = signatureRemarks(signature, lang);
  if (kind === undefined) return null;
  return (
    <div className="signed-otherwise" data-kind={signature.paper ? 'paper' : 'elsewhere'}>
      <b>{kind}</b>
      {more.map((said) => <small key={said}>{said}</small>)}
      {onScan ? <Button className="link desk-tool" onPress={onScan}>{t('paperSign.openScan')}</Button> : null}
    </div>
  );
};

/** One box per signer in the form's order: ink, name, post, time; the next signer's box asks for the pen. */
export const Signoff = ({ title }: { title: string }) => {
  const whyId = useId();
  const { def, data, record, nextSigner, sign, mustBeOther, signOtherwise, openAttachment } = useSheet();
  const { t, say, lang } = useWords();
  const inWords = useContractWords();
  return (
    <section className="block">
      <h3 className="block-title" data-row><span>{title}</span></h3>
      <div className="signoff" data-row>
        {signersOf(def, { data }).map((signer) => {
          if (signer.many) return <SignInSheet key={signer.role} signer={signer} />;
          const signature = record.signatures.findLast((each) => each.role === signer.role);
          const refusals = record.refusals.filter((each) => each.role === signer.role);
          const scan = signature?.paper && record.attachments.find(({ scanOf, sha256 }) => scanOf === signer.role && sha256 === signature.paper?.scan);
          const silent = silenceText(signer, def, record, lang);
          return (
            <div key={signer.role} className="sign-box" data-signer={signer.role}>
              <span className="label">{say(signer.label)}{signer.required ? '' : say(paperWords.optional)}</span>
              <Consent signer={signer} signed={signature?.consent} />
              {refusals.map((each) => <p key={each.at} className="refusal">{refusalText(each, signature !== undefined, lang)}</p>)}
              {silent === null ? null : <p className="refusal">{silent}</p>}
              <div className="ink-place">
                {signature && !signature.paper ? <InkDrawing ink={signature.ink} label={t('paper.inkOf', { name: signature.name })} /> : null}
                {signature ? <Remarks signature={signature} onScan={scan && openAttachment ? () => openAttachment(scan.id) : undefined} /> : null}
                {!signature && sign && nextSigner === signer.role ? (
                  <>
                    <Button className="button sign-here desk-tool" isDisabled={mustBeOther !== undefined} aria-describedby={mustBeOther ? whyId : undefined} onPress={sign}><PenLine size={15} />{signer.handover ? t('record.handover') : t('record.signHere')}</Button>
                    {mustBeOther ? <small className="sign-other desk-tool" id={whyId}>{mustBeOther}</small> : null}
                  </>
                ) : null}
                {!signature && signOtherwise && nextSigner === signer.role ? signOtherwise : null}
              </div>
              <dl>
                <div><dt>{say(paperWords.name)}</dt><dd>{signature?.name ?? ''}</dd></div>
                <div><dt>{say(paperWords.post)}</dt><dd>{inWords(signature?.post ?? '')}</dd></div>
                <div><dt>{say(paperWords.time)}</dt><dd>{signature ? signedAt(signature, lang) : ''}</dd></div>
                <div><dt>{say(paperWords.place)}</dt><dd>{inWords(signature?.place ?? '')}</dd></div>
              </dl>
            </div>
          );
        })}
      </div>
    </section>
  );
};
