import { useQuery } from '@tanstack/react-query';
import { ArrowDown } from 'lucide-react';
import { useEffect, useRef, useState, type RefObject } from 'react';
import { Button } from 'react-aria-components';
import type { FormDef, Signer } from '../../domain/forms/form.ts';
import type { Ink, Rec } from '../../domain/record/record.ts';
import { fileWords } from '../../domain/report/paper.ts';
import type { Refusal } from '../../domain/result.ts';
import { inkLength, shortestInk, signedFiles } from '../../domain/seal/content.ts';
import { useLacks } from '../desk/lacks.tsx';
import { Wrong } from '../desk/parts.tsx';
import { blobToBytes, hashOfBytes, PdfView } from '../record/PdfView.tsx';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { Pad, type PadHandle } from './Pad.tsx';
import { SignedFiles } from './SignedFiles.tsx';

/** The bytes the signer sees and the hash this page computes over exactly them. */
const useShownDocument = (id: string, rev: number) => {
  const { client } = useStation();
  return useQuery({
    queryKey: ['shown-document', id, rev],
    queryFn: async () => {
      const bytes = await blobToBytes(await client.signing.document({ id }));
      return { bytes, hash: await hashOfBytes(bytes) };
    },
    gcTime: 0,
  });
};

/** Whether the form stands below what the window shows, so that nothing on the screen says that it is there. */
const useIsBelow = (form: RefObject<HTMLElement | null>): boolean => {
  const [isBelow, setIsBelow] = useState(false);
  useEffect(() => {
    const element = form.current;
    if (!element) return undefined;
    const observer = new IntersectionObserver(([entry]) => { if (entry) setIsBelow(!entry.isIntersecting && entry.boundingClientRect.top > 0); }, { rootMargin: '0px 0px -120px 0px' });
    observer.observe(element);
    return () => observer.disconnect();
  }, [form]);
  return isBelow;
};

/** What an empty pad is kept as. */
export const emptyInk = { width: 600, height: 200, dpr: 1, pointer: 'mouse', strokes: [] } as const;

type Props = {
  readonly record: Rec;
  readonly def: FormDef;
  readonly signer: Signer;
  /** what is known of the signer already */
  readonly known?: { readonly name: string; readonly post: string };
  readonly onSigned: (rec: Rec) => void;
  readonly onRefuse?: () => void;
};

