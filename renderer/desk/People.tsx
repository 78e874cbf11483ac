import { useQuery } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { hasManager, isActive } from '../../domain/accounts/accounts.ts';
import type { Account } from '../../domain/api/types.ts';
import type { Role } from '../../domain/forms/form.ts';
import { formatDay } from '../../domain/text/timeFormat.ts';
import { PassphraseField } from '../entrance/PassphraseField.tsx';
import { useMay } from '../may.ts';
import { useNow } from '../record/useRecord.ts';
import { go, usePlace } from '../router.ts';
import { useStation, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';
import { useLacks, usePhoneLack } from './lacks.tsx';
import { Failed, Press, Sheet, Wrong } from './parts.tsx';
import { Part, useOrder } from './settingsPart.tsx';

const roles: readonly Role[] = ['engineer', 'projectManager', 'qualityManager', 'inspector'];
type Details = { readonly name: string; readonly role: Role; readonly post: string; readonly phone: string };
const detailsOf = (account: Account | undefined): Details => ({ name: account?.name ?? '', role: account?.role ?? 'engineer', post: account?.post ?? '', phone: account?.phone ?? '' });

/** A person's name, role, post and phone; a new one chooses a passphrase too. */
const PersonForm = ({ account, role: asked, onDone }: { account?: Account; /** of somebody new */ role?: Role; onDone: () => void }) => {
  const { ask, client } = useStation();
  const { t, lang } = useWords();
  const order = useOrder();
  const profile = useQuery(ask.station.profile.queryOptions());
  const [details, setDetails] = useState<Details>(() => ({ ...detailsOf(account), ...(asked && { role: asked }) }));
  const [passphrase, setPassphrase] = useState('');
  const id = useId();
  const phoneLack = usePhoneLack();
  const lacks = useLacks({
    name: details.name.trim() === '' ? t('account.fill', { field: t('account.name') }) : null,
    phone: phoneLack(details.phone),
    passphrase: !account && passphrase === '' ? t('account.fill', { field: t('account.passphrase') }) : null,
  });
  const set = (part: Partial<Details>) => setDetails((old) => ({ ...old, ...part }));
  const save = (event: FormEvent) => {
    event.preventDefault();
    if (!lacks.isComplete()) return;
    const { name, role } = details;
    const input = { name, role, ...(details.post.trim() && { post: details.post.trim() }), ...(details.phone.trim() && { phone: details.phone.trim() }) };
    order.run(() => (account ? client.station.changeAccount({ id: account.id, ...input }) : client.station.addAccount({ ...input, passphrase })), onDone);
  };
  return (
    <form className="stack" aria-label={account ? t('account.changeOf', { name: account.name }) : t('account.addNew')} onSubmit={save}>
      {/* the person has just asked for this form */}
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
      <div className="field"><label htmlFor={lacks.input('name').id}>{t('account.name')}</label><input {...lacks.input('name')} className="input" autoFocus maxLength={30} value={details.name} onChange={(event) => set({ name: event.target.value })} />{lacks.note('name')}</div>
      <div className="field"><label htmlFor={`${id}-role`}>{t('account.role')}</label><select id={`${id}-role`} className="input" value={details.role} onChange={(event) => set({ role: event.target.value as Role })}>{roles.map((each) => <option key={each} value={each}>{t(`role.${each}`)}</option>)}</select></div>
      <div className="field">
        <label htmlFor={`${id}-post`}>{t('account.post')}</label><input id={`${id}-post`} className="input" list={`${id}-posts`} maxLength={30} value={details.post} onChange={(event) => set({ post: event.target.value })} />
        {/* what stands below a signature is in the language of the paper */}
        <datalist id={`${id}-posts`}>{profile.data?.posts.filter((each) => each.party === 'contractor').map((each) => <option key={each.id} value={each.label.zh}>{lang === 'en' ? each.label.en : undefined}</option>)}</datalist>
      </div>
      <div className="field"><label htmlFor={lacks.input('phone').id}>{t('account.phone')}</label><input {...lacks.input('phone')} className="input" maxLength={40} value={details.phone} onChange={(event) => set({ phone: event.target.value })} />{lacks.note('phone')}</div>
      {account ? null : <PassphraseField value={passphrase} onChange={setPassphrase} label={t('account.passphrase')} inputId={lacks.input('passphrase').id} lack={lacks.note('passphrase')} />}
      <Wrong error={order.error} />
      <div className="buttons"><Press onPress={onDone}>{t('action.cancel')}</Press><Press className="main" type="submit" isDisabled={order.busy}>{account ? t('account.save') : t('account.add')}</Press></div>
    </form>
  );
};

/** Whether the person has really left: says what that means before it is done. */
const Leaving = ({ account, onClose }: { account: Account; onClose: () => void }) => {
  const { client } = useStation();
  const { t } = useWords();
  const order = useOrder();
  return (
    <Sheet title={t('account.disableOf', { name: account.name })} onClose={onClose} footer={<><Press onPress={onClose}>{t('action.cancel')}</Press><Press className="danger" isDisabled={order.busy} onPress={() => order.run(() => client.station.disableAccount({ id: account.id }), onClose)}>{t('account.disable')}</Press></>}>
      <p>{t('account.disableNote')}</p>
      <Wrong error={order.error} />
    </Sheet>
  );
};

/** Back again, under a passphrase of his own choosing: the old one opens nothing any more. */
const ComingBack = ({ account, onClose }: { account: Account; onClose: () => void }) => {
  const { client } = useStation();
  const { t } = useWords();
  const order = useOrder();
  const [passphrase, setPassphrase] = useState('');
  const lacks = useLacks({ passphrase: passphrase === '' ? t('account.fill', { field: t('account.passphrase') }) : null });
  const enable = () => { if (lacks.isComplete()) order.run(() => client.station.enableAccount({ id: account.id, passphrase }), onClose); };
  return (
    <Sheet title={t('account.enableOf', { name: account.name })} onClose={onClose} footer={<><Press onPress={onClose}>{t('action.cancel')}</Press><Press className="main" isDisabled={order.busy} onPress={enable}>{t('account.enable')}</Press></>}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); enable(); }}>
        <p>{t('account.enableNote')}</p>
        <PassphraseField value={passphrase} onChange={setPassphrase} label={t('settings.newPassphrase')} inputId={lacks.input('passphrase').id} lack={lacks.note('passphrase')} />
        <Wrong error={order.error} />
      </form>
    </Sheet>
  );
};

