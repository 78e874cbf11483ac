import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { BookOpen, ListPlus, Phone, UserRoundPlus } from 'lucide-react';
import { useEffect, useState } from 'react';
import { Button } from 'react-aria-components';
import type { KnownError } from '../../domain/processes/knownErrors.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import type { FormDef, Row } from '../../domain/forms/form.ts';
import { whoMustCome } from '../../domain/incident/callOut.ts';
import { gradeFieldOf } from '../../domain/incident/ofRecord.ts';
import { peopleCalled, withCalled, type CalledGroup, type PlanPage } from '../../domain/incident/response.ts';
import type { Data } from '../../domain/record/record.ts';
import { formPlaying } from '../../domain/forms/index.ts';
import { Press } from '../desk/parts.tsx';
import { useKeys } from '../keys.ts';
import { jumpToField } from '../paper/sheet.ts';
import { FileView } from '../record/FileView.tsx';
import { gradeShown, useSecond } from '../record/GradeClock.tsx';
import { placeToHash } from '../router.ts';
import { useStation, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';
import type { AsideProps } from './asides.ts';

/** Names of the fields of the incident that are written from here. */
const fields = { called: 'called', timeline: 'timeline', workaround: 'workaround', symptom: 'symptom' } as const;
const typingPause = 500;
const mostOffered = 3;

const rowsIn = (data: Data, name: string): readonly Row[] => (Array.isArray(data[name]) ? (data[name] as readonly Row[]) : []);
const mostRows = (def: FormDef, name: string): number => {
  const field = def.fields[name];
  return field?.kind === 'table' ? field.maxRows : 0;
};

const Groups = ({ groups, profile }: { groups: readonly CalledGroup[]; profile: ContractProfile | undefined }) => {
  const { t, say, list } = useWords();
  const postName = (id: string): string => {
    const post = profile?.posts.find((each) => each.id === id);
    return post ? say(post.label) : id;
  };
  return groups.map(({ called, people }) => (
    <div key={called.group} className="call-group">
      <strong>{say(called.words)}</strong>
      {called.from === 'posts' ? <p className="soft">{t('incident.byPosts', { posts: list(called.posts.map(postName)) })}</p> : null}
      {called.from === 'roster' && people.length === 0 ? <p className="soft">{t('incident.noneOnRoster')} <a href={placeToHash({ screen: formPlaying('roster').id })}>{t('incident.toRosters')}</a></p> : null}
      <ul>{people.map(({ person, phone, roster }) => (
        <li key={person}><span>{person}</span><span className="phone"><Phone size={12} aria-hidden="true" />{phone}</span><a className="soft mono" href={placeToHash({ screen: roster.form, id: roster.id })}>{roster.number}</a></li>
      ))}</ul>
    </div>
  ));
};

const Pages = ({ pages }: { pages: readonly PlanPage[] }) => {
  const { t } = useWords();
  const [opened, setOpened] = useState<PlanPage | null>(null);
  if (pages.length === 0) return <p className="soft">{t('incident.noPlan')} <a href={placeToHash({ screen: formPlaying('plans').id })}>{t('incident.toPlans')}</a></p>;
  return (
    <>
      <ul className="plan-pages">
        {pages.map((each, i) => (
          <li key={i}>
            {each.file ? (
              <Button className="link" aria-label={t('incident.openPage', { title: each.title, page: each.page, heading: each.heading })} onPress={() => setOpened(each)}><BookOpen size={13} aria-hidden="true" />{each.heading}</Button>
            ) : <span>{each.heading}</span>}
            <span className="soft"><a href={placeToHash({ screen: each.form, id: each.record })}>{each.title}</a> · {t('incident.page', { page: each.page })}{each.exact ? '' : ` · ${t('incident.anyKind')}`}</span>
            {each.file ? null : <p className="soft">{t('incident.noFile')}{each.steps}</p>}
          </li>
        ))}
      </ul>
      {opened?.file ? <FileView file={opened.file} page={opened.page} onClose={() => setOpened(null)} /> : null}
    </>
  );
};

/** Known errors that fit what is being written of the symptom (R18). */
const Offered = ({ symptom, onTake }: { symptom: string; onTake?: (error: KnownError) => void }) => {
  const { ask } = useStation();
  const { t } = useWords();
  const [text, setText] = useState(symptom);
  useEffect(() => {
    const timer = setTimeout(() => setText(symptom.trim()), typingPause);
    return () => clearTimeout(timer);
  }, [symptom]);
  const found = useQuery({ ...ask.processes.knownErrors.queryOptions({ input: { text: text.slice(0, 4000), limit: mostOffered } }), enabled: text.length > 1, placeholderData: keepPreviousData });
  if (text.length < 2 || !found.data || found.data.length === 0) return null;
  return (
    <section className="offered" aria-label={t('knownError.offered')}>
      <h4>{t('knownError.offered')}</h4>
      <ul>
        {found.data.map((error) => (
          <li key={error.id}>
            <a href={placeToHash({ screen: error.form, id: error.id })}>{error.number}</a> <span className="soft">{t('knownError.likeness', { n: Math.round(error.likeness * 100) })}</span>
            <p>{error.title}</p>
            <p className="soft">{t('knownError.workaroundIs', { workaround: error.workaround })}</p>
            {onTake ? <Press className="small" onPress={() => onTake(error)}>{t('knownError.take')}</Press> : null}
          </li>
        ))}
      </ul>
    </section>
  );
};

/** What an incident asks for at once: who must come by its grade now, the page of the plan, errors known already, one key for its timeline. */
export const IncidentAside = ({ view, def, data, editable, set }: AsideProps) => {
  const { ask } = useStation();
  const { t, say } = useWords();
  const status = useStatus();
  const { data: profile } = useQuery(ask.station.profile.queryOptions({ input: { record: view.record.id } }));
  const now = useSecond();
  const kind = String(data[gradeFieldOf(def)?.field.of.kind ?? ''] ?? '');
  const response = useQuery({ ...ask.processes.response.queryOptions({ input: { kind } }), enabled: kind !== '' });
  const [told, setTold] = useState<string | null>(null);
  const graded = profile ? gradeShown(def, data, now, profile) : null;
  const grade = graded?.ok ? graded.value : null;
  const callOut = grade && profile ? whoMustCome(grade.grade, profile) : null;
  const groups = callOut ? peopleCalled(callOut, response.data?.people ?? []) : [];
  const called = withCalled(rowsIn(data, fields.called), groups, mostRows(def, fields.called));
  const somebody = groups.some(({ people }) => people.length > 0);

  const fill = () => {
    if (!called) return;
    set(fields.called, called);
    setTold(t('incident.added', { n: called.length - rowsIn(data, fields.called).length }));
  };
  const addMoment = () => {
    const rows = rowsIn(data, fields.timeline);
    if (!editable || rows.length >= mostRows(def, fields.timeline)) return;
    const who = status.data?.account?.name;
    set(fields.timeline, [...rows, { at: `${now.slice(0, 16)}+08:00`, ...(who && { who }) }]);
    requestAnimationFrame(() => jumpToField(`${fields.timeline}.${rows.length + 1}.what`));
  };
  useKeys({ 'ctrl+i': editable ? addMoment : undefined });

  return (
    <div className="incident-aside">
      {editable ? <Press className="small" keyId="timeline" onPress={addMoment}><ListPlus size={14} />{t('incident.timeline')}</Press> : null}
      <Offered symptom={String(data[fields.symptom] ?? '')} onTake={editable && !data[fields.workaround] ? (error) => set(fields.workaround, error.workaround) : undefined} />
      <h4>{t('incident.must')}</h4>
      {callOut && grade ? (
        <>
          <p className="soft">{t('incident.byGrade', { grade: say(grade.label), rule: callOut.rule })}</p>
          <Groups groups={groups} profile={profile} />
          <p className="soft">{say(callOut.rest)}</p>
          {editable && called ? <Press className="small" onPress={fill}><UserRoundPlus size={14} />{t('incident.fill')}</Press> : null}
          <p className="soft" role="status">{somebody && !called ? (told ?? t('incident.filled')) : told}</p>
        </>
      ) : <p className="soft">{t('incident.tooLittle')}</p>}
      <h4>{t('incident.plan')}</h4>
      {kind === '' ? <p className="soft">{t('incident.tooLittle')}</p> : <Pages pages={response.data?.pages ?? []} />}
    </div>
  );
};
