import { hasManager as anyManager } from '../../domain/accounts/accounts.ts';
import { createHash } from 'node:crypto';
import { implement } from '@orpc/server';
import { v7 as uuidv7 } from 'uuid';
import type { Reader } from '../../db/store.ts';
import { textToProfile } from '../../domain/contract/profile.ts';
import { commandHeader, isCommand, isCommandId, type CommandName } from '../../domain/api/commands.ts';
import { contract } from '../../domain/api/contract.ts';
import { isPermitted, permissionOf } from '../../domain/api/permissions.ts';
import { asRefusals, refusedAnswer } from '../../domain/api/refusals.ts';
import { ok } from '../../domain/result.ts';
import { forms } from '../../domain/forms/index.ts';
import { linkGraph, type GraphSource } from '../../domain/record/linkGraph.ts';
import { openCounts } from '../../domain/record/openCounts.ts';
import { previewImport, runImport } from '../importing/importTable.ts';
import { keepMapping, takeRecords } from '../importing/takeRecords.ts';
import { readTable } from '../importing/readTable.ts';
import { exportComparison } from '../processes/comparisonFile.ts';
import { calendarOf, compareBaselines, impactOn, knownErrorsOf, moneyBoard, responseTo } from '../processes/questions.ts';
import { behindBoard, dayBoardOf, exportBoard, managerBoardOf } from '../board/questions.ts';
import { behindFigure, draftOf, exportReport, periodsOfReports, sheetOf } from '../report/questions.ts';
import { freezeAndMove, freezingStep, startPaper, writeChapter } from '../report/signing.ts';
import { agendaOf, exportAgenda, figuresOf, lastContactOf, remindersOf, setLead } from '../agenda/questions.ts';
import { receiverToLog, unconfirmedReceivers } from '../documents/receivers.ts';
import { bundleBlob, exportRegister, registerPage, startHandover } from '../documents/register.ts';
import { searchFiles } from '../documents/readFiles.ts';
import { cancelMail, draftMail, mailServer, outboxOf, queueMail, recipientsOf, sendWaiting, setMailServer } from '../documents/mail.ts';
import { addAccount, changeAccount, changePassphrase, disableAccount, enableAccount, setIdle, setPin } from './accounts.ts';
import { answerSurvey, beginHandover, declineSurvey, endHandover, isCustomersOwn, isSurveyOutstanding, refuseToSign, signRecord, surveyAbout } from './customer.ts';
import { addFile, beginFile, commitDraft, executeCommand, finishFile, saveDraft, startInspection } from './deskwork.ts';
import { cancelExport, changeLine, exportTo, ferryState, lineOf, receiveReceipt } from './ferryDesk.ts';
import { fetchFile, whyNotHere } from './elsewhere.ts';
import { discardFile, whyKept } from './discard.ts';
import { exportList } from './listExport.ts';
import { readMachine } from './machine.ts';
import { readAccounts } from './openStation.ts';
import { sheetForInk, takePaper } from './paperSigning.ts';
import { previewOf, printCopies, recordExport, saveCopies, signingDocument } from './paperwork.ts';
import { pickable } from './picking.ts';
import type { Order } from './recorder.ts';
import { templates } from '../../domain/library/library.ts';
import { templateToDocx } from '../library/templateDocx.ts';
import { decidesHere, decideVersions } from './versions.ts';
import { recordSync } from './recordSync.ts';
import { dropFilter, filtersOf, saveFilter } from './savedFilters.ts';
import { readPeople } from './reference.ts';
import { accepted, refused } from '../../domain/refused.ts';
import type { StationCore } from './core.ts';
import { previousReadings, recordView, withRunning } from './views.ts';

/** What answers while the customer has the screen. Everything else is refused by the station itself, whatever the window asks. */
const customersProcedures: ReadonlySet<string> = new Set([
  'station.status', 'station.watch', 'station.lock', 'station.touch', 'station.forms', 'records.definition', 'records.get', 'signing.document', 'signing.saveInk', 'signing.loadInk', 'signing.sign',
  'files.read', 'handover.refuse', 'handover.survey', 'handover.answerSurvey', 'handover.declineSurvey', 'handover.end',
]);

