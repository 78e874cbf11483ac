import type { Signature } from '../record/record.ts';

/** Stations that were revoked, by their codes: since when (ISO, as the station's own clock showed it, as far as headquarters knows). */
export type Revocations = Readonly<Record<string, string>>;

/**
 * Whether a signature says of itself that it was given after its station was revoked: nobody answers for that key any more. One of before stands.
 * `since`: ISO; undefined for a station that is not revoked. The time of a signature is that of its station's own clock, and so is `since`.
 */
export const isSignedAfter = ({ at }: Pick<Signature, 'at'>, since: string | null | undefined): boolean => typeof since === 'string' && Date.parse(at) > Date.parse(since);
