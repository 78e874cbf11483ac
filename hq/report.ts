import type { Calendar } from '../domain/calendar/calendar.ts';
import type { ContractProfile } from '../domain/contract/profile.ts';
import { buildReport } from '../domain/report/build.ts';
import { periodOfDays, reportPeriods, type ReportPeriod } from '../domain/report/period.ts';
import type { Report } from '../domain/report/report.ts';
import type { ReportSource } from '../domain/report/source.ts';
import { ok, refuse, type Result } from '../domain/result.ts';
import { gatherReport, type ReportStation } from '../main/report/gather.ts';
import type { Database } from './database.ts';
import type { Profiles } from './profiles.ts';
import { createSiteSource, firstDayOf, reportNow, type ReportQuestion } from './reportSource.ts';
import type { Definitions } from './rpc/definitions.ts';

/**
 * Runs a gathering that reads at once over a source that answers later: what it asked and nobody has answered yet is answered with nothing, read,
 * and the gathering runs again. It asks little after its first run, so that two or three runs do.
 */
const gatherLater = async <T>(gather: (source: ReportSource) => T, ask: (question: ReportQuestion) => Promise<unknown>): Promise<T> => {
  const answers = new Map<string, unknown>();
  for (;;) {
    const open = new Map<string, ReportQuestion>();
    const answer = <A>(question: ReportQuestion): readonly A[] => {
      const key = JSON.stringify(question);
      if (!answers.has(key)) open.set(key, question);
      return (answers.get(key) ?? []) as readonly A[];
    };
    const found = gather({
      briefs: (query) => ('ids' in query && query.ids.length === 0 ? [] : answer({ kind: 'briefs', query })), clocksBetween: (from, to) => answer({ kind: 'clocks', from, to }),
      rowsById: (ids) => answer({ kind: 'rows', ids }), branches: () => answer({ kind: 'branches' }),
    });
    if (open.size === 0) return found;
    for (const [key, question] of open) answers.set(key, await ask(question));
  }
};

/** Reports of the service (R24) at headquarters, one for each site: what a site owes is counted by its own records. */
export const createReports = (database: Database, definitions: Definitions, calendarInForce: () => Promise<Calendar>, profiles: Profiles) => {
  const contract = async (site?: string): Promise<{ readonly profile: ContractProfile; readonly calendar: Calendar } | null> => {
    const found = await (site === undefined ? profiles.newest(database.pool) : profiles.of(database.pool, site));
    return found && { profile: found.inForce, calendar: await calendarInForce() };
  };
  return {
    /** Quarters and years that have begun, the newest first; none without a contract. */
    periods: async (): Promise<readonly ReportPeriod[]> => {
      const found = await contract();
      return found ? reportPeriods(found.profile, found.calendar, reportNow().slice(0, 10)) : [];
    },
    /** The report of a site as its records stand now. Refused with `profile-unknown`, `not-found` (no such site, or nothing of it here), `before-other`. */
    draft: async (code: string, from: string, to: string): Promise<Result<Report>> => {
      const found = await contract(code);
      if (!found) return refuse('profile-unknown');
      const { profile, calendar } = found;
      const since = await firstDayOf(database, code);
      if (since === null) return refuse('not-found', { field: 'site' });
      const period = periodOfDays(profile, calendar, from, to);
      if (!period) return refuse('before-other', { field: 'to', params: { other: 'from' } });
      const site: ReportStation['site'] = profile.sites.find((each) => each.code === code) ?? { code, name: { zh: code, en: code }, address: '' };
      const now = reportNow();
      const ask = createSiteSource(database, definitions, { site: code, profile, calendar, now });
      return ok(buildReport(await gatherLater((read) => gatherReport({ read, profile, calendar, site, since }, { period, now, carried: [], notes: [] }), ask)));
    },
  };
};
export type Reports = ReturnType<typeof createReports>;