/** What a call brings besides its input. Over a wire the command's id comes in a header; a caller inside the process may leave it out. */
export type CallContext = { readonly command?: string; readonly reqHeaders?: Headers };

const commandOf = (name: string, { command, reqHeaders }: CallContext): string => {
  const given = command ?? reqHeaders?.get(commandHeader) ?? undefined;
  // inside the process no answer can get lost: each call is a command of its own
  if (!isCommand(name) || (given === undefined && !reqHeaders)) return given ?? uuidv7();
  if (given === undefined) throw refused('required', { field: 'command' });
  if (!isCommandId(given)) throw refused('wrong-type', { field: 'command' });
  return given;
};

/** The same input has the same text: the window sends an order again as it stands. Of a file its size and type count; its bytes are not read. */
const digestOf = (said: unknown): string => {
  const text = JSON.stringify(said, (_key, value: unknown) => (value instanceof Blob ? { size: value.size, type: value.type } : typeof value === 'bigint' ? `${value}n` : value));
  return createHash('sha256').update(text).digest('hex');
};

const bytesOf = async (file: Blob): Promise<Uint8Array> => new Uint8Array(await file.arrayBuffer());
/** The papers of this station by their links; a customer's own answers are told by number alone. */
const linksHere = (reader: Reader): GraphSource => ({
  records: async (ids) => ids.flatMap((id) => {
    const rec = reader.record(id);
    return rec ? [{ rec, def: reader.definition(rec.def) }] : [];
  }),
  into: async (ids) => ids.flatMap((to) => reader.linkedFrom(to).map(({ rel, id }) => ({ from: id, to, rel }))),
  isHidden: isCustomersOwn,
});
const notHere = (): never => { throw refused('not-allowed'); };
/** A station has its own site and knows no other. */
const ofStation = <T extends { readonly site?: string | undefined }>({ site, ...input }: T): Omit<T, 'site'> => {
  if (site !== undefined) throw refused('unknown-field', { field: 'site' });
  return input;
};
const pdfBlob = (bytes: Uint8Array): Blob => new Blob([bytes as Uint8Array<ArrayBuffer>], { type: 'application/pdf' });

