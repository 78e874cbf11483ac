import type { Event } from '../record/op.ts';
import type { Person, Rec } from '../record/record.ts';

/** The one station that may write a record: the one it was given to, else the one that made it. */
export const holderOf = (rec: Pick<Rec, 'holder' | 'station'>): string => rec.holder ?? rec.station;

/** The site whose work a record is: of the station headquarters gave it to, else the one it was written for. */
export const siteOf = (rec: Pick<Rec, 'holderSite' | 'context'>): string => rec.holderSite || rec.context.site.code;

/** Whether headquarters took a record away from `site` and from the `station` there: nobody who works there has anything to do with it. What a colleague's station holds is work of the site. */
export const isAway = (rec: Pick<Rec, 'holder' | 'holderSite' | 'station'>, { station, site }: { readonly station: string; readonly site: string }): boolean =>
  holderOf(rec) !== station && rec.holderSite !== undefined && rec.holderSite !== site;

/** Where a record is that was taken away: the code of the site that has it, none while headquarters keeps it, and the reason headquarters gave, with who gave it and when. */
export type Away = { readonly site?: string; readonly why?: { readonly reason: string; readonly by: string; readonly at: string } };
/** `station`: the one it is told at. Why it was taken from there, not why another one lost it later; where it never was there, why it was taken last. */
export const awayOf = ({ holderSite }: Pick<Rec, 'holderSite'>, history: readonly { readonly at: string; readonly by: Person; readonly event: Event }[], station: string): Away => {
  const taken = history.flatMap(({ at, by, event }) => (event.kind === 'revoked' ? [{ from: event.from, why: { reason: event.reason, by: by.name, at } }] : []));
  const { why } = taken.findLast(({ from }) => from === station) ?? taken.at(-1) ?? {};
  return { ...(holderSite && { site: holderSite }), ...(why && { why }) };
};
