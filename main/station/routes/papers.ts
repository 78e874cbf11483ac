import { ok } from '../../../domain/result.ts';
import { receiverToLog, unconfirmedReceivers } from '../../documents/receivers.ts';
import { bundleBlob } from '../../documents/bundle.ts';
import { exportRegister, registerPage, startHandover } from '../../documents/register.ts';
import { searchFiles } from '../../documents/readFiles.ts';
import { cancelMail, draftMail, mailServer, outboxOf, queueMail, recipientsOf, sendWaiting, setMailServer } from '../../documents/mail.ts';
import { answerSurvey, beginHandover, declineSurvey, endHandover, refuseToSign, signRecord, surveyAbout } from '../customer.ts';
import { exportList } from '../listExport.ts';
import { exportToSign, openSignFile, signVisit, takeSignature, visitDocument, visitFile } from '../signingFiles.ts';
import { sheetForInk, takePaper, takeReturn } from '../paperSigning.ts';
import { previewOf, printCopies, recordExport, saveCopies, signingDocument } from '../paperwork.ts';
import { templates } from '../../../domain/library/library.ts';
import { templateToDocx } from '../../library/templateDocx.ts';
import { refused } from '../../../domain/refused.ts';
import { jsonBlob, ofStation, pdfBlob, type Routing } from './routing.ts';

/** What is signed, printed, registered and sent. Thin: every procedure is one call into the rooms behind it. */
export const paperRoutes = ({ core, os, open, order, record, shown, handed }: Routing) => ({
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
    exportFile: os.signing.exportFile.handler(async ({ input, context }) => jsonBlob(await exportToSign(open(), order(context, 'signing.exportFile', input), { ...input, to: receiverToLog(open(), input) }))),
    openFile: os.signing.openFile.handler(({ input }) => openSignFile(core, open(), input.file)),
    visitDocument: os.signing.visitDocument.handler(() => pdfBlob(visitDocument(open()))),
    visitFile: os.signing.visitFile.handler(({ input }) => new Blob([visitFile(open(), input.sha256)])),
    signFile: os.signing.signFile.handler(({ input, context }) => jsonBlob(signVisit(core, open(), order(context, 'signing.signFile', input), input))),
    takeFile: os.signing.takeFile.handler(({ input, context }) => takeSignature(open(), order(context, 'signing.takeFile', input), input)),
    takePaper: os.signing.takePaper.handler(({ input, context }) => takePaper(core, open(), order(context, 'signing.takePaper', input), input)),
    returnPaper: os.signing.returnPaper.handler(({ input, context }) => takeReturn(core, open(), order(context, 'signing.returnPaper', input), input)),
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
    exportList: os.papers.exportList.handler(({ input, context }) => exportList(open(), order(context, 'papers.exportList', input), { ...input, to: receiverToLog(open(), input), now: core.now() })),
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
    unconfirmed: os.documents.unconfirmed.handler(({ input }) => unconfirmedReceivers(open(), ofStation(input).to)),
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
});
