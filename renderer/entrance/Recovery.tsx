import { useQuery } from '@tanstack/react-query';
import { KeyRound } from 'lucide-react';
import { useId, useState, type FormEvent } from 'react';
import type { RecoveryState, StationStatus } from '../../domain/api/types.ts';
import { codeToFile, textToCode } from '../../domain/recovery/code.ts';
import { FileButton } from '../desk/FileButton.tsx';
import { useLacks } from '../desk/lacks.tsx';
import { Failed, Press, Waiting, Wrong } from '../desk/parts.tsx';
import { useRefresh, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { Entrance } from './Entrance.tsx';
import { PassphraseField } from './PassphraseField.tsx';

const saveText = (name: string, text: string): void => {
  const link = document.createElement('a');
  link.href = URL.createObjectURL(new Blob([text], { type: 'text/plain' }));
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(link.href), 10_000);
};

/** A forgotten passphrase: a code goes to headquarters by phone or as a file, another one comes back. The new passphrase is chosen first. */
export const Recovery = ({ status, account, onBack }: { status: StationStatus; account: string; onBack: () => void }) => {
  const { ask, client } = useStation();
  const { t } = useWords();
  const state = useQuery(ask.station.recovery.queryOptions());
  const nameOf = (id: string): string => status.accounts?.find((each) => each.id === id)?.name ?? '';
  const back = <Press onPress={onBack}>{t('keys.back')}</Press>;
  const title = <h1><KeyRound size={18} aria-hidden="true" /> {t('recovery.title')}</h1>;
  if (state.error) return <Entrance><section className="entrance-form narrow">{title}<Failed error={state.error} onAgain={() => void state.refetch()} />{back}</section></Entrance>;
  if (!state.data) return <Entrance><Waiting /></Entrance>;
  const { possible, request, stationCode = '' } = state.data;
  if (!possible) return <Entrance><section className="entrance-form narrow">{title}<p>{t('recovery.impossible')}</p><div className="buttons">{back}</div></section></Entrance>;
  const again = () => void state.refetch();
  return (
    <Entrance>
      {request
        ? <Answering key={request.code} request={request} name={nameOf(request.account)} stationCode={stationCode} title={title} back={back} onForget={() => { void client.station.forgetRecovery().then(again); }} />
        : <Asking account={account} name={nameOf(account)} title={title} back={back} onAsked={again} />}
    </Entrance>
  );
};

const Asking = ({ account, name, title, back, onAsked }: { account: string; name: string; title: React.ReactNode; back: React.ReactNode; onAsked: () => void }) => {
  const { client } = useStation();
  const { t } = useWords();
  const [passphrase, setPassphrase] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const lacks = useLacks({ passphrase: passphrase ? null : t('account.fill', { field: t('settings.newPassphrase') }) });
  const make = (event: FormEvent) => {
    event.preventDefault();
    if (!lacks.isComplete()) return;
    setBusy(true);
    setError(null);
    client.station.askRecovery({ account, passphrase }).then(onAsked, setError).finally(() => setBusy(false));
  };
  return (
    <form className="entrance-form narrow" onSubmit={make}>
      {title}
      <p>{t('recovery.note', { name })}</p>
      <PassphraseField value={passphrase} onChange={setPassphrase} label={t('settings.newPassphrase')} inputId={lacks.input('passphrase').id} lack={lacks.note('passphrase')} />
      <Wrong error={error} />
      <div className="buttons">{back}<Press className="main" type="submit" isDisabled={busy}>{t('recovery.ask')}</Press></div>
    </form>
  );
};

const Answering = ({ request, name, stationCode, title, back, onForget }: { request: NonNullable<RecoveryState['request']>; name: string; stationCode: string; title: React.ReactNode; back: React.ReactNode; onForget: () => void }) => {
  const { client } = useStation();
  const { t } = useWords();
  const refresh = useRefresh();
  const [answer, setAnswer] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const id = useId();
  const lacks = useLacks({ answer: answer.trim() ? null : t('account.fill', { field: t('recovery.answer') }), passphrase: passphrase ? null : t('account.fill', { field: t('recovery.passphrase') }) });
  const open = (event: FormEvent) => {
    event.preventDefault();
    if (!lacks.isComplete()) return;
    setBusy(true);
    setError(null);
    client.station.recover({ answer, passphrase }).then(() => refresh(), setError).finally(() => setBusy(false));
  };
  return (
    <form className="entrance-form narrow recovery" onSubmit={open}>
      {title}
      <p>{t('recovery.read', { name })}</p>
      <dl className="facts"><div><dt>{t('recovery.station')}</dt><dd className="mono">{stationCode}</dd></div></dl>
      <p className="recovery-code mono" aria-label={t('recovery.code')}>{request.code}</p>
      <div className="buttons"><Press className="quiet" onPress={onForget}>{t('recovery.forget')}</Press><Press onPress={() => saveText(`sanlian-recovery-${stationCode}.txt`, codeToFile('request', stationCode, request.code))}>{t('recovery.save')}</Press></div>
      <div className="field">
        <label htmlFor={lacks.input('answer').id}>{t('recovery.answer')}</label>
        <textarea {...lacks.input('answer')} className="input mono" rows={3} maxLength={1000} autoComplete="off" spellCheck={false} value={answer} onChange={(event) => setAnswer(event.target.value)} />
        {lacks.note('answer')}
      </div>
      <div className="field">
        <label htmlFor={`${id}-file`}>{t('recovery.answerFile')}</label>
        <FileButton id={`${id}-file`} accept=".txt,text/plain" onFile={(file) => void file.slice(0, 2000).text().then((text) => setAnswer(textToCode(text)))} />
      </div>
      <div className="field"><label htmlFor={lacks.input('passphrase').id}>{t('recovery.passphrase')}</label><input {...lacks.input('passphrase')} className="input" type="password" autoComplete="current-password" maxLength={200} value={passphrase} onChange={(event) => setPassphrase(event.target.value)} />{lacks.note('passphrase')}</div>
      <Wrong error={error} />
      <div className="buttons">{back}<Press className="main" type="submit" isDisabled={busy}>{busy ? t('lock.opening') : t('recovery.open')}</Press></div>
    </form>
  );
};
