import type { ProcedureName } from '../../domain/api/permissions.ts';
import type { FormDef, Group } from '../../domain/forms/form.ts';

/** Entries of the rail that hold forms, in its order. */
export const railGroups: readonly Group[] = ['orders', 'inspections', 'surveys', 'desk', 'processes', 'documents', 'reports', 'assurance'];

/** The register of copies: a screen of its own, beside the forms of the documents. */
export const registerScreen = 'documents';

/** What one comes to at headquarters: all sites at once. */
export const overviewScreen = 'overview';

/** Screens of a group that are no form's list, beside its forms. */
export const groupScreens: Readonly<Partial<Record<Group, readonly GroupScreen[]>>> = { processes: ['change-calendar', 'known-errors'], documents: ['document-list', 'library', 'outbox'], reports: ['report', 'board', 'sign-files'], assurance: ['money'] };
export type GroupScreen = 'change-calendar' | 'known-errors' | 'money' | 'document-list' | 'outbox' | 'report' | 'board' | 'library' | 'sign-files';
/** The screen a group opens with where it is not a form's list: it stands first among the tabs. */
export const leadingScreen: Readonly<Partial<Record<Group, GroupScreen>>> = { reports: 'report' };

/** Tabs that stand side by side without pushing the list down; a group with more has a page of its own to start from. */
export const mostTabs = 9;
/** The page with everything a group holds: `start-assurance`. */
export const startScreen = (group: Group): string => `start-${group}`;
export const groupOfStart = (screen: string): Group | undefined => railGroups.find((group) => startScreen(group) === screen);

/** What a screen asks first: where that is not offered, the screen is not there. A form's list is there everywhere. */
const screenAsks: Readonly<Record<string, ProcedureName>> = {
  today: 'today.sheet', calendar: 'agenda.between', settings: 'station.changePassphrase', [registerScreen]: 'papers.register',
  'change-calendar': 'processes.calendar', 'known-errors': 'processes.knownErrors', money: 'processes.money', 'document-list': 'documents.register', outbox: 'documents.outbox', report: 'reports.sheet', board: 'boards.manager', library: 'documents.template', 'sign-files': 'signing.openFile', [overviewScreen]: 'boards.sites',
};
export const isScreenThere = (screen: string, may: (procedure: ProcedureName) => boolean): boolean => screenAsks[screen] === undefined || may(screenAsks[screen]);
export const groupOfScreen = (screen: string): Group | undefined => railGroups.find((group) => groupScreens[group]?.some((each) => each === screen));

export const formsOfGroup = (forms: Iterable<FormDef>, group: Group): readonly FormDef[] => [...forms].filter((form) => form.group === group);

const key = (group: Group): string => `sanlian.group.${group}`;

/** The screen of the group a person was on last, for as long as it is there; else its first. */
export const screenOfGroup = (group: Group, screens: readonly string[]): string | undefined => {
  const last = window.localStorage.getItem(key(group));
  return last !== null && screens.includes(last) ? last : screens[0];
};
export const rememberScreen = (group: Group, screen: string): void => window.localStorage.setItem(key(group), screen);
