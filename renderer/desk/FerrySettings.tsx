import { useQuery } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import type { FerryExported, FerryReceived } from '../../domain/api/line.ts';
import { formatTime } from '../../domain/text/timeFormat.ts';
import { refusalsOf } from '../client.ts';
import { commitOpenDrafts } from '../record/draft.ts';
import { useNow } from '../record/useRecord.ts';
import { useRefresh, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { FileButton } from './FileButton.tsx';
import { useLacks } from './lacks.tsx';
import { Failed, Press, Waiting, Wrong } from './parts.tsx';

/** ms between looks at a running export */
const look = 500;
const mega = (bytes: number): number => Math.round(bytes / 1024 / 1024);

/** 设置 → 摆渡: what is unsent goes out to a stick; headquarters' receipt comes back in. */
export const FerrySettings = () => {
  const { ask, client } = useStation();
  const { t, lang } = useWords();
  const now = useNow();
  const refresh = useRefresh();
  const [folder, setFolder] = useState('');
  const [busy, setBusy] = useState<'export' | 'receive' | null>(null);
  const [wrong, setWrong] = useState<{ readonly of: 'export' | 'receive'; readonly error: unknown } | null>(null);
  const [isNothing, setNothing] = useState(false);
  const [exported, setExported] = useState<FerryExported | null>(null);
  const [received, setReceived] = useState<FerryReceived | null>(null);
  const [receipt, setReceipt] = useState<File | null>(null);
  const state = useQuery({ ...ask.ferry.status.queryOptions(), refetchInterval: busy === 'export' ? look : false });
  const id = useId();
  const lacks = useLacks({ folder: folder.trim() === '' ? t('account.fill', { field: t('ferry.folder') }) : null });
  const run = <T,>(what: 'export' | 'receive', work: () => Promise<T>, done: (value: T) => void): void => {
    setBusy(what);
    setWrong(null);
    setNothing(false);
    setExported(null);
    setReceived(null);
    work().then(async (value) => { done(value); await state.refetch(); await refresh(); }, (error: unknown) => {
      // that all of it is there is good news, no failure
      if (refusalsOf(error)?.some(({ code }) => code === 'ferry-nothing')) setNothing(true);
      else setWrong({ of: what, error });
    }).finally(() => setBusy(null));
  };
  const write = (event: FormEvent) => {
    event.preventDefault();
    if (lacks.isComplete()) run('export', () => commitOpenDrafts().then(() => client.ferry.export({ folder: folder.trim() })), setExported);
  };
  if (state.error) return <section className="settings-part" id="settings-ferry" aria-label={t('settings.ferry')}><h2>{t('settings.ferry')}</h2><Failed error={state.error} onAgain={() => void state.refetch()} /></section>;
  if (!state.data) return <section className="settings-part" id="settings-ferry" aria-label={t('settings.ferry')}><h2>{t('settings.ferry')}</h2><Waiting /></section>;
  const { unsent, unsentFiles, horizon, progress } = state.data;
  return (
    <section className="settings-part" id="settings-ferry" aria-label={t('settings.ferry')}>
      <h2>{t('settings.ferry')}</h2>
      <p className="soft">{t('ferry.note')}</p>
      <dl className="facts">
        <div><dt>{t('ferry.unsent')}</dt><dd>{t('sync.unsentCount', { ops: unsent, files: unsentFiles })}</dd></div>
        <div><dt>{t('ferry.horizon')}</dt><dd>{horizon.at ? `${t('ferry.horizonAt', { seq: horizon.seq })} · ${formatTime(horizon.at, lang, now)}` : t('ferry.horizonNone')}</dd></div>
      </dl>
      <form className="stack" onSubmit={write}>
        <div className="field"><label htmlFor={lacks.input('folder').id}>{t('ferry.folder')}</label><input {...lacks.input('folder')} className="input mono" maxLength={1000} placeholder={t('ferry.folderHint')} value={folder} onChange={(event) => setFolder(event.target.value)} />{lacks.note('folder')}</div>
        <div className="buttons">
          {busy === 'export' ? <Press onPress={() => void client.ferry.cancel().catch((error: unknown) => setWrong({ of: 'export', error }))}>{t('action.cancel')}</Press> : null}
          <Press className="main" type="submit" isDisabled={busy !== null}>{t('ferry.export')}</Press>
        </div>
      </form>
      {busy === 'export' && progress ? <p role="status" className="soft">{t('ferry.exporting', { part: progress.part, done: mega(progress.bytes), total: mega(progress.totalBytes) })}</p> : null}
      {isNothing ? <p className="notice good" role="status">{t('ferry.nothing')}</p> : null}
      <Wrong error={wrong?.of === 'export' ? wrong.error : null} />
      {exported ? <div className="notice" role="status"><span>{t('ferry.done', { parts: exported.parts.length, ops: exported.ops, files: exported.files })}</span><ul>{exported.parts.map((part) => <li key={part} className="mono">{part}</li>)}</ul>{exported.damaged.length > 0 ? <strong>{t('ferry.damaged', { count: exported.damaged.length })}</strong> : null}</div> : null}
      <h3>{t('ferry.receipt')}</h3>
      <div className="field">
        <label htmlFor={`${id}-receipt`}>{t('ferry.receiptNote')}</label>
        <FileButton id={`${id}-receipt`} accept=".json,application/json" isDisabled={busy !== null} onFile={(file) => { setReceipt(file); run('receive', () => client.ferry.receive({ file }), setReceived); }} />
      </div>
      {received?.wipe && receipt ? (
        <div className="notice warn stack" role="alert">
          <strong>{t('ferry.wipeAsked', { time: formatTime(received.wipe.at, lang, now) })}</strong>
          <p>{received.wipe.ops + received.wipe.files > 0 ? t('ferry.wipeLoses', { ops: received.wipe.ops, files: received.wipe.files }) : t('ferry.wipeLosesNothing')}</p>
          {received.wipe.records.length > 0 ? <ul>{received.wipe.records.map((number) => <li key={number} className="mono">{number}</li>)}</ul> : null}
          <div className="buttons">
            <Press onPress={() => setReceived(null)}>{t('ferry.wipeNot')}</Press>
            <Press className="danger" isDisabled={busy !== null} onPress={() => run('receive', () => client.ferry.receive({ file: receipt, wipe: true }), () => undefined)}>{t('ferry.wipe')}</Press>
          </div>
        </div>
      ) : null}
      {received && !received.wipe ? <p className="notice" role="status">{t('ferry.taken', { ops: received.ops, files: received.files })} {t('sync.unsentCount', { ops: received.unsent, files: received.unsentFiles })}</p> : null}
      <Wrong error={wrong?.of === 'receive' ? wrong.error : null} />
    </section>
  );
};
