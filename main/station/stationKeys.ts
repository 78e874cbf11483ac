/** Keys of the station's `meta` rows that more than one part reads. */
/** Calendar files taken in after the release, as a JSON array. */
export const calendarKey = 'calendars';
/** Names and posts that headquarters gives out, as a JSON array. */
export const peopleKey = 'people';
/** Where the stored contract came from: a `ProfileOrigin`. */
export const profileOriginKey = 'profile.origin';
/** A profile headquarters sent that was not taken, as JSON with the reason; gone when one is. */
export const profileRefusedKey = 'profile.refused';
/** `shipped`: with the program; `signed`: a sealed paper put its figures in force; `headquarters`: it was sent. Only a shipped one follows a release. */
export type ProfileOrigin = 'shipped' | 'signed' | 'headquarters';
