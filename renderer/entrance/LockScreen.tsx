import { useQuery } from '@tanstack/react-query';
import { Lock } from 'lucide-react';
import { useId, useRef, useState, type FormEvent } from 'react';
import type { StationStatus } from '../../domain/api/types.ts';
import { useLacks } from '../desk/lacks.tsx';
import { Press, Wrong } from '../desk/parts.tsx';
import { useRefresh, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { Entrance } from './Entrance.tsx';
import { keepLastAccount, readLastAccount } from './lastAccount.ts';
import { Recovery } from './Recovery.tsx';

/** Who works here now, and the passphrase. Opening takes its time on purpose: the key is derived slowly. */
export const LockScreen = ({ status }: { status: StationStatus }) => {
  const { client } = useStation();
  const { t, say } = useWords();
  const refresh = useRefresh();
  const accounts = status.accounts ?? [];
  const [account, setAccount] = useState(() => accounts.find((each) => each.id === readLastAccount())?.id ?? accounts[0]?.id ?? '');
  const [passphrase, setPassphrase] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [remember, setRemember] = useState(false);
  const [forgotten, setForgotten] = useState(false);
  // named among the station's own questions, which alone the window keeps when the station locks
  const keyStore = useQuery({ queryKey: [['station', 'keyStore']], queryFn: async () => (await window.sanlian?.unlock.accounts()) ?? null, gcTime: 0 });
  // the customer may have locked the screen: the key store would open the desk to whoever sits there
  const remembered = !status.leftInHandover && (keyStore.data?.includes(account) ?? false);
  const input = useRef<HTMLInputElement>(null);
  const id = useId();
  const lacks = useLacks({ passphrase: passphrase ? null : t('account.fill', { field: t('account.passphrase') }) });
  const open = (event: FormEvent) => {
    event.preventDefault();
    if (busy || !lacks.isComplete()) return;
    setBusy(true);
    setError(null);
    client.station.unlock({ account, passphrase })
      .then(async () => {
        keepLastAccount(account);
        if (remember) await window.sanlian?.unlock.remember(account, passphrase);
        return refresh();
      }, (failure: unknown) => {
        setError(failure);
        setPassphrase('');
        input.current?.focus();
      })
      .finally(() => setBusy(false));
  };
  const openByKeyStore = () => {
    setBusy(true);
    setError(null);
    window.sanlian?.unlock.use(account)
      .then(async (opened) => {
        if (opened) await refresh();
        else await keyStore.refetch();
      }, setError)
      .finally(() => setBusy(false));
  };
  if (forgotten) return <Recovery status={status} account={account} onBack={() => setForgotten(false)} />;
  return (
    <Entrance>
      <form className="entrance-form narrow" onSubmit={open}>
        <h1><Lock size={18} aria-hidden="true" /> {t('lock.title')}</h1>
        {status.station ? <p className="soft">{say(status.station.site)} · {status.contract ? say(status.contract.name) : ''}</p> : null}
        <fieldset className="plain">
          <legend>{t('lock.who')}</legend>
          <div className="who">
            {accounts.map((each) => (
              <label key={each.id} className="who-choice">
                <input type="radio" name={id} checked={account === each.id} onChange={() => { setAccount(each.id); setError(null); input.current?.focus(); }} />
                <span>{each.name}</span>
              </label>
            ))}
          </div>
        </fieldset>
        <div className="field">
          <label htmlFor={lacks.input('passphrase').id}>{t('account.passphrase')}</label>
          {/* the lock screen asks for nothing else */}
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
          <input ref={input} {...lacks.input('passphrase')} className="input" type="password" autoComplete="current-password" autoFocus readOnly={busy} maxLength={200} value={passphrase} onChange={(event) => setPassphrase(event.target.value)} />
          {lacks.note('passphrase')}
        </div>
        {keyStore.data && !keyStore.data.includes(account) ? <label className="remember"><input type="checkbox" checked={remember} onChange={(event) => setRemember(event.target.checked)} /> {t('lock.remember')}</label> : null}
        <Wrong error={error} />
        <div className="buttons">{remembered ? <Press isDisabled={busy} onPress={openByKeyStore}>{t('lock.byKeyStore')}</Press> : null}<Press className="main" type="submit" isDisabled={busy}>{busy ? t('lock.opening') : t('lock.open')}</Press></div>
        <p className="soft">{t('lock.forgotten')} <Press className="quiet small" isDisabled={busy} onPress={() => setForgotten(true)}>{t('recovery.title')}</Press></p>
      </form>
    </Entrance>
  );
};
