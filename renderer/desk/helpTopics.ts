/** Subjects the card has a text about: screens by their names, then what one does on several of them. */
export const helpTopics = [
  'today', 'calendar', 'documents', 'document-list', 'library', 'outbox', 'report', 'board', 'sign-files', 'change-calendar', 'known-errors', 'money', 'settings',
  'list', 'record', 'survey', 'handover', 'print', 'sync', 'search', 'import',
] as const;
export type HelpTopic = (typeof helpTopics)[number];

/** The manual's screen, which every account has. */
export const manualScreen = 'manual';

/** Where the manual tells more of what a help card is about. */
export const manualOf: Readonly<Record<HelpTopic, string>> = {
  today: '2', calendar: '2-3', record: '3', list: '9', 'change-calendar': '3-1', 'known-errors': '3-1', money: '3-1',
  survey: '5', handover: '5', 'sign-files': '5-2', print: '6', documents: '6',
  'document-list': '7-1', library: '7-2', outbox: '7-3', board: '8-1', report: '8-2',
  search: '9', import: '9-1', sync: '10', settings: '11',
};
