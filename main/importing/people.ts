import { nameToInitials } from '../../db/pinyin.ts';
import type { ParsedLine } from '../../domain/importing/columns.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { readAccounts, type OpenStation } from '../station/openStation.ts';
import { readPeople, type People } from '../station/reference.ts';

/** Letters alone, as people write a colleague's pinyin initials. */
const initials = /^[a-z]{2,8}$/i;

const fold = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

type Known = { readonly names: ReadonlySet<string>; readonly byInitials: ReadonlyMap<string, readonly string[]> };

type Station = Pick<OpenStation, 'store' | 'profile'>;

/** Whether a person headquarters sent is the contractor's; of whom it does not say whose he is, neither is known. */
const isContractors = ({ party }: People[number], { parties: { contractor } }: Station['profile']): boolean | undefined =>
  party === undefined ? undefined : [contractor.zh, contractor.en, '乙方', 'contractor'].some((name) => fold(name) === fold(party));

/**
 * Whom the field knows: names that stood in it before and people sent by headquarters. The contractor's own, whether they have an account here or were sent, are
 * only meant where the form itself starts with whoever writes it; elsewhere it may ask for somebody of the client's, and there only those sent as somebody else's are. One sent without a party is meant nowhere.
 */
const knownOf = ({ store, profile }: Station, def: FormDef, field: string): Known => {
  const own = readAccounts(store).map(({ name }) => name);
  const isOwn = def.starts?.[field] === 'writer';
  const sent = readPeople(store.read).filter((person) => isContractors(person, profile) === isOwn).map(({ name }) => name).filter((name) => isOwn || !own.includes(name));
  const names = store.read.names(def.id, field, '', Number.MAX_SAFE_INTEGER, [...sent, ...(isOwn ? own : [])]);
  return { names: new Set([...names, ...own].map(fold)), byInitials: Map.groupBy(names, nameToInitials) };
};

/**
 * Replaces a person's cell that is nothing but a whole name's pinyin initials (`ljg`) by the one known name that has them, and tells which it
 * replaced. A cell that is itself a known name, or whose letters several have or nobody, stays as it is written. Who is known is settled here,
 * before the first row is written: neither the order of the rows nor what the file itself brings changes anybody's name.
 */
export const createPeople = (open: Station, def: FormDef): ((parsed: ParsedLine) => ParsedLine) => {
  const known = new Map(Object.entries(def.fields).flatMap(([name, { kind }]): [string, Known][] => (kind === 'person' ? [[name, knownOf(open, def, name)]] : [])));
  return (parsed) => {
    const people = [...known].flatMap(([field, { names, byInitials }]) => {
      const written = parsed.data[field];
      if (typeof written !== 'string' || !initials.test(written) || names.has(fold(written))) return [];
      const [only, ...more] = byInitials.get(written.toLowerCase()) ?? [];
      return only !== undefined && more.length === 0 ? [{ field, written, name: only }] : [];
    });
    return people.length === 0 ? parsed : { ...parsed, people, data: { ...parsed.data, ...Object.fromEntries(people.map(({ field, name }) => [field, name])) } };
  };
};
