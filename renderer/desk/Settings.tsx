import { useQuery } from '@tanstack/react-query';
import { useEffect, useId, useState } from 'react';
import { isStationCode } from '../../domain/record/number.ts';
import { refusalCodes, type RefusalCode } from '../../domain/result.ts';
import { formatDuration, formatTime } from '../../domain/text/timeFormat.ts';
import { refusalsOf } from '../client.ts';
import { PassphraseField } from '../entrance/PassphraseField.tsx';
import { ContractSettings } from '../processes/ContractSettings.tsx';
import { useMay } from '../may.ts';
import { commitOpenDrafts } from '../record/draft.ts';
import { useNow } from '../record/useRecord.ts';
import { useStation, useStatus } from '../station.tsx';
import { chooseLanguage, useWords } from '../words.ts';
import { FerrySettings } from './FerrySettings.tsx';
import { useLacks } from './lacks.tsx';
import { KeySettings } from './KeySettings.tsx';
import { LineSettings } from './LineSettings.tsx';
import { People } from './People.tsx';
import { Part, useOrder } from './settingsPart.tsx';
import { Failed, Press, Waiting, Wrong } from './parts.tsx';

const isRefusalCode = (code: string): code is RefusalCode => (refusalCodes as readonly string[]).includes(code);

const Secrets = () => {
  const { client } = useStation();
  const { t } = useWords();
  const change = useOrder();
  const pinOrder = useOrder();
  const [old, setOld] = useState('');
  const [fresh, setFresh] = useState('');
  const [pin, setPin] = useState('');
  const [pinPass, setPinPass] = useState('');
  const id = useId();
  const fill = (field: string): string => t('account.fill', { field });
  const lacks = useLacks({ old: old ? null : fill(t('settings.oldPassphrase')), fresh: fresh ? null : fill(t('settings.newPassphrase')) });
  const pinLacks = useLacks({ pass: pinPass ? null : fill(t('account.passphrase')) });
  return (
    <Part id="secrets" title={t('settings.secrets')}>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); if (lacks.isComplete()) change.run(() => client.station.changePassphrase({ old, new: fresh }), () => { setOld(''); setFresh(''); }); }}>
        <h3>{t('settings.passphrase')}</h3>
        <div className="field"><label htmlFor={lacks.input('old').id}>{t('settings.oldPassphrase')}</label><input {...lacks.input('old')} className="input" type="password" autoComplete="current-password" value={old} onChange={(event) => setOld(event.target.value)} />{lacks.note('old')}</div>
        <PassphraseField value={fresh} onChange={setFresh} label={t('settings.newPassphrase')} inputId={lacks.input('fresh').id} lack={lacks.note('fresh')} />
        <Wrong error={change.error} />
        {change.done ? <p className="notice" role="status">{t('settings.changed')}</p> : null}
        <div className="buttons"><Press type="submit" isDisabled={change.busy}>{t('settings.change')}</Press></div>
      </form>
      <form className="stack" onSubmit={(event) => { event.preventDefault(); if (pinLacks.isComplete()) pinOrder.run(() => client.station.setPin({ passphrase: pinPass, pin: pin || null }), () => { setPin(''); setPinPass(''); }); }}>
        <h3>{t('settings.pin')}</h3>
        <p className="soft">{t('settings.pinNote')}</p>
        <div className="field"><label htmlFor={`${id}-pin`}>{t('settings.pinDigits')}</label><input id={`${id}-pin`} className="input" type="password" inputMode="numeric" autoComplete="off" maxLength={8} value={pin} onChange={(event) => setPin(event.target.value.normalize('NFKC').replaceAll(/\D/g, ''))} /></div>
        <div className="field"><label htmlFor={pinLacks.input('pass').id}>{t('account.passphrase')}</label><input {...pinLacks.input('pass')} className="input" type="password" autoComplete="current-password" value={pinPass} onChange={(event) => setPinPass(event.target.value)} />{pinLacks.note('pass')}</div>
        <Wrong error={pinOrder.error} />
        {pinOrder.done ? <p className="notice" role="status">{t('settings.changed')}</p> : null}
        <div className="buttons"><Press type="submit" isDisabled={pinOrder.busy}>{pin ? t('settings.setPin') : t('settings.removePin')}</Press></div>
      </form>
    </Part>
  );
};

