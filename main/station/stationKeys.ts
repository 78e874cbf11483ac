/** Keys of the station's `meta` rows that more than one part reads. */
/** Calendar files taken in after the release, as a JSON array. */
export const calendarKey = 'calendars';
/** Names and posts that headquarters gives out to all, as a JSON array. */
export const peopleKey = 'people';
/** Those it gives out to this site or station only: by audience, a JSON array each. */
export const peopleHereKey = 'people.here';
/** Stations headquarters has revoked: a `Revocations` as JSON. */
export const revokedKey = 'hq.revoked';
/** The newest revocation headquarters has told of: ISO, its clock. */
export const revokedToldKey = 'hq.revoked-told';
/** Where the stored contract came from: a `ProfileOrigin`. */
export const profileOriginKey = 'profile.origin';
/** The contract without the papers signed here that headquarters' log does not hold yet, and those papers: JSON; none while there are none. */
export const profileAheadKey = 'profile.ahead';
/** The contracts of the terms before the one in force, a JSON array; none before one was renewed. */
export const profileFormerKey = 'profile.former';
/** A profile headquarters sent, or a sealed paper of another station, whose figures were not taken: JSON with the reason; gone when a profile is. */
export const profileRefusedKey = 'profile.refused';
/** `shipped`: with the program; `own`: a file chosen when the station was made; `signed`: a sealed paper put its figures in force; `headquarters`: it was sent. Only a shipped one follows a release. */
export const profileOrigins = ['shipped', 'own', 'signed', 'headquarters'] as const;
export type ProfileOrigin = (typeof profileOrigins)[number];
