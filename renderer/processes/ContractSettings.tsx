import { useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useState } from 'react';
import { v7 as uuidv7 } from 'uuid';
import { dayOf } from '../../domain/clocks/shanghai.ts';
import { choicesOfFigure, choicesToText, profileFigures, type Figure } from '../../domain/contract/figures.ts';
import { peopleAgreed } from '../../domain/contract/inForce.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import type { ProfileSetting } from '../../domain/contract/settings.ts';
import { forms } from '../../domain/forms/index.ts';
import { Clause, Failed, Press, StateMark, Waiting, Wrong } from '../desk/parts.tsx';
import { openToWrite } from '../record/openToWrite.ts';
import { startingData } from '../record/startingData.ts';
import { useNow } from '../record/useRecord.ts';
import { placeToHash } from '../router.ts';
import { useForms, useRefresh, useStation, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';

const profileForm = forms.find((form) => form.profile !== undefined)?.id ?? '';
/** Rows of the table that stand above it as questions. */
const isSetting = (figure: Figure): boolean => figure.id.startsWith('settings.');

/** A figure as the window shows it: one with a few answers by its answer's words, which the paper lists behind the item. */
const FigureRow = ({ figure, data }: { figure: Figure; data: Pick<ContractProfile, 'settings'> }) => {
  const { say } = useWords();
  const choices = choicesOfFigure(figure.id, data);
  const chosen = choices?.find(({ value }) => value === figure.value);
  const item = choices ? figure.item.replace(` ${choicesToText(choices)}`, '') : figure.item;
  return <tr><td>{item}</td><td className="soft">{figure.quoted}</td><td>{chosen ? say(chosen.label) : figure.value}{figure.unit ? ` ${figure.unit}` : ''}</td></tr>;
};

/** One question the contract leaves open: the choices, which is in force, which would hold if nobody decided. */
const Question = ({ setting }: { setting: ProfileSetting }) => {
  const { t, say } = useWords();
  return (
    <li>
      <p className="line"><span className="tone">{setting.point ? t('profile.point', { n: setting.point }) : t('profile.product')}</span><Clause rule={setting.rule} clause={setting.clause} /></p>
      <p><strong>{say(setting.question)}</strong></p>
      {setting.kind === 'figure' ? <p>{t('profile.every', { n: setting.value, unit: t(`profile.unit.${setting.unit}`) })} {setting.value === setting.default ? <span className="soft">{t('profile.default')}</span> : null}</p> : (
        <ul className="choices-told">
          {setting.choices.map((choice) => (
            <li key={choice.value} data-chosen={choice.value === setting.value || undefined}>
              <span aria-hidden="true">{choice.value === setting.value ? '●' : '○'}</span> {say(choice.label)}
              {choice.value === setting.value ? <b>{t('profile.inForce')}</b> : null}{choice.value === setting.default ? <span className="soft">{t('profile.default')}</span> : null}
            </li>
          ))}
        </ul>
      )}
    </li>
  );
};

/** The contract as the station keeps it: what it leaves open, every figure by its clause with the words quoted, and the versions (R37, R40). */
export const ContractSettings = () => {
  const { ask, client } = useStation();
  const { t, say, list } = useWords();
  const forms = useForms();
  const { data: status } = useStatus();
  const refresh = useRefresh();
  const now = useNow();
  const profile = useQuery(ask.station.profile.queryOptions({ input: { latest: true } }));
  const versions = useQuery(ask.records.list.queryOptions({ input: { form: profileForm, limit: 50, offset: 0 } }));
  const [wanted, setWanted] = useState('');
  const [error, setError] = useState<unknown>(null);
  const form = forms.get(profileForm);
  if (profile.error) return <Failed error={profile.error} onAgain={() => void profile.refetch()} />;
  if (!profile.data) return <Waiting />;
  const { data } = profile;
  const people = peopleAgreed(data);
  const words = wanted.trim().toLowerCase();
  const figures = profileFigures(data).filter((figure) => !isSetting(figure) && (words === '' || [figure.id, figure.clause, figure.item, figure.quoted, figure.value].some((each) => each.toLowerCase().includes(words))));
  const byClause = Map.groupBy(figures, (figure) => figure.clause || t('profile.other'));
  const mayAdjust = form !== undefined && status?.account !== undefined && form.lifecycle.create.includes(status.account.role);
  const adjust = () => {
    if (!form) return;
    setError(null);
    client.records.execute({ kind: 'create', id: uuidv7(), form: form.id, data: startingData(form, status?.account?.name ?? '', now, data.settings) as never })
      .then(async (rec) => {
        await refresh();
        openToWrite(rec.form, rec.id);
      })
      .catch(setError);
  };
  return (
    <section className="settings-part contract-settings" id="settings-contract" aria-label={t('settings.contract')}>
      <h2>{t('profile.title')} · {say(data.name)} <span className="soft">{t('profile.version', { version: data.version })}</span></h2>
      {mayAdjust ? <div className="row"><Press className="main" onPress={adjust}>{t('profile.adjust')}</Press><span className="soft">{t('profile.adjustNote')}</span></div> : null}
      <Wrong error={error} />
      <dl className="facts">
        <div><dt>{t('profile.term')}</dt><dd>{t('profile.days', data.term)}{data.term.from > dayOf(now) ? <> <span className="soft">{t('profile.later')}</span></> : null}</dd></div>
        <div><dt>{t('profile.people')}</dt><dd>{t(`profile.leads.${people.leads}`, { lead: people.lead, other: people.other })}</dd></div>
        <div><dt>{t('profile.copies')}</dt><dd>{list(data.copies.map((copy) => `${say(copy.label)} ${say(copy.holder)}`))}</dd></div>
      </dl>
      <h3>{t('profile.open')}</h3>
      <ul className="questions">{data.settings.map((setting) => <Question key={setting.id} setting={setting} />)}</ul>
      <h3>{t('profile.figures')}</h3>
      <div className="filter wide-filter"><Search size={14} aria-hidden="true" /><input type="search" value={wanted} maxLength={100} placeholder={t('profile.find')} aria-label={t('profile.find')} onChange={(event) => setWanted(event.target.value)} /></div>
      {figures.length === 0 ? <p className="soft">{t('profile.nothing')}</p> : null}
      {[...byClause].map(([clause, rows]) => (
        <details key={clause} className="clause-figures" open={words !== ''}>
          <summary>{clause} <span className="soft">{rows.length}</span></summary>
          <table className="plain-table">
            <thead><tr><th scope="col">{t('profile.item')}</th><th scope="col">{t('profile.quoted')}</th><th scope="col">{t('profile.value')}</th></tr></thead>
            <tbody>{rows.map((figure) => <FigureRow key={figure.id} figure={figure} data={data} />)}</tbody>
          </table>
        </details>
      ))}
      <h3>{t('profile.history')}</h3>
      {versions.data?.rows.length === 0 ? <p className="soft">{t('profile.noHistory')}</p> : null}
      <ul className="paper-rows">{versions.data?.rows.map((row) => <li key={row.id}><a className="mono" href={placeToHash({ screen: profileForm, id: row.id })}>{row.number}</a>{form ? <StateMark def={form} state={row.state} isVoided={row.voided} /> : null}<span>{row.headline}</span><span className="soft">{row.owner.name}</span></li>)}</ul>
    </section>
  );
};
