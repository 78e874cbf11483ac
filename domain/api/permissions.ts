import type { Role } from '../forms/form.ts';
import type { contract } from './contract.ts';

type Contract = typeof contract;
/** `router.procedure` of every procedure there is. */
export type ProcedureName = { [Part in keyof Contract & string]: `${Part}.${keyof Contract[Part] & string}` }[keyof Contract & string];

/**
 * Who a procedure answers: `everybody`, locked or not; `accounts`, whoever is logged in; `staff`, all but the inspector, who reads and
 * changes nothing; `manager`, the project manager, or any of the staff where the station has none; `managers`, he and the quality manager (R2);
 * `headquarters`, nobody at a station.
 */
export type Permission = 'everybody' | 'accounts' | 'staff' | 'manager' | 'managers' | 'headquarters';

/** Every procedure stands here, so that a new one cannot be let through by being forgotten (R35). A form's own rules come on top. */
export const permissions: Readonly<Record<ProcedureName, Permission>> = {
  'station.status': 'everybody',
  'station.profiles': 'everybody',
  'station.readProfile': 'everybody',
  'station.setUp': 'everybody',
  'station.unlock': 'everybody',
  'station.lock': 'everybody',
  'station.recovery': 'everybody',
  'station.askRecovery': 'everybody',
  'station.recover': 'everybody',
  'station.forgetRecovery': 'everybody',
  'station.beginAnew': 'everybody',
  'station.forms': 'everybody',
  'station.watch': 'everybody',
  'station.accounts': 'accounts',
  'station.addAccount': 'manager',
  'station.changeAccount': 'manager',
  'station.disableAccount': 'manager',
  'station.enableAccount': 'manager',
  'station.changePassphrase': 'accounts',
  'station.setPin': 'accounts',
  'station.touch': 'accounts',
  'station.setIdle': 'staff',
  'station.profile': 'accounts',
  'today.sheet': 'accounts',
  'agenda.between': 'accounts',
  'agenda.reminders': 'accounts',
  'agenda.setLead': 'staff',
  'agenda.exportFile': 'staff',
  'desk.figures': 'accounts',
  'desk.lastContact': 'staff',
  'desk.arrivals': 'staff',
  'desk.seeArrivals': 'staff',
  'records.list': 'accounts',
  'records.search': 'accounts',
  'records.names': 'accounts',
  'records.phone': 'accounts',
  'records.get': 'accounts',
  'records.pick': 'accounts',
  'records.rows': 'accounts',
  'records.counts': 'accounts',
  'records.around': 'accounts',
  'records.definition': 'accounts',
  'records.execute': 'staff',
  'records.decide': 'staff',
  'records.saveDraft': 'staff',
  'records.dropDraft': 'staff',
  'records.commitDraft': 'staff',
  'records.previousReadings': 'accounts',
  'records.readMachine': 'staff',
  'records.startInspection': 'staff',
  'files.add': 'staff',
  'files.begin': 'staff',
  'files.piece': 'staff',
  'files.finish': 'staff',
  'files.cancel': 'staff',
  'files.read': 'accounts',
  'files.fetch': 'accounts',
  'files.incoming': 'accounts',
  'files.whyKept': 'accounts',
  'files.discard': 'manager',
  'signing.document': 'accounts',
  'signing.saveInk': 'staff',
  'signing.loadInk': 'staff',
  'signing.sign': 'staff',
  'signing.sheet': 'staff',
  'signing.takePaper': 'staff',
  'signing.returnPaper': 'staff',
  'signing.exportFile': 'staff',
  'signing.openFile': 'accounts',
  'signing.visitDocument': 'accounts',
  'signing.visitFile': 'accounts',
  'signing.signFile': 'accounts',
  'signing.takeFile': 'staff',
  'handover.begin': 'staff',
  'handover.refuse': 'staff',
  'handover.survey': 'staff',
  'handover.answerSurvey': 'staff',
  'handover.declineSurvey': 'staff',
  'handover.end': 'staff',
  'papers.pdf': 'accounts',
  'papers.printers': 'accounts',
  'papers.print': 'staff',
  'papers.save': 'staff',
  'papers.register': 'accounts',
  'papers.export': 'staff',
  'papers.exportList': 'staff',
  'lists.filters': 'accounts',
  'lists.saveFilter': 'accounts',
  'lists.dropFilter': 'accounts',
  'boards.day': 'accounts',
  'boards.manager': 'managers',
  'boards.behind': 'accounts',
  'boards.kept': 'managers',
  'boards.exportDay': 'staff',
  'boards.exportManager': 'managers',
  'boards.sites': 'headquarters',
  'boards.exportSites': 'headquarters',
  'reports.periods': 'accounts',
  'reports.draft': 'accounts',
  'reports.sheet': 'accounts',
  'reports.start': 'staff',
  'reports.write': 'staff',
  'reports.behind': 'accounts',
  'reports.exportFile': 'staff',
  'processes.calendar': 'accounts',
  'processes.response': 'accounts',
  'processes.knownErrors': 'accounts',
  'processes.impact': 'accounts',
  'processes.compareBaselines': 'accounts',
  'processes.exportComparison': 'staff',
  'processes.money': 'manager',
  'imports.preview': 'staff',
  'imports.run': 'staff',
  'imports.tryRecords': 'staff',
  'imports.takeRecords': 'staff',
  'imports.keepMapping': 'staff',
  'documents.register': 'accounts',
  'documents.exportRegister': 'staff',
  'documents.bundle': 'staff',
  'documents.template': 'accounts',
  'documents.startHandover': 'staff',
  'documents.searchFiles': 'accounts',
  'documents.recipients': 'staff',
  'documents.unconfirmed': 'staff',
  'documents.mailDraft': 'staff',
  'documents.mailSend': 'staff',
  'documents.outbox': 'accounts',
  'documents.cancelMail': 'staff',
  'documents.sendWaiting': 'staff',
  'documents.mailServer': 'accounts',
  'documents.setMailServer': 'manager',
  'sync.status': 'accounts',
  'sync.enrol': 'manager',
  'sync.now': 'staff',
  'sync.rotate': 'manager',
  'ferry.status': 'accounts',
  'ferry.export': 'staff',
  'ferry.cancel': 'staff',
  'ferry.receive': 'staff',
  'line.get': 'accounts',
  'line.set': 'manager',
  'line.cancel': 'staff',
  'headquarters.stations': 'headquarters',
  'headquarters.people': 'headquarters',
  'headquarters.dispatch': 'headquarters',
  'headquarters.reassign': 'headquarters',
  'headquarters.void': 'headquarters',
  'headquarters.decide': 'headquarters',
};

/** Whether an account of this role may call a procedure of this permission. `hasManager`: the station has a project manager's account. */
export const isPermitted = (permission: Permission, role: Role, hasManager: boolean): boolean => {
  switch (permission) {
    case 'everybody':
    case 'accounts':
      return true;
    case 'staff':
      return role !== 'inspector';
    case 'manager':
      return role === 'projectManager' || (role !== 'inspector' && !hasManager);
    case 'managers':
      return role === 'qualityManager' || isPermitted('manager', role, hasManager);
    case 'headquarters':
      return false;
  }
};

/** What a station answers an account, by name: the window shows no control that would be refused. */
export const permittedTo = (role: Role, hasManager: boolean): readonly ProcedureName[] =>
  (Object.keys(permissions) as ProcedureName[]).filter((name) => isPermitted(permissions[name], role, hasManager));

/** The permission of a procedure by its path; null for a name the contract does not have. */
export const permissionOf = (name: string): Permission | null => (Object.hasOwn(permissions, name) ? permissions[name as ProcedureName] : null);
