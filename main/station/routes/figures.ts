import { exportComparison } from '../../processes/comparisonFile.ts';
import { calendarOf, compareBaselines, impactOn, knownErrorsOf, moneyBoard, responseTo } from '../../processes/questions.ts';
import { behindBoard, dayBoardOf, exportBoard, keptOf, managerBoardOf } from '../../board/questions.ts';
import { behindFigure, draftOf, exportReport, periodsOfReports, sheetOf } from '../../report/questions.ts';
import { startPaper, writeChapter } from '../../report/signing.ts';
import { agendaOf, exportAgenda, figuresOf, lastContactOf, remindersOf, setLead } from '../../agenda/questions.ts';
import { receiverToLog } from '../../documents/receivers.ts';
import { arrivalsOf, seeArrivals } from '../arrivals.ts';
import { notHere, ofStation, type Routing } from './routing.ts';

/** What is due, and what the records add up to. Thin: every procedure is one call into the rooms behind it. */
export const figureRoutes = ({ core, os, open, searchable, fontsFolder, order }: Routing) => ({
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
    arrivals: os.desk.arrivals.handler(() => arrivalsOf(open())),
    seeArrivals: os.desk.seeArrivals.handler(({ input }) => {
      seeArrivals(open(), input.ids);
      return null;
    }),
    lastContact: os.desk.lastContact.handler(({ input }) => lastContactOf(open(), input.caller)),
  },
  boards: {
    day: os.boards.day.handler(() => dayBoardOf(core)),
    manager: os.boards.manager.handler(({ input }) => managerBoardOf(open(), core.now(), input.quarter)),
    sites: os.boards.sites.handler(notHere), exportSites: os.boards.exportSites.handler(notHere),
    kept: os.boards.kept.handler(({ input }) => keptOf(open(), core.now(), ofStation(input))),
    behind: os.boards.behind.handler(({ input }) => behindBoard(open(), input)),
    exportDay: os.boards.exportDay.handler(({ input, context }) => exportBoard(open(), order(context, 'boards.exportDay', input), dayBoardOf(core), 'day', { ...input, receiver: receiverToLog(open(), { ...input, to: input.receiver }) })),
    exportManager: os.boards.exportManager.handler(({ input, context }) => exportBoard(open(), order(context, 'boards.exportManager', input), managerBoardOf(open(), core.now(), input.quarter), 'manager', { ...input, receiver: receiverToLog(open(), { ...input, to: input.receiver }) })),
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
});