/** Minutes before a deadline; 0 for no reminder. */
const leadChoices = [0, 30, 60, 120, 240, 480, 1440];
const idleChoices = [1, 3, 5, 10, 15, 30, 60] as const;
const Desk = () => {
  const { ask, client } = useStation();
  const { t, lang } = useWords();
  const status = useStatus();
  const order = useOrder();
  const id = useId();
  const may = useMay();
  const idle = status.data?.idleMinutes ?? 15;
  const reminders = useQuery(ask.agenda.reminders.queryOptions());
  const lead = reminders.data?.lead ?? 0;
  return (
    <Part id="desk" title={t('settings.desk')}>
      <div className="field"><label htmlFor={`${id}-idle`}>{t('settings.idle')}</label>
        <select id={`${id}-idle`} className="input" value={idle} disabled={!may('station.setIdle')} onChange={(event) => order.run(() => client.station.setIdle({ minutes: Number(event.target.value) }))}>
          {[...new Set([...idleChoices, idle])].sort((a, b) => a - b).map((minutes) => <option key={minutes} value={minutes}>{t('settings.minutes', { count: minutes })}</option>)}
        </select>
      </div>
      <div className="field"><label htmlFor={`${id}-lead`}>{t('settings.lead')}</label>
        <select id={`${id}-lead`} className="input" value={lead} disabled={!may('agenda.setLead')} onChange={(event) => order.run(() => client.agenda.setLead({ minutes: Number(event.target.value) }))}>
          {[...new Set([...leadChoices, lead])].sort((a, b) => a - b).map((minutes) => <option key={minutes} value={minutes}>{minutes === 0 ? t('settings.noLead') : formatDuration(minutes, lang)}</option>)}
        </select>
      </div>
      <div className="field"><label htmlFor={`${id}-lang`}>{t('settings.language')}</label>
        <select id={`${id}-lang`} className="input" value={lang} onChange={(event) => void chooseLanguage(event.target.value === 'en' ? 'en' : 'zh')}><option value="zh">中文</option><option value="en">English</option></select>
      </div>
      <Wrong error={order.error} />
    </Part>
  );
};

/** Headquarters asked to be asked later: the seconds until the station goes on by itself. */
const BusyFor = ({ until }: { until: string }) => {
  const { t } = useWords();
  const [now, setNow] = useState(() => Date.now());
  useEffect(() => {
    const timer = setInterval(() => setNow(Date.now()), 1000);
    return () => clearInterval(timer);
  }, []);
  const seconds = Math.max(0, Math.ceil((Date.parse(until) - now) / 1000));
  return <>{t('sync.busyFor', { seconds })}</>;
};

