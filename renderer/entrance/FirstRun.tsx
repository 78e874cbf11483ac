import { useQuery } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { Button } from 'react-aria-components';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import { msToSecond } from '../../domain/clocks/shanghai.ts';
import type { Role } from '../../domain/forms/form.ts';
import { isStationCode } from '../../domain/record/number.ts';
import { useLacks, usePhoneLack } from '../desk/lacks.tsx';
import { FileButton } from '../desk/FileButton.tsx';
import { Failed, Press, Waiting, Wrong } from '../desk/parts.tsx';
import { saveBlob } from '../saveBlob.ts';
import { useRefresh, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { Entrance } from './Entrance.tsx';
import { PassphraseField } from './PassphraseField.tsx';

/** The choice of a profile of one's own, beside those that ship. */
const ownChoice = 'own-file';
const roles: readonly Role[] = ['engineer', 'projectManager', 'qualityManager'];

/** Makes the station: which contract, which site, how its numbers begin, and who works here. */
export const FirstRun = () => {
  const { ask, client } = useStation();
  const { t, say } = useWords();
  const refresh = useRefresh();
  const profiles = useQuery(ask.station.profiles.queryOptions());
  const [profileId, setProfileId] = useState<string | null>(null);
  const [siteCode, setSiteCode] = useState<string | null>(null);
  const [stationCode, setStationCode] = useState('');
  const [name, setName] = useState('');
  const [role, setRole] = useState<Role>('engineer');
  const [phone, setPhone] = useState('');
  const [passphrase, setPassphrase] = useState('');
  const [again, setAgain] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [year] = useState(() => msToSecond(Date.now()).slice(0, 4));
  const id = useId();
  const [own, setOwn] = useState<{ readonly text: string; readonly profile: ContractProfile } | null>(null);
  const [unread, setUnread] = useState<unknown>(null);
  const profile = profileId === ownChoice ? own?.profile : (profiles.data?.find((each) => each.id === profileId) ?? profiles.data?.[0]);
  const site = profile?.sites.find((each) => each.code === siteCode) ?? profile?.sites[0];
  // never filled in by itself: every station of the site would keep the same one, and headquarters takes it once
  const code = stationCode.toUpperCase();
  const differs = again !== '' && again !== passphrase;
  const phoneLack = usePhoneLack();
  const lacks = useLacks({
    own: profileId === ownChoice && !own ? t('firstRun.ownMissing') : null,
    code: isStationCode(code) ? null : t('account.codeShape'),
    name: name.trim() === '' ? t('account.fill', { field: t('account.name') }) : null,
    phone: phoneLack(phone),
    passphrase: passphrase === '' ? t('account.fill', { field: t('account.passphrase') }) : null,
    again: again === passphrase && again !== '' ? null : differs ? t('account.differs') : t('account.fill', { field: t('account.again') }),
  });
  if (profiles.error) return <Entrance><Failed error={profiles.error} onAgain={() => void profiles.refetch()} /></Entrance>;
  if (!profiles.data) return <Entrance><Waiting /></Entrance>;

  const readOwn = async (file: File) => {
    setUnread(null);
    setOwn(null);
    setSiteCode(null);
    try {
      const text = await file.text();
      setOwn({ text, profile: await client.station.readProfile({ text }) });
    } catch (failure) {
      setUnread(failure);
    }
  };
  const make = (event: FormEvent) => {
    event.preventDefault();
    if (!lacks.isComplete() || !profile || !site) return;
    setBusy(true);
    setError(null);
    client.station.setUp({ profile: profile.id, ...(own && profileId === ownChoice ? { own: own.text } : {}), site: site.code, stationCode: code, account: { name: name.trim(), role, ...(phone.trim() ? { phone: phone.trim() } : {}), passphrase } })
      .then(() => refresh(), setError).finally(() => setBusy(false));
  };
  return (
    <Entrance>
      <form className="entrance-form" onSubmit={make}>
        <h1>{t('firstRun.title')}</h1>
        <p className="soft">{t('firstRun.note')}</p>
        <fieldset>
          <legend>{t('firstRun.contract')}</legend>
          <div className="field"><label htmlFor={`${id}-profile`}>{t('firstRun.profile')}</label>
            {/* the first page of a new station is there to be filled in */}
            {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
            <select autoFocus id={`${id}-profile`} className="input" value={profileId ?? profile?.id ?? ''} onChange={(event) => { setProfileId(event.target.value); setSiteCode(null); }}>{profiles.data.map((each) => <option key={each.id} value={each.id}>{say(each.name)} · {each.contractNo}</option>)}<option value={ownChoice}>{t('firstRun.own')}</option></select>
            {profileId === ownChoice ? (
              <>
                <FileButton id={lacks.input('own').id} accept=".json,application/json" onFile={(file) => void readOwn(file)}>{t('firstRun.ownChoose')}</FileButton>
                {own ? <span className="hint">{say(own.profile.name)} · {own.profile.contractNo}</span> : null}
                {lacks.note('own')}
                <Wrong error={unread} />
              </>
            ) : (
              <p className="hint">{t('firstRun.later')} {profile ? <Button className="link" onPress={() => saveBlob(new Blob([JSON.stringify(profile, null, 2)], { type: 'application/json' }), `${profile.id}.json`).catch(setError)}>{t('firstRun.saveSample')}</Button> : null}</p>
            )}
          </div>
          <div className="field"><label htmlFor={`${id}-site`}>{t('firstRun.site')}</label>
            <select id={`${id}-site`} className="input" value={site?.code ?? ''} onChange={(event) => { setSiteCode(event.target.value); }}>{profile?.sites.map((each) => <option key={each.code} value={each.code}>{each.code} · {say(each.name)}</option>)}</select>
          </div>
          <div className="field"><label htmlFor={lacks.input('code').id}>{t('firstRun.code')}</label>
            <input {...lacks.input('code', code !== '', `${id}-code-hint`)} className="input mono short" maxLength={20} value={code} onChange={(event) => setStationCode(event.target.value.normalize('NFKC').trim().toUpperCase())} />
            <span className="hint" id={`${id}-code-hint`}>{t('firstRun.codeHint', { code: isStationCode(code) ? code : `${site?.code ?? 'BJ01'}A`, site: site?.code ?? 'BJ01', year })}</span>
            {lacks.note('code', code !== '')}
          </div>
        </fieldset>
        <fieldset>
          <legend>{t('firstRun.account')}</legend>
          <div className="two">
            <div className="field"><label htmlFor={lacks.input('name').id}>{t('account.name')}</label><input {...lacks.input('name')} className="input" maxLength={30} autoComplete="name" value={name} onChange={(event) => setName(event.target.value)} />{lacks.note('name')}</div>
            <div className="field"><label htmlFor={`${id}-role`}>{t('account.role')}</label><select id={`${id}-role`} className="input" value={role} onChange={(event) => setRole(event.target.value as Role)}>{roles.map((each) => <option key={each} value={each}>{t(`role.${each}`)}</option>)}</select></div>
          </div>
          <div className="field"><label htmlFor={lacks.input('phone').id}>{t('account.phone')}</label><input {...lacks.input('phone')} className="input" maxLength={40} autoComplete="tel" value={phone} onChange={(event) => setPhone(event.target.value)} />{lacks.note('phone')}</div>
          <div className="two">
            <PassphraseField value={passphrase} onChange={setPassphrase} label={t('account.passphrase')} inputId={lacks.input('passphrase').id} lack={lacks.note('passphrase')} />
            <div className="field"><label htmlFor={lacks.input('again').id}>{t('account.again')}</label><input {...lacks.input('again', differs)} className="input" type="password" autoComplete="new-password" maxLength={200} value={again} onChange={(event) => setAgain(event.target.value)} />{lacks.note('again', differs)}</div>
          </div>
          <p className="notice warn">{t('firstRun.keep')}</p>
        </fieldset>
        <Wrong error={error} />
        <div className="buttons"><Press className="main" type="submit" isDisabled={busy}>{busy ? t('firstRun.making') : t('firstRun.make')}</Press></div>
      </form>
    </Entrance>
  );
};
