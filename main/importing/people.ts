import type { ParsedLine } from '../../domain/importing/columns.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { readAccounts, type OpenStation } from '../station/openStation.ts';
import { readPeople } from '../station/reference.ts';

/** Letters alone, as people write a colleague's pinyin initials. */
const initials = /^[a-z]{2,8}$/i;

/**
 * The line with pinyin initials (`ljg`) in a person's cell replaced by the one known name they stand for: a name that stood in this cell before,
 * a person sent by headquarters, an account. Where several fit, or none, the cell stays as it is written.
 */
export const withPeople = ({ store }: Pick<OpenStation, 'store'>, def: FormDef, parsed: ParsedLine): ParsedLine => {
  const found = Object.entries(parsed.data).flatMap(([name, value]): [string, string][] => {
    if (def.fields[name]?.kind !== 'person' || typeof value !== 'string' || !initials.test(value)) return [];
    const given = [...readPeople(store.read), ...readAccounts(store)].map((each) => each.name);
    const [only, ...more] = store.read.names(def.id, name, value, 2, given);
    return only !== undefined && more.length === 0 ? [[name, only]] : [];
  });
  return found.length === 0 ? parsed : { ...parsed, data: { ...parsed.data, ...Object.fromEntries(found) } };
};
