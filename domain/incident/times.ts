import { isInstant, isoToMs } from '../clocks/shanghai.ts';
import type { ContractProfile } from '../contract/profile.ts';
import { settingOf } from '../contract/settings.ts';
import { ok, refuse, refuseAll, type Refusal, type Result } from '../result.ts';

/** The three times of a fault, each kept as far as it is known (unclear point 9). ISO instants. */
export type IncidentTimes = { readonly occurred?: string; readonly found?: string; readonly reported?: string };
const names = ['occurred', 'found', 'reported'] as const;

/**
 * When a fault's clock starts: the earliest known of its times, or the one the profile chose; where that one is not known yet, the earliest
 * of the others, so that no fault stays without a grade.
 *
 * Refusals, all at once: `not-a-time`, `before-other` (found or reported before it occurred), `in-future` (after `now`), `required`
 * (`occurred`) when no time is known.
 */
export const incidentStart = (times: IncidentTimes, now: string, profile: Pick<ContractProfile, 'settings'>): Result<string> => {
  const known = names.flatMap((name) => (times[name] === undefined ? [] : [{ name, at: times[name] }]));
  const unread = known.filter(({ at }) => !isInstant(at)).map(({ name }): Refusal => ({ code: 'not-a-time', field: name }));
  if (unread.length > 0) return refuseAll(unread);
  const { occurred } = times;
  const refusals: Refusal[] = known.filter(({ at }) => isoToMs(at) > isoToMs(now)).map(({ name }) => ({ code: 'in-future', field: name }));
  for (const { name, at } of known) if (occurred !== undefined && isoToMs(at) < isoToMs(occurred)) refusals.push({ code: 'before-other', field: name, params: { other: 'occurred' } });
  if (refusals.length > 0) return refuseAll(refusals);
  const chosen = settingOf(profile, 'event-start');
  const start = known.find(({ name }) => name === chosen) ?? known.toSorted((a, b) => isoToMs(a.at) - isoToMs(b.at))[0];
  return start ? ok(start.at) : refuse('required', { field: 'occurred' });
};