/** The document, the consent, name and post, and the pad: one signature, at the desk or on the handed-over screen. */
export const Signing = ({ record, def, signer, known, onSigned, onRefuse }: Props) => {
  const { client } = useStation();
  const { t, say, lang } = useWords();
  const document_ = useShownDocument(record.id, record.rev);
  const kept = useQuery({
    queryKey: ['kept-ink', record.id, signer.role],
    queryFn: () => client.signing.loadInk({ id: record.id, role: signer.role }),
    gcTime: 0,
  });
  const pad = useRef<PadHandle>(null);
  const act = useRef<HTMLFormElement>(null);
  const title = useRef<HTMLHeadingElement>(null);
  const actIsBelow = useIsBelow(act);
  const [name, setName] = useState(known?.name ?? '');
  const [post, setPost] = useState(known?.post ?? '');
  const [inkEmpty, setInkEmpty] = useState(true);
  const [agreedTo, setAgreedTo] = useState<string | null>(null);
  /** the document whose pages stand on the screen */
  const [shown, setShown] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);

  // a document drawn anew is a document not yet agreed to
  const hash = document_.data?.hash;
  // nobody agrees to what is not there to be read, and nothing moves under a finger that is about to
  const isReadable = hash !== undefined && shown === hash;
  const agreed = hash !== undefined && agreedTo === hash;
  const needsPost = signer.party !== 'contractor';
  const lacks = useLacks({
    consent: agreed ? null : t('sign.needConsent'),
    name: name.trim() === '' ? t('account.fill', { field: t('sign.name') }) : null,
    post: needsPost && post.trim() === '' ? t('account.fill', { field: t('sign.post') }) : null,
    ink: inkEmpty ? t('sign.needInk') : null,
  });

  const keep = (ink: Ink) => {
    client.signing.saveInk({ id: record.id, role: signer.role, ink: ink as never }).catch(setError);
  };
  const clear = () => {
    pad.current?.clear();
    client.signing.saveInk({ id: record.id, role: signer.role, ink: { ...emptyInk, strokes: [] } }).catch(setError);
  };
  const confirm = async () => {
    const ink = pad.current?.ink();
    if (!lacks.isComplete() || !hash || !ink) return;
    setBusy(true);
    setError(null);
    try {
      onSigned(await client.signing.sign({ id: record.id, role: signer.role, name, post, place: record.context.site.name.zh, shownHash: hash, consented: true, ink: ink as never }));
    } catch (failure) {
      setError(failure);
      void document_.refetch();
    } finally {
      setBusy(false);
    }
  };
  const goToAct = () => {
    act.current?.scrollIntoView({ block: 'start' });
    title.current?.focus({ preventScroll: true });
  };
  const jump = ({ field }: Refusal) => document.getElementById(lacks.input(field === 'post' ? 'post' : 'name').id)?.focus();

  return (
    <div className="signing">
      {lang === 'zh' ? null : <p className="signing-language">{t('sign.paperLanguage')}</p>}
      {/* a region that scrolls can be reached by the keyboard */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <section className="signing-paper" tabIndex={0} aria-label={`${say(def.title)} ${record.number}`}>
        <SignedFiles files={signedFiles(record)} nameOf={(file) => fileWords(def, record, file, lang)} paper={def.report ? t('sign.cover') : say(def.short)}>
          {document_.data ? <PdfView bytes={document_.data.bytes} maxWidth={880} language="zh-CN" onShown={() => setShown(hash ?? null)} /> : document_.error ? <Wrong error={document_.error} /> : <p role="status" className="soft">{t('print.making')}</p>}
        </SignedFiles>
      </section>
      <div className="sign-here">{actIsBelow ? <div><Button className="button big main" onPress={goToAct}>{t('sign.readThenSign')}<ArrowDown size={18} aria-hidden="true" /></Button></div> : null}</div>
      <form ref={act} className="signing-act" onSubmit={(event) => event.preventDefault()} aria-label={say(signer.label)}>
        <h2 ref={title} tabIndex={-1}>{say(signer.label)}</h2>
        <label className="consent" htmlFor={lacks.input('consent').id}>
          <input {...lacks.input('consent')} type="checkbox" checked={agreed} disabled={!isReadable} onChange={(event) => setAgreedTo(event.target.checked ? (hash ?? null) : null)} />
          <span>
            {say(signer.consent)}
            {/* the sentence that is kept with the signature */}
            {lang === 'zh' ? null : <small lang="zh-CN">{signer.consent.zh}</small>}
          </span>
        </label>
        {lacks.note('consent')}
        <div className="signer-fields">
          <div className="field"><label htmlFor={lacks.input('name').id}>{t('sign.name')}</label><input {...lacks.input('name')} className="input" value={name} maxLength={60} autoComplete="off" onChange={(event) => setName(event.target.value)} />{lacks.note('name')}</div>
          <div className="field"><label htmlFor={lacks.input('post').id}>{t('sign.post')}</label><input {...lacks.input('post')} className="input" value={post} maxLength={60} autoComplete="off" onChange={(event) => setPost(event.target.value)} />{lacks.note('post')}</div>
        </div>
        <div className="pad-frame">
          {kept.isPending ? null : <Pad ref={pad} label={t('sign.pad')} initial={kept.data && kept.data.strokes.length > 0 ? kept.data : null} onPenUp={(ink) => { setInkEmpty(inkLength(ink) < shortestInk); keep(ink); }} onEmpty={setInkEmpty} />}
          {inkEmpty ? <span className="pad-hint" aria-hidden="true">{t('sign.here')}</span> : null}
        </div>
        {lacks.note('ink')}
        <Wrong error={error} def={def} onJump={jump} />
        <div className="signing-buttons">
          <Button className="button big" onPress={clear}>{t('sign.clear')}</Button>
          <Button className="button big main" isDisabled={busy || !isReadable} onPress={confirm}>{busy ? t('sign.signing') : t('sign.confirm')}</Button>
        </div>
        {onRefuse ? <p className="soft sign-otherwise">{t(signer.onPaper ? 'sign.otherwiseOnPaper' : 'sign.otherwise')}</p> : null}
        {onRefuse ? <Button className="link refuse-link" onPress={onRefuse}>{t('sign.refuse')}</Button> : null}
      </form>
    </div>
  );
};
