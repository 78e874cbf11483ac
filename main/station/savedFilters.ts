import { z } from 'zod';
import { savedFilter, type SavedFilter } from '../../domain/api/lists.ts';
import { formsById } from '../../domain/forms/index.ts';
import { refused } from '../../domain/refused.ts';
import type { OpenStation } from './openStation.ts';

/** Filters one person may keep: more names than these are found no quicker than typing. */
const mostFilters = 100;
const keyOf = ({ account }: Pick<OpenStation, 'account'>): string => `filters:${account.id}`;
const stored = z.array(savedFilter);

/** The filters the person at the desk has kept, by form and name. */
export const filtersOf = (open: Pick<OpenStation, 'store' | 'account'>): readonly SavedFilter[] => stored.parse(JSON.parse(open.store.read.meta(keyOf(open)) ?? '[]'));

const keep = (open: Pick<OpenStation, 'store' | 'account'>, filters: readonly SavedFilter[]): readonly SavedFilter[] => {
  const sorted = filters.toSorted((a, b) => (a.form === b.form ? (a.name < b.name ? -1 : 1) : a.form < b.form ? -1 : 1));
  open.store.write((writer) => writer.setMeta(keyOf(open), JSON.stringify(sorted)));
  return sorted;
};

/** Keeps a filter in the place of the one with its id, or its name in the same form. Refusals: `form-unknown`, `too-many-filters`. */
export const saveFilter = (open: Pick<OpenStation, 'store' | 'account'>, filter: SavedFilter): readonly SavedFilter[] => {
  if (!formsById.has(filter.form)) throw refused('form-unknown', { field: 'form', params: { form: filter.form } });
  const named = { ...filter, name: filter.name.trim() };
  const others = filtersOf(open).filter((each) => each.id !== named.id && (each.form !== named.form || each.name !== named.name));
  if (others.length >= mostFilters) throw refused('too-many-filters', { params: { max: mostFilters } });
  return keep(open, [...others, named]);
};
/** Forgets one; one that is not there is forgotten already. */
export const dropFilter = (open: Pick<OpenStation, 'store' | 'account'>, id: string): readonly SavedFilter[] => keep(open, filtersOf(open).filter((each) => each.id !== id));
