import type { AgendaItem } from '../../domain/today/agenda.ts';
import { isOwed } from '../../domain/today/agenda.ts';

/** What the calendar leaves in sight; an absent cell leaves everything. `who`: a person by name, or a post by its Chinese label. */
export type AgendaFilter = { readonly who?: string; readonly site?: string; readonly rule?: string; readonly form?: string; readonly owed?: boolean };

const whoOf = ({ person, owner }: AgendaItem): readonly string[] => [...(person === undefined ? [] : [person]), ...(owner.post ? [owner.post.zh] : [])];

/** The items a filter leaves. What belongs to the whole contract stands at every site. */
export const filterAgenda = (items: readonly AgendaItem[], { who, site, rule, form, owed }: AgendaFilter): readonly AgendaItem[] =>
  items.filter((item) =>
    (who === undefined || whoOf(item).includes(who)) && (site === undefined || item.site === undefined || item.site === site) && (rule === undefined || item.rule === rule)
    && (form === undefined || item.form === form) && (!owed || isOwed(item) || item.state === 'missed'));

const sorted = (values: readonly string[]): readonly string[] => [...new Set(values)].sort((a, b) => a.localeCompare(b, 'zh', { numeric: true }));

/** What the items can be filtered by. */
export const filterChoices = (items: readonly AgendaItem[]): { readonly who: readonly string[]; readonly site: readonly string[]; readonly rule: readonly string[]; readonly form: readonly string[] } => ({
  who: sorted(items.flatMap(whoOf)), site: sorted(items.flatMap((each) => each.site ?? [])), rule: sorted(items.map((each) => each.rule)), form: sorted(items.flatMap((each) => each.form ?? [])),
});
