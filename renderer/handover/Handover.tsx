import { useQuery } from '@tanstack/react-query';
import { CheckCircle2, Languages } from 'lucide-react';
import { useEffect, useRef, useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { FormDef } from '../../domain/forms/form.ts';
import type { Rec } from '../../domain/record/record.ts';
import { useLacks } from '../desk/lacks.tsx';
import { Failed, Waiting, Wrong } from '../desk/parts.tsx';
import { useKeys } from '../keys.ts';
import { paperWords } from '../../domain/paper/words.ts';
import { InkDrawing } from '../paper/ink.tsx';
import { SealMark } from '../paper/Signoff.tsx';
import { useDefinition } from '../record/useRecord.ts';
import { useRefresh, useStation } from '../station.tsx';
import { speakLanguage, useWords } from '../words.ts';
import { emptyInk, Signing } from './Signing.tsx';
import { SurveyForm } from './SurveyForm.tsx';

/** Keeps the window where it is: no way back, no reload by accident, no key of the desk. */
const useStay = () => {
  useKeys({}, { modal: true });
  useEffect(() => {
    const here = window.location.href;
    const stay = () => window.history.pushState(null, '', here);
    stay();
    const warn = (event: BeforeUnloadEvent) => event.preventDefault();
    const noMenu = (event: Event) => event.preventDefault();
    const noShortcut = (event: KeyboardEvent) => {
      const key = event.key.toLowerCase();
      if (key === 'f5' || key === 'f1' || (event.altKey && key.startsWith('arrow')) || ((event.ctrlKey || event.metaKey) && ['r', 'p', 's', 'k', 'l', 'o', 'f', 'd', 'n', 't'].includes(key))) event.preventDefault();
    };
    window.addEventListener('popstate', stay);
    window.addEventListener('beforeunload', warn);
    window.addEventListener('contextmenu', noMenu);
    window.addEventListener('keydown', noShortcut, true);
    return () => {
      window.removeEventListener('popstate', stay);
      window.removeEventListener('beforeunload', warn);
      window.removeEventListener('contextmenu', noMenu);
      window.removeEventListener('keydown', noShortcut, true);
    };
  }, []);
};

const Refusing = ({ record, def, role, onDone, onBack }: { record: Rec; def: FormDef; role: string; onDone: () => void; onBack: () => void }) => {
  const { client } = useStation();
  const { t } = useWords();
  const [name, setName] = useState('');
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const lacks = useLacks({
    name: name.trim() === '' ? t('account.fill', { field: t('sign.name') }) : null,
    reason: reason.trim() === '' ? t('account.fill', { field: t('sign.refuseReason') }) : null,
  });
  const send = async () => {
    if (!lacks.isComplete()) return;
    setBusy(true);
    try {
      await client.handover.refuse({ id: record.id, role, name, reason });
      onDone();
    } catch (failure) {
      setError(failure);
      setBusy(false);
    }
  };
  return (
    <form className="handover-card" onSubmit={(event) => event.preventDefault()}>
      <h2>{t('sign.refuseTitle')}</h2>
      <p>{t('sign.refuseNote')}</p>
      {/* the person has just asked for this form */}
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
      <div className="field"><label htmlFor={lacks.input('name').id}>{t('sign.name')}</label><input {...lacks.input('name')} className="input" maxLength={60} autoFocus value={name} onChange={(event) => setName(event.target.value)} />{lacks.note('name')}</div>
      <div className="field"><label htmlFor={lacks.input('reason').id}>{t('sign.refuseReason')}</label><textarea {...lacks.input('reason')} className="input" maxLength={500} rows={3} value={reason} onChange={(event) => setReason(event.target.value)} />{lacks.note('reason')}</div>
      <Wrong error={error} def={def} />
      <div className="signing-buttons">
        <Button className="button big" onPress={onBack}>{t('sign.backToRead')}</Button>
        <Button className="button big main" isDisabled={busy} onPress={() => void send()}>{t('sign.refuseSend')}</Button>
      </div>
    </form>
  );
};

/** The engineer's PIN or passphrase, which alone gives the desk back. */
const EngineersSecret = ({ onEnded }: { onEnded?: () => Promise<unknown> }) => {
  const { client } = useStation();
  const { t } = useWords();
  const refresh = useRefresh();
  const [secret, setSecret] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const input = useRef<HTMLInputElement>(null);
  const lacks = useLacks({ secret: secret === '' ? t('account.fill', { field: t('handover.secret') }) : null });
  const end = async () => {
    if (!lacks.isComplete()) return;
    setBusy(true);
    try {
      await client.handover.end({ secret });
      await onEnded?.();
      await refresh();
    } catch (failure) {
      setError(failure);
      setSecret('');
      input.current?.focus();
    } finally {
      setBusy(false);
    }
  };
  return (
    <form className="give-back" onSubmit={(event) => { event.preventDefault(); void end(); }}>
      <label htmlFor={lacks.input('secret').id}>{t('handover.secret')}</label>
      {/* the engineer has just asked for this field */}
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
      <input ref={input} {...lacks.input('secret')} className="input" type="password" autoComplete="off" autoFocus value={secret} onChange={(event) => setSecret(event.target.value)} />
      {lacks.note('secret')}
      <Wrong error={error} />
      <Button type="submit" className="button big main" isDisabled={busy}>{busy ? t('lock.opening') : t('handover.back')}</Button>
    </form>
  );
};

/** The customer was called away: the screen goes back with nothing signed and nothing refused. */
const TakeBack = ({ id, role, onBack }: { id: string; role: string | undefined; onBack: () => void }) => {
  const { client } = useStation();
  const { t } = useWords();
  // whoever takes the pen next begins on an empty pad, not on another person's strokes
  const clearPad = async () => { if (role) await client.signing.saveInk({ id, role, ink: { ...emptyInk, strokes: [] } }); };
  return (
    <div className="handover-card center">
      <h2>{t('handover.takeBack')}</h2>
      <p>{role ? t('handover.takeBackNote') : t('handover.takeBackSurvey')}</p>
      <EngineersSecret onEnded={clearPad} />
      <Button className="link quiet-link" onPress={onBack}>{t('handover.stay')}</Button>
    </div>
  );
};

/** The end of the hand-over: thanks, and back to the engineer. */
const GiveBack = ({ children }: { children?: ReactNode }) => {
  const { t } = useWords();
  const [asking, setAsking] = useState(false);
  return (
    <div className="handover-card center">
      {children}
      <h2>{t('handover.thanks')}</h2>
      <p>{t('handover.giveBack')}</p>
      {asking ? <EngineersSecret /> : <Button className="button big" onPress={() => setAsking(true)}>{t('handover.engineer')}</Button>}
    </div>
  );
};

const Settled = ({ record, onGoOn }: { record: Rec; onGoOn: () => void }) => {
  const { t, say } = useWords();
  const last = record.signatures.at(-1);
  useEffect(() => {
    const timer = setTimeout(onGoOn, 2200);
    return () => clearTimeout(timer);
  }, [onGoOn]);
  return (
    <div className="handover-card center settled" role="status">
      <div className="settled-ink">
        {last ? <InkDrawing ink={last.ink} label={t('paper.inkOf', { name: last.name })} /> : null}
        {record.seal ? <SealMark number={record.number} hash={record.seal.contentHash} label={say(paperWords.sealed)} /> : null}
      </div>
      <h2>{record.seal ? t('handover.sealed') : t('handover.signed')}</h2>
      <p className="mono">{record.number}</p>
      <Button className="button big" onPress={onGoOn}>{t('handover.goOn')}</Button>
    </div>
  );
};

/** Between two people of a sign-in sheet: the next one takes the screen, without the engineer in between, until the last one gives it back. */
const NextPerson = ({ record, role, onNext, onEnd }: { record: Rec; role: string | undefined; onNext: () => void; onEnd: () => void }) => {
  const { t } = useWords();
  const came = record.signatures.filter((each) => each.role === role);
  return (
    <div className="handover-card center">
      <h2>{t('signIn.count', { n: came.length })}</h2>
      <ol className="came-names">{came.map((each) => <li key={each.id}>{each.name}</li>)}</ol>
      <p>{t('signIn.nextNote')}</p>
      {/* the next person begins here */}
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
      <Button className="button big main" autoFocus onPress={onNext}>{t('signIn.next')}</Button>
      <Button className="link quiet-link" onPress={onEnd}>{t('signIn.end')}</Button>
    </div>
  );
};

type Stage = 'sign' | 'refuse' | 'refused' | 'settled' | 'next' | 'survey' | 'takeBack' | 'end';

/** The screen as the customer's (R8): read, sign, rate; nothing else of the station can be reached. */
export const Handover = ({ id }: { id: string }) => {
  useStay();
  const { ask, client } = useStation();
  const { t, say, lang } = useWords();
  // the customer's choice is his: the desk speaks on as the engineer left it
  const [engineers] = useState(lang);
  useEffect(() => () => void speakLanguage(engineers), [engineers]);
  const view = useQuery(ask.records.get.queryOptions({ input: { id } }));
  const def = useDefinition(view.data?.record.def);
  const [stage, setStage] = useState<Stage>('sign');
  const [settled, setSettled] = useState<Rec | null>(null);
  const sealed = view.data?.record.seal !== undefined;
  const survey = useQuery({ queryKey: ['handover-survey', id, sealed], queryFn: () => client.handover.survey({ id }), enabled: sealed && def.data?.survey !== undefined, gcTime: 0 });

  if (view.error || def.error) return <div className="handover paper-world"><Failed error={view.error ?? def.error} onAgain={() => void view.refetch()} /></div>;
  if (!view.data || !def.data) return <div className="handover paper-world"><Waiting /></div>;
  const { record, nextSigner } = view.data;
  const form = def.data;
  const signer = form.signers.find((each) => each.role === nextSigner && each.handover);

  const shown: Stage = (stage === 'sign' || stage === 'refuse' || stage === 'next') && !signer ? (sealed && form.survey ? 'survey' : 'end') : stage;
  const last = settled?.signatures.at(-1)?.role;
  // what this signature begins is for another day, and for somebody else
  const hasMoved = form.signers.find((each) => each.role === last)?.moves !== undefined;
  const afterSettled = () => setStage(settled?.seal && form.survey ? 'survey' : hasMoved ? 'end' : signer?.many && last === signer.role ? 'next' : 'sign');
  const open = survey.data !== undefined && survey.data !== null && !survey.data.seal;

  return (
    <main className="handover paper-world">
      <header className="handover-head">
        <strong>{say(form.title)}</strong>
        <span className="mono">{record.number}</span>
        <span className="spring" />
        <span>{say(record.context.contractor)}</span>
        <Button className="button quiet" aria-label={`${lang === 'zh' ? 'English' : '中文'} · ${t('bar.language')}`} onPress={() => void speakLanguage(lang === 'zh' ? 'en' : 'zh')}><Languages size={16} aria-hidden="true" />{lang === 'zh' ? 'English' : '中文'}</Button>
      </header>
      {shown === 'sign' && signer ? (
        <Signing
          key={`${signer.role}-${record.signatures.length}`} record={record} def={form} signer={signer}
          onRefuse={() => setStage('refuse')}
          onSigned={(rec) => { setSettled(rec); setStage('settled'); void view.refetch(); }}
        />
      ) : null}
      {shown === 'refuse' && signer ? <Refusing record={record} def={form} role={signer.role} onBack={() => setStage('sign')} onDone={() => setStage('refused')} /> : null}
      {shown === 'settled' && settled ? <Settled record={settled} onGoOn={afterSettled} /> : null}
      {shown === 'next' ? <NextPerson record={record} role={nextSigner} onNext={() => setStage('sign')} onEnd={() => setStage('end')} /> : null}
      {shown === 'survey' && open && survey.data ? <SurveyForm survey={survey.data} orderId={id} onDone={() => setStage('end')} /> : null}
      {shown === 'survey' && survey.isPending ? <Waiting /> : null}
      {shown === 'survey' && survey.error ? <Failed error={survey.error} onAgain={() => void survey.refetch()} /> : null}
      {shown === 'takeBack' ? <TakeBack id={id} role={signer?.role} onBack={() => setStage('sign')} /> : null}
      {(shown === 'sign' && signer) || (shown === 'survey' && open) ? <Button className="link quiet-link" onPress={() => setStage('takeBack')}>{t('handover.takeBack')}</Button> : null}
      {shown === 'end' || shown === 'refused' || (shown === 'survey' && !survey.isPending && !survey.error && !open) ? (
        <GiveBack>{shown === 'refused' ? <p>{t('handover.refused')}</p> : <CheckCircle2 size={48} aria-hidden="true" className="done-mark" />}</GiveBack>
      ) : null}
    </main>
  );
};
