import type { Calendar } from '../calendar/calendar.ts';
import { contractDeadline, type ClockProfile } from '../clocks/contractClock.ts';
import { dayOf, addDays } from '../clocks/shanghai.ts';
import type { Attachment, Rec } from '../record/record.ts';

/** Until when something is kept: the last day it must be there, the first day it may be deleted, and the clock and rule that say so. */
export type Retention = { readonly until: string; readonly deletableFrom: string; readonly clock: string; readonly rule: string; readonly clause: string };

/** Names of files that hold what a network device or a service wrote by itself. */
const logName = /\.(log|pcap|pcapng|evtx|syslog)(\.\d+)?(\.(gz|zip|xz|bz2))?$/i;
export const isNetworkLog = (file: Pick<Attachment, 'name'>): boolean => logName.test(file.name.trim());

const retentionOf = (profile: ClockProfile, calendar: Calendar, clock: string, madeAt: string): Retention | null => {
  const row = profile.rules.find((rule) => rule.id === clock);
  if (!row) return null;
  const until = dayOf(contractDeadline(profile, clock, madeAt, calendar).due);
  return { until, deletableFrom: addDays(until, 1), clock, rule: row.rule, clause: row.clause };
};

/**
 * How long what was made at `madeAt` is kept (R27): by the contract's floor, or the term and one year where the profile says so; a network
 * log also for its own months, whichever is longer. Null when the profile keeps nothing.
 */
export const retention = (madeAt: string, networkLog: boolean, profile: ClockProfile, calendar: Calendar): Retention | null => {
  const kept = [retentionOf(profile, calendar, 'retention', madeAt), networkLog ? retentionOf(profile, calendar, 'retention-network-logs', madeAt) : null];
  return kept.reduce((longest, each) => (each && (!longest || each.until > longest.until) ? each : longest), null);
};

/**
 * How long a file of a record is kept. It is made when its paper is: an open paper keeps its files, whatever the day; null then, too, when
 * the profile has no such clock. What comes back is a date, never leave to delete what is still needed.
 */
export const attachmentRetention = (rec: Pick<Rec, 'seal'>, file: Pick<Attachment, 'name' | 'addedAt'>, profile: ClockProfile, calendar: Calendar): Retention | null => {
  if (!rec.seal) return null;
  const madeAt = rec.seal.at > file.addedAt ? rec.seal.at : file.addedAt;
  return retention(madeAt, isNetworkLog(file), profile, calendar);
};
