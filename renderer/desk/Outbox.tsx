import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import { formatTime } from '../../domain/text/timeFormat.ts';
import { useNow } from '../record/useRecord.ts';
import { useRefresh, useStation, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';
import { useLacks } from './lacks.tsx';
import { Empty, Failed, Press, Waiting, Wrong } from './parts.tsx';

/** How the mail server is reached: set by the manager, without it messages leave as drafts. */
const Server = () => {
  const { ask, client } = useStation();
  const { t } = useWords();
  const refresh = useRefresh();
  const server = useQuery(ask.documents.mailServer.queryOptions());
  const [host, setHost] = useState('');
  const [port, setPort] = useState('465');
  const [user, setUser] = useState('');
  const [password, setPassword] = useState('');
  const [from, setFrom] = useState('');
  const [plain, setPlain] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const lacks = useLacks({ host: host.trim() === '' ? t('account.fill', { field: t('mail.host') }) : null, from: from.trim() === '' ? t('account.fill', { field: t('mail.from') }) : null });
  const save = async (next: Parameters<typeof client.documents.setMailServer>[0]['server']) => {
    setError(null);
    try {
      await client.documents.setMailServer({ server: next });
      // whoever leaves this screen at once is offered the server all the same
      await refresh();
    } catch (failure) {
      setError(failure);
    }
  };
  const set = () => {
    if (lacks.isComplete()) void save({ host: host.trim(), port: Number(port) || 465, secure: port.trim() === '465', ...(plain && port.trim() !== '465' && { plain }), from: from.trim(), ...(user.trim() && { user: user.trim(), password }) });
  };
  const field = (name: string, label: string, value: string, change: (value: string) => void, type = 'text') => (
    <div className="field"><label htmlFor={`mail-${name}`}>{label}</label><input id={`mail-${name}`} className="input" type={type} maxLength={200} autoComplete="off" value={value} onChange={(event) => change(event.target.value)} /></div>
  );
  return (
    <details className="mail-server">
      <summary>{server.data ? t('mail.serverIs', { host: server.data.host, from: server.data.from }) : t('mail.serverNone')}{server.data?.plain ? ` ${t('mail.plainIs')}` : ''}</summary>
      {field('host', t('mail.host'), host, setHost)}
      {field('port', t('mail.port'), port, setPort)}
      {field('from', t('mail.from'), from, setFrom, 'email')}
      {field('user', t('mail.user'), user, setUser)}
      {field('password', t('mail.password'), password, setPassword, 'password')}
      {port.trim() === '465' ? null : <label className="check"><input type="checkbox" checked={plain} onChange={(event) => setPlain(event.target.checked)} />{t('mail.plain')}</label>}
      {lacks.note('host')}{lacks.note('from')}
      <Wrong error={error} />
      <p><Press className="main" onPress={set}>{t('mail.saveServer')}</Press> {server.data ? <Press onPress={() => void save(null)}>{t('mail.removeServer')}</Press> : null}</p>
    </details>
  );
};

/** What waits to leave by e-mail, what left or was saved for another program to send, to whom, and what the server said (R35). */
export const Outbox = () => {
  const { ask, client } = useStation();
  const { t, lang } = useWords();
  const now = useNow();
  const { data: status } = useStatus();
  const outbox = useQuery(ask.documents.outbox.queryOptions());
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const run = async (work: () => Promise<unknown>) => {
    setBusy(true);
    setError(null);
    try {
      await work();
      await outbox.refetch();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  if (outbox.error) return <Failed error={outbox.error} onAgain={() => void outbox.refetch()} />;
  if (!outbox.data) return <Waiting />;
  const waits = outbox.data.some((each) => each.state === 'waiting');
  return (
    <div className="documents">
      <header><h1>{t('mail.outbox')}</h1><span className="spring" />{waits ? <Press className="main" isDisabled={busy} onPress={() => void run(() => client.documents.sendWaiting())}>{t('mail.sendNow')}</Press> : null}</header>
      {status?.account?.role === 'projectManager' ? <Server /> : null}
      <Wrong error={error} />
      {outbox.data.length === 0 ? <Empty text={t('mail.empty')} /> : (
        // oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex
        <div className="register-table" tabIndex={0} role="group" aria-label={t('mail.outbox')}>
          <table className="plain-table">
            <thead><tr>{(['at', 'to', 'subject', 'papers', 'state'] as const).map((column) => <th key={column} scope="col">{t(`mail.${column}`)}</th>)}</tr></thead>
            <tbody>
              {outbox.data.map((each) => (
                <tr key={each.id}>
                  <td>{formatTime(each.at, lang, now)}</td><td>{each.to.join(', ')}{each.reason ? <div className="soft">{t('mail.because', { reason: each.reason })}</div> : null}</td><td>{each.subject}</td><td className="mono">{each.numbers.join(' ')}</td>
                  <td>{t(`mail.is.${each.state}`)}{each.sentAt ? ` ${formatTime(each.sentAt, lang, now)}` : ''}{each.error ? <div className="soft">{each.error}</div> : null}
                    {each.state === 'waiting' ? <div>{each.nextAt ? `${t('mail.nextAt', { time: formatTime(each.nextAt, lang, now) })} ` : ''}<Press isDisabled={busy} aria-label={t('mail.cancelOf', { subject: each.subject })} onPress={() => void run(() => client.documents.cancelMail({ id: each.id }))}>{t('mail.cancel')}</Press></div> : null}
                  </td>
                </tr>
              ))}
            </tbody>
          </table>
        </div>
      )}
    </div>
  );
};
