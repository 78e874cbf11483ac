import type { RecordSync, SyncMark } from '../../domain/api/types.ts';
import type { Rec } from '../../domain/record/record.ts';
import { awayOf, holderOf, isAway } from '../../domain/sync/holder.ts';
import type { OpenStation } from './openStation.ts';
import { typingOf } from './typing.ts';

/**
 * Where a record and each of its files stand with headquarters. A record is at headquarters only when every operation is acknowledged, every
 * file verified there and nothing that who is at the desk typed in it waits to become an operation; two versions of it, or an operation that was refused, are shown before anything else.
 */
export const recordSync = (open: Pick<OpenStation, 'store' | 'sync' | 'identity' | 'account' | 'site'>, rec: Rec): RecordSync => {
  const { store, sync, identity } = open;
  const { read } = store;
  const line = sync.status().state;
  const progress = sync.progress();
  const files: Record<string, SyncMark> = {};
  let bytes = 0;
  let there = 0;
  for (const { sha256, size, discarded } of rec.attachments) {
    const blob = read.blob(sha256);
    const sent = line === 'sending' ? progress.get(sha256) : undefined;
    if (blob === null && !discarded) {
      files[sha256] = { state: 'with-writer' };
      continue;
    }
    const isThere = blob === null || blob.acked;
    bytes += size;
    there += isThere ? size : (sent ?? 0);
    files[sha256] = isThere ? { state: 'at-headquarters' } : sent === undefined ? { state: 'unsent' } : { state: 'sending', percent: size === 0 ? 0 : Math.floor((sent / size) * 100) };
  }
  const whose = { files, mine: holderOf(rec) === identity.station, ...(isAway(rec, { station: identity.station, site: open.site.code }) && { away: awayOf(rec, read.history(rec.id), identity.station) }) };
  const outcomes = read.outcomes(rec.id);
  const branch = read.branch(rec.id);
  if (branch) return { state: 'conflict', reason: branch.reason, branch: branch.record, ...whose };
  const quarantined = outcomes.findLast(({ outcome }) => outcome === 'quarantined');
  if (quarantined) return { state: 'refused', reason: quarantined.reason ?? '', ...whose };
  if (typingOf(open).own.includes(rec.id)) return { state: 'typed', ...whose };
  const isUnsent = read.isUnsent(rec.id);
  const ours = Object.values(files).filter(({ state }) => state !== 'with-writer');
  if (!isUnsent && ours.every(({ state }) => state === 'at-headquarters')) return { state: ours.length < Object.keys(files).length ? 'with-writer' : 'at-headquarters', ...whose };
  if (!isUnsent && ours.some(({ state }) => state === 'sending')) return { state: 'sending', percent: Math.min(99, Math.floor((there / bytes) * 100)), ...whose };
  return { state: isUnsent && line === 'sending' ? 'sending' : 'unsent', ...whose };
};
