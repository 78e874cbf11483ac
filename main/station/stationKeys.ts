/** Keys of the station's `meta` rows that more than one part reads. */
/** Calendar files taken in after the release, as a JSON array. */
export const calendarKey = 'calendars';
/** Names and posts that headquarters gives out, as a JSON array. */
export const peopleKey = 'people';
