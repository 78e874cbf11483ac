import { useQuery } from '@tanstack/react-query';
import { Plus } from 'lucide-react';
import type { Group } from '../../domain/forms/form.ts';
import { useMay } from '../may.ts';
import { placeToHash } from '../router.ts';
import { useForms, useStation, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';
import { iconToDrawing } from './formIcons.ts';
import { formsOfGroup, startScreen } from './groups.ts';
import { GroupTabs } from './GroupTabs.tsx';
import { Clause, Press } from './parts.tsx';

/** Everything a group of many forms holds: each with the clauses it serves, what of it still wants something, and the way to begin one. */
export const GroupStart = ({ group, onNew }: { group: Group; onNew: (form: string) => void }) => {
  const { ask } = useStation();
  const { t, say } = useWords();
  const may = useMay();
  const forms = useForms();
  const counts = useQuery(ask.records.counts.queryOptions());
  const profile = useQuery(ask.station.profile.queryOptions());
  const role = useStatus().data?.account?.role;
  const clauses = new Map([...(profile.data?.rules ?? []), ...(profile.data?.recurring ?? [])].map(({ rule, clause }) => [rule.split('.', 1)[0]!, clause] as const));
  const name = t(`rail.${group === 'documents' ? 'papers' : group}`);
  return (
    <div className="tabs-and-screen">
      <GroupTabs group={group} screen={startScreen(group)} />
      <section className="group-start" aria-label={name}>
        <h1>{name}</h1>
        <ul>
          {formsOfGroup(forms.values(), group).map((form) => {
            const Icon = iconToDrawing(form.icon);
            const open = counts.data?.[form.id] ?? 0;
            return (
              <li key={form.id}>
                <Icon size={17} aria-hidden="true" />
                <span className="about"><a href={placeToHash({ screen: form.id })}>{say(form.title)}</a><small>{form.rules.map((rule) => <Clause key={rule} rule={rule} clause={clauses.get(rule) ?? ''} />)}</small></span>
                {open > 0 ? <span className="count">{t('rail.openCount', { n: open })}</span> : null}
                {form.about === undefined && role !== undefined && form.lifecycle.create.includes(role) && may('records.execute') ? <Press className="quiet icon small" tip={t('record.newNamed', { form: say(form.title) })} aria-label={t('record.newNamed', { form: say(form.title) })} onPress={() => onNew(form.id)}><Plus size={15} /></Press> : null}
              </li>
            );
          })}
        </ul>
      </section>
    </div>
  );
};