const Headquarters = () => {
  const { ask, client } = useStation();
  const { t, lang, refuse } = useWords();
  const now = useNow();
  const sync = useQuery(ask.sync.status.queryOptions());
  const status = useStatus();
  const torn = status.data?.tornWords;
  const own = status.data?.station?.code;
  const order = useOrder();
  const may = useMay();
  const [address, setAddress] = useState('');
  const [code, setCode] = useState('');
  const [otherCode, setOtherCode] = useState('');
  // the code this station was to be enrolled under just now: headquarters may have agreed to another when an earlier answer was lost
  const [asked, setAsked] = useState<string | null>(null);
  // the code headquarters has for another station; the field to choose another stays while that one is tried
  const taken = (refusalsOf(order.error) ?? []).flatMap(({ code: refusal, params }) => (refusal === 'station-code-taken' ? [String(params?.['code'] ?? '')] : []))[0];
  const asksCode = taken !== undefined || otherCode !== '';
  const lacks = useLacks({
    address: address.trim() ? null : t('account.fill', { field: t('sync.address') }), code: code.trim() ? null : t('account.fill', { field: t('sync.code') }),
    otherCode: !asksCode || (isStationCode(otherCode) && otherCode !== taken) ? null : t('account.codeShape'),
  });
  if (sync.error) return <Part id="sync" title={t('settings.sync')}><Failed error={sync.error} onAgain={() => void sync.refetch()} /></Part>;
  if (!sync.data) return <Part id="sync" title={t('settings.sync')}><Waiting /></Part>;
  const { state, unsent, unsentFiles, typed, lastContact, lastError, clockOffset, againAt } = sync.data;
  const enrolled = state !== 'not-enrolled';
  return (
    <Part id="sync" title={t('settings.sync')}>
      <dl className="facts">
        <div><dt>{t('sync.state')}</dt><dd>{state === 'busy' && againAt !== undefined ? <BusyFor until={againAt} /> : t(`sync.${state}`)}</dd></div>
        {sync.data.address ? <div><dt>{t('sync.address')}</dt><dd className="mono">{sync.data.address}</dd></div> : null}
        <div><dt>{t('sync.unsent')}</dt><dd>{t('sync.unsentCount', { ops: unsent, files: unsentFiles })}{typed > 0 ? <p className="soft">{t('sync.typed', { count: typed })}</p> : null}{sync.data.othersTyped?.map((each) => <p key={each.name} className="soft">{t('sync.othersTyped', { name: each.name, count: each.records })}</p>)}</dd></div>
        <div><dt>{t('sync.lastContact')}</dt><dd>{lastContact ? formatTime(lastContact, lang, now) : t('sync.never')}</dd></div>
        {clockOffset !== undefined && Math.abs(clockOffset) > 60_000 ? <div><dt>{t('sync.clock')}</dt><dd className="late">{t(clockOffset < 0 ? 'sync.clockFast' : 'sync.clockSlow', { span: formatDuration(Math.abs(clockOffset) / 60_000, lang) })}</dd></div> : null}
      </dl>
      {lastError && state !== 'busy' ? <p className="notice warn">{isRefusalCode(lastError.code) ? refuse({ code: lastError.code, params: { detail: lastError.detail ?? '' } }) : t('sync.unclear', { code: lastError.code })}</p> : null}
      {torn ? <p className="notice warn">{t('wiped.torn', { files: torn.join(lang === 'zh' ? '、' : ', ') })}</p> : null}
      {sync.data.updateNeeded ? <p className="notice warn">{t('syncMark.updateNeeded')}</p> : null}
      {sync.data.restored ? <p className="notice warn">{t('witness.restored', { time: formatTime(sync.data.restored.at, lang, now), count: sync.data.restored.lost })}</p> : null}
      {sync.data.filesWait && unsentFiles > 0 ? <p className="notice">{t('line.filesWait', { count: unsentFiles })}</p> : null}
      {enrolled && asked !== null && own !== undefined && own !== asked ? <p className="notice" role="status">{t('sync.agreedCode', { code: own, asked })}</p> : null}
      <Wrong error={order.error} />
      {enrolled && !may('sync.now') ? null : enrolled ? <div className="buttons">{order.busy ? <Press onPress={() => void client.line.cancel()}>{t('line.cancel')}</Press> : null}<Press isDisabled={order.busy} onPress={() => order.run(() => commitOpenDrafts().then(() => client.sync.now()))}>{order.busy ? t('sync.sendingNow') : t('sync.now')}</Press></div> : !may('sync.enrol') ? <p className="soft">{t('settings.managerOnly')}</p> : (
        <form className="stack" onSubmit={(event) => { event.preventDefault(); if (lacks.isComplete()) order.run(() => client.sync.enrol({ address: address.trim(), code: code.trim(), ...(asksCode ? { stationCode: otherCode } : {}) }), () => setAsked(asksCode ? otherCode : own ?? null)); }}>
          <p className="soft">{t('sync.enrolNote')}</p>
          <div className="field"><label htmlFor={lacks.input('address').id}>{t('sync.address')}</label><input {...lacks.input('address')} className="input" placeholder="https://" maxLength={300} value={address} onChange={(event) => setAddress(event.target.value)} />{lacks.note('address')}</div>
          <div className="field"><label htmlFor={lacks.input('code').id}>{t('sync.code')}</label><input {...lacks.input('code')} className="input" maxLength={100} autoComplete="off" value={code} onChange={(event) => setCode(event.target.value)} />{lacks.note('code')}</div>
          {asksCode ? <div className="field"><label htmlFor={lacks.input('otherCode').id}>{t('sync.otherCode')}</label><input {...lacks.input('otherCode')} className="input mono" maxLength={8} autoComplete="off" value={otherCode} onChange={(event) => setOtherCode(event.target.value.normalize('NFKC').trim().toUpperCase())} /><span className="hint">{t('sync.otherCodeHint', { code: `${(taken ?? 'BJ01').slice(0, 7)}B` })}</span>{lacks.note('otherCode')}</div> : null}
          <div className="buttons"><Press className="main" type="submit" isDisabled={order.busy}>{t('sync.enrol')}</Press></div>
        </form>
      )}
      {sync.data.keys ? <KeySettings keys={sync.data.keys} enrolled={enrolled} /> : null}
      {may('line.set') ? <LineSettings /> : null}
    </Part>
  );
};

const About = () => {
  const { t, say } = useWords();
  const { data } = useStatus();
  if (!data) return null;
  return (
    <Part id="about" title={t('settings.about')}>
      <dl className="facts">
        <div><dt>{t('app.name')}</dt><dd>{data.version} · {data.shell === 'electron' ? 'Electron' : t('settings.loopback')}</dd></div>
        {data.station ? <div><dt>{t('settings.station')}</dt><dd>{say(data.station.site)} · <span className="mono">{data.station.code}</span></dd></div> : null}
        {data.contract ? <div><dt>{t('settings.contract')}</dt><dd>{say(data.contract.name)} · {data.contract.contractNo}</dd></div> : null}
        <div><dt>{t('settings.folder')}</dt><dd className="mono">{data.dataFolder}</dd></div>
      </dl>
    </Part>
  );
};

const parts = { accounts: People, secrets: Secrets, desk: Desk, contract: ContractSettings, sync: Headquarters, ferry: FerrySettings, about: About } as const;
type PartId = keyof typeof parts;
const isPart = (id: string | undefined): id is PartId => id !== undefined && Object.hasOwn(parts, id);

export const Settings = ({ part }: { part?: string }) => {
  const { t } = useWords();
  const shown: PartId = isPart(part) ? part : 'accounts';
  const Shown = parts[shown];
  return (
    <div className="settings">
      <nav aria-label={t('rail.settings')}><h1>{t('rail.settings')}</h1><ul>{(Object.keys(parts) as PartId[]).map((id) => <li key={id}><a href={`#/settings/${id}`} aria-current={id === shown ? 'page' : undefined}>{t(`settings.${id}`)}</a></li>)}</ul></nav>
      <div className="settings-body"><Shown /></div>
    </div>
  );
};