/** The station's answers to `domain/api/contract.ts`. Thin: every procedure is one call into the rooms behind it. */
export const createStationRouter = (core: StationCore) => {
  const os = implement(contract).$context<CallContext>().use(async ({ next, path, context }) => {
    const name = path.join('.');
    try {
      const command = commandOf(name, context);
      const isBegunBefore = name === 'handover.begin' && core.handover !== null && core.handover.begunBy === command;
      if (core.handover && !customersProcedures.has(name) && !isBegunBefore) throw refused('handover-active');
      const permission = permissionOf(name);
      if (permission === null) throw refused('not-allowed');
      if (permission === 'everybody') return await next({ context: { command } });
      const { account, store } = core.open();
      const hasManager = anyManager(readAccounts(store));
      if (!isPermitted(permission, account.role, hasManager)) throw refused('not-allowed');
      return await core.underWay.run(async () => next({ context: { command } }));
    } catch (error) {
      const refusals = asRefusals(error);
      if (!refusals) throw error;
      throw refusedAnswer(refusals);
    }
  });
  const { open } = core;
  /** The open station, once a search has nothing left to put in first: what came down a moment ago is found, and nobody else waits for it. */
  const searchable = async () => {
    await open().indexing.settled();
    return open();
  };
  const fontsFolder = `${core.options.assetsFolder}/fonts`;
  /** The order as a call gives it: its digest covers what is asked, by which procedure and by whom. */
  const order = (context: { readonly command: string }, name: CommandName, input: unknown): Order => ({ id: context.command, digest: digestOf([name, open().account.id, input]) });
  const record = (id: string) => {
    const rec = open().store.read.record(id);
    if (!rec) throw refused('not-found');
    return rec;
  };

  return os.router({
    station: {
      status: os.station.status.handler(() => core.status()),
      profiles: os.station.profiles.handler(() => core.profiles),
      readProfile: os.station.readProfile.handler(({ input }) => accepted(textToProfile(input.text))),
      setUp: os.station.setUp.handler(async ({ input }) => {
        await core.setUp(input);
        return core.status();
      }),
      unlock: os.station.unlock.handler(async ({ input }) => {
        await core.unlock(input.account, input.passphrase);
        return core.status();
      }),
      lock: os.station.lock.handler(async () => {
        await core.lock();
        return core.status();
      }),
      recovery: os.station.recovery.handler(() => core.recovery.state()),
      askRecovery: os.station.askRecovery.handler(async ({ input }) => {
        const account = core.keyring.accounts().find((each) => each.id === input.account);
        if (!account) throw refused('account-unknown');
        return core.queue('recovery', () => core.recovery.ask(account, input.passphrase));
      }),
      recover: os.station.recover.handler(async ({ input }) => {
        await core.recover(input.answer, input.passphrase);
        return core.status();
      }),
      beginAnew: os.station.beginAnew.handler(() => {
        core.beginAnew();
        return core.status();
      }),
      forgetRecovery: os.station.forgetRecovery.handler(() => {
        core.recovery.forget();
        return core.recovery.state();
      }),
      accounts: os.station.accounts.handler(() => readAccounts(open().store)),
      addAccount: os.station.addAccount.handler(({ input }) => addAccount(core, open(), input)),
      changeAccount: os.station.changeAccount.handler(({ input: { id, ...details } }) => changeAccount(core, open(), id, details)),
      disableAccount: os.station.disableAccount.handler(({ input }) => disableAccount(core, open(), input.id)),
      enableAccount: os.station.enableAccount.handler(({ input }) => enableAccount(core, open(), input)),
      changePassphrase: os.station.changePassphrase.handler(async ({ input }) => {
        await changePassphrase(core, open(), input.old, input.new);
        return null;
      }),
      setPin: os.station.setPin.handler(async ({ input }) => {
        await setPin(core, open(), input.passphrase, input.pin);
        return null;
      }),
      touch: os.station.touch.handler(({ input }) => {
        core.touch(input.ago);
        return null;
      }),
      setIdle: os.station.setIdle.handler(({ input }) => {
        setIdle(core, open(), input.minutes);
        return core.status();
      }),
      forms: os.station.forms.handler(() => forms),
      profile: os.station.profile.handler(() => open().profile),
      watch: os.station.watch.handler(({ signal }) => core.pushes.watch(signal)),
    },
    today: {
      sheet: os.today.sheet.handler(() => core.today()),
    },
    agenda: {
      between: os.agenda.between.handler(({ input }) => agendaOf(open(), input, core.now())),
      reminders: os.agenda.reminders.handler(() => remindersOf(open(), core.now())),
      setLead: os.agenda.setLead.handler(({ input }) => {
        setLead(open(), input.minutes);
        return null;
      }),
      exportFile: os.agenda.exportFile.handler(({ input, context }) => exportAgenda(open(), order(context, 'agenda.exportFile', input), { ...input, recipient: receiverToLog(open(), { ...input, to: input.recipient }) }, core.now())),
    },
    desk: {
      figures: os.desk.figures.handler(() => figuresOf(open(), core.now())),
      lastContact: os.desk.lastContact.handler(({ input }) => lastContactOf(open(), input.caller)),
    },
    records: {
      list: os.records.list.handler(async ({ input }) => {
        const { rows, total } = (input.text === undefined ? open() : await searchable()).store.read.list(ofStation(input));
        return { rows: withRunning(open(), rows, core.now()), total };
      }),
      search: os.records.search.handler(async ({ input }) => (await searchable()).store.read.search(input.text, input.limit)),
      names: os.records.names.handler(({ input }) => {
        const { store } = open();
        if (forms.find((form) => form.id === input.form)?.fields[input.field]?.kind !== 'person') throw refused('unknown-field', { field: input.field });
        return store.read.names(input.form, input.field, input.text, input.limit, readPeople(store.read).map(({ name }) => name));
      }),
      get: os.records.get.handler(({ input }) => {
        const { store, recorder, author, profile } = open();
        const standing = recorder.standing(store.read, input.id, author);
        if (core.handover && input.id !== core.handover.record) throw refused('handover-active');
        if (!core.handover && isCustomersOwn(standing.rec)) throw refused('only-in-handover');
        const sync = { ...recordSync(open(), standing.rec), ...(decidesHere(open(), standing.rec) ? { decides: true } : {}) };
        // what another station or headquarters holds is read here, not written
        const asReader = sync.mine ? {} : { editable: false, transitions: [], becomings: [], nextSigner: undefined };
        return { ...recordView(store.read, standing, profile, open().calendar), ...asReader, sync, surveyWaits: isSurveyOutstanding(open(), standing.rec, standing.setting.def) };
      }),
      pick: os.records.pick.handler(async ({ input }) => pickable((await searchable()).store.read, input)),
      rows: os.records.rows.handler(({ input }) => open().store.read.rowsById(input.ids)),
      counts: os.records.counts.handler(() => openCounts(open().store.read.countByState())),
      around: os.records.around.handler(({ input }) => linkGraph(linksHere(open().store.read), record(input.id).id)),
      definition: os.records.definition.handler(({ input }) => {
        const def = open().store.read.definition(input.hash);
        if (!def) throw refused('definition-from-future');
        return def;
      }),
      execute: os.records.execute.handler(({ input, context }) => {
        const said = order(context, 'records.execute', input);
        return input.kind === 'move' && freezingStep(open(), input) ? freezeAndMove(open(), said, input, core.now(), fontsFolder) : executeCommand(open(), said, input);
      }),
      decide: os.records.decide.handler(({ input, context }) => decideVersions(open(), order(context, 'records.decide', input), input)),
      saveDraft: os.records.saveDraft.handler(({ input }) => saveDraft(core, open(), input)),
      dropDraft: os.records.dropDraft.handler(({ input }) => {
        const { store, account } = open();
        store.write((writer) => writer.dropDraft(input.id, account.id));
        return null;
      }),
      commitDraft: os.records.commitDraft.handler(({ input, context }) => commitDraft(open(), order(context, 'records.commitDraft', input), input.id)),
      previousReadings: os.records.previousReadings.handler(({ input }) => previousReadings(open().store.read, record(input.id))),
      readMachine: os.records.readMachine.handler(() => {
        open();
        return readMachine(core.clock.now());
      }),
      startInspection: os.records.startInspection.handler(({ input, context }) => startInspection(open(), order(context, 'records.startInspection', input), input)),
    },
    files: {
      add: os.files.add.handler(({ input, context }) => addFile(core, open(), order(context, 'files.add', input), input)),
      begin: os.files.begin.handler(({ input }) => {
        beginFile(core, open(), input);
        return null;
      }),
      piece: os.files.piece.handler(async ({ input }) => ({ received: await open().uploads.piece(input.upload, input.offset, new Uint8Array(await input.bytes.arrayBuffer())) })),
      finish: os.files.finish.handler(({ input, context }) => finishFile(core, open(), order(context, 'files.finish', input), input.upload)),
      cancel: os.files.cancel.handler(async ({ input }) => {
        await open().uploads.cancel(input.upload);
        return null;
      }),
      fetch: os.files.fetch.handler(async ({ input }) => {
        await fetchFile(open(), input.sha256);
        return null;
      }),
      incoming: os.files.incoming.handler(({ input }) => ({ bytes: open().sync.incoming().get(input.sha256) ?? null })),
      whyKept: os.files.whyKept.handler(({ input }) => whyKept(open(), input, core.now().slice(0, 10))),
      discard: os.files.discard.handler(({ input, context }) => discardFile(open(), order(context, 'files.discard', input), input, core.now())),
      read: os.files.read.handler(async ({ input }) => {
        const { store, blobs } = open();
        // who signs reads the files that are signed with the paper, and no others
        if (core.handover && !store.read.record(core.handover.record)?.attachments.some(({ sha256 }) => sha256 === input.sha256)) throw refused('handover-active');
        const row = store.read.blob(input.sha256);
        if (!row) throw whyNotHere(open(), input.sha256);
        return new Blob([(await blobs.get(input.sha256)) as Uint8Array<ArrayBuffer>], { type: row.type });
      }),
    },
    signing: {
      document: os.signing.document.handler(async ({ input }) => pdfBlob(await signingDocument(core, open(), shown(input.id)))),
      saveInk: os.signing.saveInk.handler(({ input }) => {
        shown(input.id);
        open().store.write((writer) => writer.putInk(input.id, input.role, input.ink));
        return null;
      }),
      loadInk: os.signing.loadInk.handler(({ input }) => open().store.read.ink(shown(input.id).id, input.role)),
      sign: os.signing.sign.handler(({ input, context }) => signRecord(core, open(), order(context, 'signing.sign', input), { ...input, id: shown(input.id).id })),
      sheet: os.signing.sheet.handler(async ({ input, context }) => pdfBlob(await sheetForInk(core, open(), order(context, 'signing.sheet', input), { ...input, to: receiverToLog(open(), input) }))),
      takePaper: os.signing.takePaper.handler(({ input, context }) => takePaper(core, open(), order(context, 'signing.takePaper', input), input)),
    },
    handover: {
      begin: os.handover.begin.handler(({ input, context }) => {
        beginHandover(core, open(), input.id, context.command);
        return core.status();
      }),
      refuse: os.handover.refuse.handler(({ input, context }) => refuseToSign(core, open(), order(context, 'handover.refuse', input), { ...input, id: handed(input.id) })),
      survey: os.handover.survey.handler(({ input }) => surveyAbout(open(), handed(input.id))),
      answerSurvey: os.handover.answerSurvey.handler(({ input, context }) => {
        answerSurvey(open(), order(context, 'handover.answerSurvey', input), { ...input, id: handed(input.id) });
        return null;
      }),
      declineSurvey: os.handover.declineSurvey.handler(({ input, context }) => {
        declineSurvey(open(), order(context, 'handover.declineSurvey', input), { ...input, id: handed(input.id) });
        return null;
      }),
      end: os.handover.end.handler(async ({ input, context }) => {
        await endHandover(core, open(), context.command, input.secret);
        return core.status();
      }),
    },
    papers: {
      pdf: os.papers.pdf.handler(async ({ input }) => pdfBlob(await previewOf(core, open(), record(input.id), input.copies))),
      printers: os.papers.printers.handler(() => core.printing.list()),
      print: os.papers.print.handler(({ input, context }) => printCopies(core, open(), order(context, 'papers.print', input), input)),
      save: os.papers.save.handler(async ({ input, context }) => pdfBlob(await saveCopies(core, open(), order(context, 'papers.save', input), input))),
      register: os.papers.register.handler(({ input }) => open().store.read.copies(input.offset, input.limit)),
      export: os.papers.export.handler(({ input, context }) => {
        const station = open();
        const to = receiverToLog(station, input);
        const text = recordExport(station, record(input.id));
        station.recorder.onceOf(order(context, 'papers.export', input), () => station.recorder.change(station.author, input.id, () => ok([{ kind: 'released', what: 'export', to }])));
        return new Blob([text], { type: 'application/json' });
      }),
      exportList: os.papers.exportList.handler(({ input, context }) => exportList(open(), order(context, 'papers.exportList', input), { ...input, to: receiverToLog(open(), input) })),
    },
    lists: {
      filters: os.lists.filters.handler(() => filtersOf(open())),
      saveFilter: os.lists.saveFilter.handler(({ input }) => saveFilter(open(), input)),
      dropFilter: os.lists.dropFilter.handler(({ input }) => dropFilter(open(), input.id)),
    },
    boards: {
      day: os.boards.day.handler(() => dayBoardOf(core)),
      manager: os.boards.manager.handler(() => managerBoardOf(open(), core.now())),
      sites: os.boards.sites.handler(notHere), exportSites: os.boards.exportSites.handler(notHere),
      behind: os.boards.behind.handler(({ input }) => behindBoard(open(), input)),
      exportDay: os.boards.exportDay.handler(({ input, context }) => exportBoard(open(), order(context, 'boards.exportDay', input), dayBoardOf(core), 'day', { ...input, receiver: receiverToLog(open(), { ...input, to: input.receiver }) })),
      exportManager: os.boards.exportManager.handler(({ input, context }) => exportBoard(open(), order(context, 'boards.exportManager', input), managerBoardOf(open(), core.now()), 'manager', { ...input, receiver: receiverToLog(open(), { ...input, to: input.receiver }) })),
    },
    reports: {
      periods: os.reports.periods.handler(() => periodsOfReports(open(), core.now())),
      draft: os.reports.draft.handler(({ input }) => draftOf(open(), ofStation(input), core.now())),
      sheet: os.reports.sheet.handler(({ input }) => sheetOf(open(), ofStation(input), core.now())),
      start: os.reports.start.handler(({ input, context }) => startPaper(open(), order(context, 'reports.start', input), input)),
      write: os.reports.write.handler(({ input, context }) => writeChapter(open(), order(context, 'reports.write', input), input)),
      behind: os.reports.behind.handler(({ input }) => behindFigure(open(), ofStation(input), core.now())),
      exportFile: os.reports.exportFile.handler(({ input, context }) => exportReport(open(), order(context, 'reports.exportFile', input), { ...ofStation(input), receiver: receiverToLog(open(), { ...input, to: input.receiver }) }, core.now(), fontsFolder)),
    },
    processes: {
      calendar: os.processes.calendar.handler(({ input }) => calendarOf(open(), input.from, input.to)),
      response: os.processes.response.handler(({ input }) => responseTo(open(), input.kind, core.now())),
      knownErrors: os.processes.knownErrors.handler(async ({ input }) => knownErrorsOf(await searchable(), input.text, input.limit)),
      impact: os.processes.impact.handler(({ input }) => impactOn(open(), input.id)),
      compareBaselines: os.processes.compareBaselines.handler(({ input }) => compareBaselines(open(), input.before, input.after, core.now())),
      exportComparison: os.processes.exportComparison.handler(({ input, context }) =>
        exportComparison(open(), order(context, 'processes.exportComparison', input), compareBaselines(open(), input.before, input.after, core.now()), input.lang, receiverToLog(open(), input))),
      money: os.processes.money.handler(() => moneyBoard(open(), core.now())),
    },
    imports: {
      preview: os.imports.preview.handler(async ({ input }) => previewImport(open(), input, accepted(await readTable(await bytesOf(input.file))), core.now())),
      run: os.imports.run.handler(async ({ input, context }) => {
        const table = accepted(await readTable(await bytesOf(input.file)));
        return runImport(open(), order(context, 'imports.run', input), input, table, core.now());
      }),
      tryRecords: os.imports.tryRecords.handler(({ input }) => takeRecords(open(), input, true, core.now)),
      takeRecords: os.imports.takeRecords.handler(({ input }) => takeRecords(open(), input, false, core.now)),
      keepMapping: os.imports.keepMapping.handler(({ input }) => keepMapping(open(), input)),
    },
    documents: {
      register: os.documents.register.handler(({ input }) => registerPage(open(), input)),
      exportRegister: os.documents.exportRegister.handler(({ input, context }) => exportRegister(core, open(), order(context, 'documents.exportRegister', input), { ...input, recipient: receiverToLog(open(), { ...input, to: input.recipient }) })),
      template: os.documents.template.handler(async ({ input }) => {
        const template = templates.find(({ id }) => id === input.template);
        if (!template) throw refused('not-found', { field: 'template' });
        return new Blob([(await templateToDocx(template, input.stage)) as Uint8Array<ArrayBuffer>], { type: 'application/vnd.openxmlformats-officedocument.wordprocessingml.document' });
      }),
      bundle: os.documents.bundle.handler(({ input, context }) => bundleBlob(core, open(), order(context, 'documents.bundle', input), { ...input, recipient: receiverToLog(open(), { ...input, to: input.recipient }) })),
      startHandover: os.documents.startHandover.handler(({ input, context }) => startHandover(core, open(), order(context, 'documents.startHandover', input), input)),
      searchFiles: os.documents.searchFiles.handler(({ input }) => searchFiles(open(), input.text, input.limit)),
      recipients: os.documents.recipients.handler(() => recipientsOf(open())),
      unconfirmed: os.documents.unconfirmed.handler(({ input }) => unconfirmedReceivers(open(), input.to)),
      mailDraft: os.documents.mailDraft.handler(({ input, context }) => draftMail(core, open(), order(context, 'documents.mailDraft', input), input)),
      mailSend: os.documents.mailSend.handler(({ input, context }) => queueMail(core, open(), order(context, 'documents.mailSend', input), input)),
      outbox: os.documents.outbox.handler(() => outboxOf(open())),
      cancelMail: os.documents.cancelMail.handler(({ input }) => cancelMail(open(), input.id)),
      sendWaiting: os.documents.sendWaiting.handler(async () => ({ sent: await sendWaiting(core, open()) })),
      mailServer: os.documents.mailServer.handler(() => {
        const server = mailServer(open());
        return server && { host: server.host, port: server.port, secure: server.secure, ...(server.plain && { plain: true }), ...(server.user !== undefined && { user: server.user }), from: server.from };
      }),
      setMailServer: os.documents.setMailServer.handler(({ input }) => {
        setMailServer(open(), input.server);
        return null;
      }),
    },
    sync: {
      status: os.sync.status.handler(() => open().sync.status()),
      enrol: os.sync.enrol.handler(async ({ input }) => accepted(await open().sync.enrol(input.address, input.code))),
      now: os.sync.now.handler(() => open().sync.now()),
      rotate: os.sync.rotate.handler(async () => accepted(await open().sync.rotate())),
    },
    ferry: {
      status: os.ferry.status.handler(() => ferryState(open())),
      export: os.ferry.export.handler(({ input }) => exportTo(core, open(), input.folder)),
      cancel: os.ferry.cancel.handler(() => {
        cancelExport(open());
        return null;
      }),
      receive: os.ferry.receive.handler(({ input }) => receiveReceipt(core, open(), input.file)),
    },
    line: {
      get: os.line.get.handler(() => lineOf(open())),
      set: os.line.set.handler(({ input }) => changeLine(open(), input)),
      cancel: os.line.cancel.handler(async () => {
        await open().sync.cancel();
        return null;
      }),
    },
    // the middleware has refused before these are reached
    headquarters: {
      stations: os.headquarters.stations.handler(notHere), dispatch: os.headquarters.dispatch.handler(notHere), reassign: os.headquarters.reassign.handler(notHere), void: os.headquarters.void.handler(notHere), decide: os.headquarters.decide.handler(notHere),
    },
  });

  /** The record on the customer's screen; in the hand-over, no other. */
  function shown(id: string) {
    if (core.handover && id !== core.handover.record) throw refused('handover-active');
    return record(id);
  }
  function handed(id: string): string {
    if (!core.handover) throw refused('no-handover');
    return shown(id).id;
  }
};
