import type { Rec, Value } from '../record/record.ts';
import { issuedAt } from '../documents/issued.ts';
import { linksOf } from '../record/around.ts';
import type { Field, FormDef, Reading, RecordRef, RoundFields, Row } from './form.ts';

const wordsOf = (field: Field, value: Value): string => {
  switch (field.kind) {
    case 'choice': {
      const chosen: readonly unknown[] = Array.isArray(value) ? value : [value];
      return field.options.filter((o) => chosen.includes(o.value)).map((o) => `${o.label.zh} ${o.label.en}`).join(' ');
    }
    case 'readings':
      return (value as readonly Reading[]).map((r) => [r.name.zh, r.note, r.action].filter(Boolean).join(' ')).join(' ');
    case 'table':
      return (value as readonly Row[]).flatMap((row) => Object.entries(row).map(([column, cell]) => (field.columns[column] ? wordsOf(field.columns[column], cell) : ''))).filter(Boolean).join(' ');
    case 'record':
      return (value as readonly RecordRef[]).map((ref) => ref.number).join(' ');
    default:
      return String(value);
  }
};

/** The line of a list that says what a paper is about. */
export const headlineOf = (def: Pick<FormDef, 'list'>, data: Rec['data']): string => {
  const headline = data[def.list.headline];
  return typeof headline === 'string' ? (headline.split('\n', 1)[0] ?? '').slice(0, 200) : '';
};

/** How a round is looked up: the day first, so that a span of days is one walk. */
export const roundKey = (day: string, template: string, round: string): string => `${day} ${template} ${round}`;
/** The round a sheet answers, as it is looked up; nothing while one of its fields is empty. */
export const roundOf = ({ data }: Pick<Rec, 'data'>, names: RoundFields): string | undefined => {
  const [day, template, round] = [data[names.day], data[names.template], data[names.round]];
  return typeof day === 'string' && typeof template === 'string' && typeof round === 'string' ? roundKey(day, template, round) : undefined;
};

/** What the list shows of a record and what the search finds in it, read from the declaration. */
export const recordToIndex = (rec: Rec, def: FormDef): { headline: string; cells: Record<string, Value>; text: string; persons: string[]; links: { rel: string; to: string }[]; issued?: string; round?: RoundFields } => {
  const cells: Record<string, Value> = {};
  for (const column of def.list.columns) {
    const value = rec.data[column];
    if (value !== undefined) cells[column] = value;
  }
  const texts = [rec.number, rec.imported?.number ?? '', rec.context.site.name.zh, rec.context.site.code];
  const persons = new Set([rec.owner.name]);
  for (const [name, value] of Object.entries(rec.data)) {
    const field = def.fields[name];
    if (!field || field.unsearched) continue;
    texts.push(wordsOf(field, value));
    if (field.kind === 'person' && typeof value === 'string') persons.add(value);
    if (field.kind !== 'table') continue;
    const named = Object.entries(field.columns).flatMap(([column, of]) => (of.kind === 'person' ? [column] : []));
    for (const row of value as readonly Row[]) for (const column of named) if (typeof row[column] === 'string') persons.add(row[column]);
  }
  for (const attachment of rec.attachments) texts.push(attachment.name);
  for (const signature of rec.signatures) persons.add(signature.name);
  const issued = issuedAt(rec, def);
  return { headline: headlineOf(def, rec.data), cells, text: texts.filter((t) => t !== '').join('\n'), persons: [...persons], links: linksOf(rec, def).map(({ rel, to }) => ({ rel, to })), ...(issued !== undefined && { issued }), ...(def.round && { round: def.round }) };
};