/** Who works at this station: added, changed, left, back again; the project manager sees to it, and everything is in the log (R35). */
export const People = () => {
  const { ask } = useStation();
  const { t, lang } = useWords();
  const now = useNow();
  const may = useMay();
  const status = useStatus();
  const accounts = useQuery(ask.station.accounts.queryOptions());
  // who is missing was said elsewhere
  const { query } = usePlace();
  const added = may('station.addAccount') ? roles.find((role) => role === query['add']) : undefined;
  const [shown, setShown] = useState<{ readonly kind: 'add'; readonly role?: Role } | { readonly kind: 'change' | 'leave' | 'return'; readonly account: Account } | null>(added ? { kind: 'add', role: added } : null);
  const close = () => {
    setShown(null);
    // whoever comes back to this address is not asked again for somebody who was added meanwhile
    if (query['add'] !== undefined) go('settings', 'accounts');
  };
  const people = accounts.data ?? [];
  const left = people.filter((each) => !isActive(each));
  const mayChange = may('station.changeAccount');
  const own = status.data?.account?.id;
  return (
    <Part id="accounts" title={t('settings.accounts')}>
      {accounts.error ? <Failed error={accounts.error} onAgain={() => void accounts.refetch()} /> : null}
      <ul className="account-list">
        {people.filter(isActive).map((each) => (
          <li key={each.id}>
            {shown?.kind === 'change' && shown.account.id === each.id ? <PersonForm account={each} onDone={close} /> : (
              <>
                <strong>{each.name}</strong><span>{t(`role.${each.role}`)}{each.post ? <span className="soft"> · {each.post}</span> : null}</span><span className="soft">{each.phone ?? ''}</span>
                {mayChange ? (
                  <span className="buttons">
                    <Press className="small quiet" aria-label={t('account.changeOf', { name: each.name })} onPress={() => setShown({ kind: 'change', account: each })}>{t('account.change')}</Press>
                    {each.id === own ? null : <Press className="small quiet" aria-label={t('account.disableOf', { name: each.name })} onPress={() => setShown({ kind: 'leave', account: each })}>{t('account.disable')}</Press>}
                  </span>
                ) : null}
              </>
            )}
          </li>
        ))}
      </ul>
      {shown?.kind === 'add' ? <PersonForm {...(shown.role && { role: shown.role })} onDone={close} /> : may('station.addAccount') ? <div className="buttons"><Press onPress={() => setShown({ kind: 'add' })}>{t('account.addNew')}</Press></div> : <p className="soft">{t('settings.managerOnly')}</p>}
      {mayChange && people.length > 0 && !hasManager(people) ? <p className="soft">{t('account.noManager')}</p> : null}
      {left.length > 0 ? (
        <>
          <h3>{t('account.left')}</h3>
          <ul className="account-list">
            {left.map((each) => (
              <li key={each.id}>
                <strong>{each.name}</strong><span>{t(`role.${each.role}`)}</span><span className="soft">{t('account.leftAt', { day: formatDay((each.disabledAt ?? '').slice(0, 10), lang, now) })}</span>
                {mayChange ? <span className="buttons"><Press className="small quiet" aria-label={t('account.enableOf', { name: each.name })} onPress={() => setShown({ kind: 'return', account: each })}>{t('account.enable')}</Press></span> : null}
              </li>
            ))}
          </ul>
        </>
      ) : null}
      {shown?.kind === 'leave' ? <Leaving account={shown.account} onClose={close} /> : null}
      {shown?.kind === 'return' ? <ComingBack account={shown.account} onClose={close} /> : null}
    </Part>
  );
};
