import { useQuery } from '@tanstack/react-query';
import { useRef, useState } from 'react';
import type { SignFileView } from '../../domain/api/types.ts';
import { formatFormalTime } from '../../domain/text/timeFormat.ts';
import { inkLength, shortestInk, signedFiles } from '../../domain/seal/content.ts';
import { FileButton } from '../desk/FileButton.tsx';
import { useLacks } from '../desk/lacks.tsx';
import { Press, Waiting, Wrong } from '../desk/parts.tsx';
import { Pad, type PadHandle } from '../handover/Pad.tsx';
import { blobToBytes, hashOfBytes, PdfView } from '../record/PdfView.tsx';
import { go } from '../router.ts';
import { saveBlob } from '../saveBlob.ts';
import { useRefresh, useStation, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';

type Request = Extract<SignFileView, { kind: 'request' }>;
type Answer = Extract<SignFileView, { kind: 'answer' }>;

/** Papers that other stations sent to be signed, and signatures that come back to this one (R25). */
export const SignFiles = () => {
  const { client } = useStation();
  const { t } = useWords();
  const [opened, setOpened] = useState<{ readonly file: File; readonly view: SignFileView } | null>(null);
  const [saved, setSaved] = useState<Pick<Request, 'station' | 'own'> | null>(null);
  const [error, setError] = useState<unknown>(null);
  const read = (file: File) => {
    setError(null);
    setOpened(null);
    setSaved(null);
    client.signing.openFile({ file }).then((view) => setOpened({ file, view }), setError);
  };
  return (
    <div className="sign-files">
      <h1>{t('signFile.title')}</h1>
      <p>{t('signFile.intro')}</p>
      <FileButton accept=".json,application/json" onFile={read}>{opened ? t('signFile.another') : t('signFile.open')}</FileButton>
      <Wrong error={error} />
      {saved === null ? null : <p className="notice" role="status">{t('signFile.signed', saved)}</p>}
      {opened?.view.kind === 'request' ? <Visit key={opened.view.record.id} view={opened.view} onSigned={(view) => { setOpened(null); setSaved(view); }} /> : null}
      {opened?.view.kind === 'answer' ? <Taking key={opened.file.name} file={opened.file} view={opened.view} /> : null}
    </div>
  );
};

/** The paper and its files to be read, and the pad of whoever sits here. */
const Visit = ({ view, onSigned }: { view: Request; onSigned: (view: Request) => void }) => {
  const { record, definition, signer: role, station, fingerprint } = view;
  const { client } = useStation();
  const status = useStatus();
  const { t, say, inChinese } = useWords();
  const account = status.data?.account;
  const paper = useQuery({
    queryKey: ['visit', record.id, record.rev],
    queryFn: async () => {
      const bytes = await blobToBytes(await client.signing.visitDocument());
      return { bytes, hash: await hashOfBytes(bytes) };
    },
    gcTime: 0,
  });
  const pad = useRef<PadHandle>(null);
  const [agreed, setAgreed] = useState(false);
  const [post, setPost] = useState(account ? inChinese(`role.${account.role}`) : '');
  const [inkEmpty, setInkEmpty] = useState(true);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const signer = definition.signers.find((each) => each.role === role);
  const lacks = useLacks({
    consent: agreed ? null : t('sign.needConsent'),
    post: post.trim() === '' ? t('account.fill', { field: t('signFile.post') }) : null,
    ink: inkEmpty ? t('sign.needInk') : null,
  });
  const sign = async () => {
    const ink = pad.current?.ink();
    if (!lacks.isComplete() || !paper.data || !ink) return;
    setBusy(true);
    setError(null);
    try {
      const answer = await client.signing.signFile({ post, place: '', shownHash: paper.data.hash, consented: true, ink: ink as never });
      if (await saveBlob(answer, `${record.number}.${role}.signature.json`)) onSigned(view);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const openFile = (sha256: string, name: string) => { client.signing.visitFile({ sha256 }).then((blob) => saveBlob(blob, name)).catch(setError); };
  if (!signer) return null;
  return (
    <section className="visit" aria-label={`${say(definition.title)} ${record.number}`}>
      <p>{t('signFile.from', { station, fingerprint })} {t('signFile.compare')}</p>
      {/* a region that scrolls can be reached by the keyboard */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="visit-paper signing-paper paper-world" tabIndex={0} role="region" aria-label={record.number}>
        {paper.data ? <PdfView bytes={paper.data.bytes} maxWidth={880} language="zh-CN" /> : paper.error ? <Wrong error={paper.error} /> : <Waiting />}
      </div>
      <div className="buttons">{signedFiles(record).map((file) => <Press key={file.id} className="small" onPress={() => openFile(file.sha256, file.name)}>{file.name}</Press>)}</div>
      <h2>{say(signer.label)} · {account?.name}</h2>
      <label className="check" htmlFor={lacks.input('consent').id}><input {...lacks.input('consent')} type="checkbox" checked={agreed} disabled={!paper.data} onChange={(event) => setAgreed(event.target.checked)} /><span>{say(signer.consent)}</span></label>
      {lacks.note('consent')}
      <div className="field"><label htmlFor={lacks.input('post').id}>{t('signFile.post')}</label><input {...lacks.input('post')} className="input" maxLength={60} autoComplete="off" value={post} onChange={(event) => setPost(event.target.value)} />{lacks.note('post')}</div>
      <div className="pad-frame">
        <Pad ref={pad} label={t('sign.pad')} initial={null} onPenUp={(ink) => setInkEmpty(inkLength(ink) < shortestInk)} onEmpty={setInkEmpty} />
        {inkEmpty ? <span className="pad-hint" aria-hidden="true">{t('sign.here')}</span> : null}
      </div>
      {lacks.note('ink')}
      <Wrong error={error} def={definition} />
      <div className="buttons"><Press onPress={() => pad.current?.clear()}>{t('sign.clear')}</Press><Press className="main" isDisabled={busy || !paper.data} onPress={() => void sign()}>{t('signFile.sign')}</Press></div>
    </section>
  );
};

/** A signature that came back: who gave it where, and the comparison that only a person can make. */
const Taking = ({ file, view }: { file: File; view: Answer }) => {
  const { client } = useStation();
  const { t, say, lang } = useWords();
  const refresh = useRefresh();
  const [compared, setCompared] = useState(false);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const lacks = useLacks({ compared: compared ? null : t('signFile.needCompared') });
  const take = async () => {
    if (!lacks.isComplete()) return;
    setBusy(true);
    setError(null);
    try {
      await client.signing.takeFile({ file, fingerprint: view.fingerprint });
      await refresh();
      go(view.form, view.record);
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  return (
    <section className="visit" aria-label={t('signFile.answer', { number: view.number })}>
      <h2>{t('signFile.answer', { number: view.number })} · {say(view.signer)}</h2>
      <p>{t('signFile.takenBy', { name: view.name, post: view.post, at: formatFormalTime(view.at, lang), station: view.station, account: view.account })}</p>
      <label className="check" htmlFor={lacks.input('compared').id}><input {...lacks.input('compared')} type="checkbox" checked={compared} onChange={(event) => setCompared(event.target.checked)} /><span>{t('signFile.compared', { fingerprint: view.fingerprint })}</span></label>
      {lacks.note('compared')}
      <Wrong error={error} />
      <div className="buttons"><Press className="main" isDisabled={busy} onPress={() => void take()}>{busy ? t('signFile.taking') : t('signFile.take')}</Press></div>
    </section>
  );
};
