import { daysBetween, mondayOf, msToMinute, msToSecond, startOfDay } from '../../domain/clocks/shanghai.ts';
import { beginHandover } from '../station/customer.ts';
import type { Kdf } from '../station/keyring.ts';
import { createStation } from '../station/station.ts';
import { comments, declineReasons, poorComments, supervisors } from './cases.ts';
import { createMoves, type Moves } from './moves.ts';
import { processPapers } from './processPapers.ts';
import { assurancePapers } from './assurancePapers.ts';
import { documentPapers } from './documentPapers.ts';
import { paperSteps, type DeskPart } from './papers.ts';
import { daysOf, planOrders, planSheets, type OrderPlan, type SheetPlan } from './month.ts';
import { drawCurve } from './picture.ts';
import { between, createRandom, oneOf, wholeBetween, type Random } from './random.ts';
import { reportSteps } from './reports.ts';
import { fillSheet } from './sheets.ts';

/** The secrets of the demo, printed when the folder is filled: there is nothing in it to protect. */
export const demoPassphrase = 'sanlian-demo';
export const demoPin = '2580';
const people = {
  manager: { name: '赵敏', role: 'projectManager', phone: '13900000001' },
  first: { name: '张伟', role: 'engineer', phone: '13900000002' },
  second: { name: '周凯', role: 'engineer', phone: '13900000003' },
  quality: { name: '孙丽', role: 'qualityManager', phone: '13900000004' },
} as const;
const supervisor = supervisors[0];

export type DemoOptions = {
  readonly dataFolder: string;
  readonly assetsFolder: string;
  readonly version: string;
  /** about how many orders (default 62); the sheets follow from the calendar */
  readonly orders?: number;
  /** how many of the month's newest sheets (default all) */
  readonly sheets?: number;
  /** epoch ms the month ends at (default now) */
  readonly now?: number;
  readonly paperWorkerFile?: string;
  /** what a passphrase costs to try (default: the station's own) */
  readonly kdf?: Kdf;
  /** told in words how far it is */
  readonly say?: (line: string) => void;
};
export type DemoSummary = { readonly orders: number; readonly sheets: number; readonly surveys: number; readonly days: number };

/** A clock that the demo moves through the month; it never goes back. */
const createMovedClock = (from: number) => {
  let ms = from;
  return {
    now: () => ms,
    // the station is started every morning at eight
    mono: () => ms - Date.parse(startOfDay(msToSecond(ms).slice(0, 10))) - 8 * 3_600_000,
    moveTo: (at: number) => void (ms = Math.max(ms, at)),
    pause: (seconds: number) => void (ms += seconds * 1000),
  };
};

/** A step without a desk part is the engineer's whose week it is. */
type Step = { readonly at: number; readonly by?: DeskPart; readonly run: () => Promise<void> };
type Desk = { readonly moves: Moves; readonly random: Random; readonly pause: (seconds: number) => void; /** the customer gives the screen back */ readonly takeBack: () => void; readonly handOver: (id: string) => void; engineer: string };

const logText = (plan: OrderPlan): string =>
  Array.from({ length: 40 }, (_, i) => {
    const at = msToSecond(plan.requested + i * 7000).slice(0, 19).replace('T', ' ');
    return i % 9 === 4 ? `${at} WARN  [${plan.theCase.system}] slow request 12${i}07 ms, queue ${i}` : `${at} INFO  [${plan.theCase.system}] request done in ${180 + i * 3} ms`;
  }).join('\n');

const startOrder = async ({ moves, engineer, random }: Desk, plan: OrderPlan): Promise<string> => {
  const { theCase, caller } = plan;
  const made = await moves.create('service-order', {
    type: theCase.type, urgency: theCase.urgency ?? 'normal', department: caller.department, contact: caller.contact, phone: caller.phone, place: caller.place,
    channel: oneOf(random, ['phone', 'phone', 'mobile', 'email', 'oral', 'letter']), requestedAt: msToMinute(plan.requested), wantedAt: msToMinute(plan.arrived + 15 * 60_000),
    engineer, request: theCase.request, system: theCase.system, ...(theCase.side ? { side: theCase.side } : {}),
  });
  return made.id;
};

const finishOrder = async ({ moves, random, pause }: Desk, plan: OrderPlan, id: string): Promise<void> => {
  const { theCase } = plan;
  await moves.edit(id, {
    host: plan.host, departedAt: msToMinute(plan.arrived - wholeBetween(random, 5, 7) * 60_000), finishedAt: msToMinute(plan.finished), work: theCase.work,
    dataTouched: theCase.dataTouched, result: theCase.result ?? 'solved',
    ...(theCase.diagnosis ? { diagnosis: theCase.diagnosis } : {}), ...(theCase.changed ? { changed: theCase.changed } : {}), ...(theCase.tools ? { tools: theCase.tools } : {}),
    ...(theCase.leftover ? { leftover: theCase.leftover } : {}), ...(theCase.advice ? { advice: theCase.advice } : {}), ...(theCase.affected ? { affected: theCase.affected } : {}),
  });
  pause(30);
  if (theCase.file === 'log') await moves.attach(id, `${theCase.system}-${msToMinute(plan.requested).slice(0, 10)}.log`, new TextEncoder().encode(logText(plan)));
  if (theCase.file === 'curve') {
    const curve = Array.from({ length: 96 }, (_, i) => Math.min(99, 38 + 20 * Math.sin(i / 9) + (i > 50 && i < 66 ? 38 : 0) + between(random, 0, 6)));
    await moves.attach(id, '监控截图.png', drawCurve(curve, 90));
  }
};

const askSurvey = async ({ moves: { client }, random, pause }: Desk, plan: OrderPlan, id: string): Promise<void> => {
  await client.handover.survey({ id });
  pause(35);
  if (plan.no % 9 === 5) return void (await client.handover.declineSurvey({ id, reason: oneOf(random, declineReasons) }));
  const poor = plan.no % 17 === 8;
  const mark = (): number => (poor ? wholeBetween(random, 1, 3) : oneOf(random, [5, 5, 5, 5, 4, 4, 3]));
  const marks = { promptness: mark(), skill: mark(), attitude: poor ? 3 : 5, outcome: mark(), paperwork: oneOf(random, [5, 5, 4]) };
  await client.handover.answerSurvey({ id, marks, comment: oneOf(random, poor ? poorComments : comments) });
};

const signOrder = async (desk: Desk, plan: OrderPlan, id: string, withSurvey = true): Promise<void> => {
  const { moves, takeBack, handOver, engineer, random, pause } = desk;
  const { place } = plan.caller;
  await moves.sign(id, { role: 'engineer', name: engineer, post: '服务工程师', place });
  if (plan.fate === 'engineer-signed') return;
  const signer = oneOf(random, supervisors);
  handOver(id);
  if (plan.fate === 'refused-first') {
    await moves.client.handover.refuse({ id, role: 'supervisor', name: signer.name, reason: '处理步骤未写明验证人，请补充后再签。' });
    takeBack();
    await moves.move(id, 'rework', '按客户要求补充验证人');
    pause(180);
    await moves.edit(id, { work: `${plan.theCase.work}（由${plan.caller.department}${plan.caller.contact}现场验证）` });
    await moves.move(id, 'submit');
    await moves.sign(id, { role: 'engineer', name: engineer, post: '服务工程师', place });
    handOver(id);
  }
  await moves.sign(id, { role: 'supervisor', ...signer, place });
  if (withSurvey) await askSurvey(desk, plan, id);
  takeBack();
  if (plan.no % 2 === 0) await moves.saveCopies(id, [1, 2, 3]);
  if (plan.no % 20 === 4) await moves.saveCopies(id, [1], '甲方联污损，补打');
};

const correct = async (desk: Desk, plan: OrderPlan, old: string): Promise<void> => {
  const { moves, pause } = desk;
  const made = await moves.create('service-order', { work: `${plan.theCase.work}\n更正：影响人数原记录有误，经与${plan.caller.department}核对更正。`, affected: (plan.theCase.affected ?? 0) + 12 }, old);
  for (const step of ['dispatch', 'start', 'submit']) {
    pause(20);
    await moves.move(made.id, step);
  }
  await signOrder(desk, { ...plan, fate: 'archived', no: 1 }, made.id, false);
};

const orderSteps = (desk: Desk, plan: OrderPlan, tryLink: (id: string) => Promise<void>): Step[] => {
  const { moves } = desk;
  const { fate } = plan;
  const steps: Step[] = [];
  let id = '';
  const then = (at: number, run: () => Promise<unknown>) => steps.push({ at, run: async () => void (await run()) });
  const minutes = 60_000;
  then(plan.requested + 3 * minutes, async () => {
    id = await startOrder(desk, plan);
    if (plan.theCase.type === 'fault') await tryLink(id);
  });
  if (fate === 'draft') return steps;
  then(plan.requested + 5 * minutes, () => moves.move(id, 'dispatch'));
  if (fate === 'dispatched') return steps;
  if (fate === 'void') {
    then(plan.arrived, () => moves.move(id, 'void', plan.no % 2 === 0 ? '与上一张服务单重复' : '申请部门撤回请求'));
    return steps;
  }
  then(plan.arrived, () => moves.move(id, 'start'));
  if (fate === 'working') return steps;
  then(plan.finished, async () => {
    await finishOrder(desk, plan, id);
    await moves.move(id, 'submit');
  });
  if (fate === 'unsigned') return steps;
  then(plan.finished + 4 * minutes, () => signOrder(desk, plan, id));
  if (fate === 'engineer-signed') return steps;
  if (fate === 'corrected') then(plan.finished + 22 * minutes, () => correct(desk, plan, id));
  if (Number.isFinite(plan.archived)) then(plan.archived, () => moves.move(id, 'archive'));
  return steps;
};

const sheetSteps = (desk: Desk, plan: SheetPlan, profile: Awaited<ReturnType<Moves['client']['station']['profile']>>, depth: 'inspector' | 'signed' | 'archived', noticed: (id: string) => void): Step[] => {
  const { moves } = desk;
  const template = profile.templates.find((t) => t.id === plan.template);
  if (!template) return [];
  let id = '';
  const steps: Step[] = [{
    at: plan.at,
    run: async () => {
      const sheet = fillSheet(template, { dayNo: plan.dayNo, round: plan.round, at: msToMinute(plan.at), random: desk.random });
      const made = await moves.create('inspection', {
        template: plan.template, day: plan.day, round: plan.round, inspectedAt: msToMinute(plan.at), target: template.target.zh, engineer: desk.engineer, ...sheet,
        ...(plan.template === 'app-daily' ? {} : { host: plan.template === 'db-daily' ? 'db-01 / 10.10.8.21' : 'app-01 / 10.10.4.11' }),
      });
      ({ id } = made);
      desk.pause(240);
      await moves.move(id, 'submit');
      await moves.sign(id, { role: 'inspector', name: desk.engineer, post: '服务工程师', place: '3 层机房' });
      if (sheet.readings.some((r) => r.value === 'abnormal' || (r.alarm !== undefined && r.worse === 'high' && typeof r.value === 'number' && r.value >= r.alarm))) noticed(id);
    },
  }];
  if (depth === 'inspector') return steps;
  steps.push({
    at: plan.at + 12 * 60_000,
    run: async () => {
      desk.handOver(id);
      await moves.sign(id, { role: 'supervisor', ...supervisor, place: '3 层机房' });
      desk.takeBack();
    },
  });
  if (depth === 'archived') steps.push({ at: plan.at + 24 * 3_600_000 + 20 * 60_000, run: async () => void (await moves.move(id, 'archive')) });
  return steps;
};

/**
 * Fills a new data folder with a month of work that ends at `now`: every record is made by the station's own commands, under a clock
 * moved from step to step. The same options and day give the same month. Rejects with the station's refusal when the folder already has
 * a station (`already-set-up`) or cannot be written.
 */
export const fillDemo = async (options: DemoOptions): Promise<DemoSummary> => {
  const { now = Date.now(), orders: orderCount = 62, say = () => undefined } = options;
  const days = daysOf(now);
  const clock = createMovedClock(Date.parse(`${days[0]}T08:05:00+08:00`));
  const random = createRandom(20_210_927);
  const station = await createStation({
    dataFolder: options.dataFolder, assetsFolder: options.assetsFolder, shell: 'loopback', version: options.version, clock, autoSync: false, paperWorkerFile: options.paperWorkerFile, ...(options.kdf ? { kdf: options.kdf } : {}),
  });
  try {
    const moves = createMoves(station, { random, now: clock.now, pause: clock.pause });
    const { client } = moves;
    await client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: 'BJ01', account: { ...people.manager, passphrase: demoPassphrase } });
    await Promise.all([people.first, people.second, people.quality].map((person) => client.station.addAccount({ ...person, passphrase: demoPassphrase })));
    const accounts = await client.station.accounts();
    // the manager last: his is the desk that the month begins at
    for (const { id } of accounts.toSorted((a, b) => Number(a.name === people.manager.name) - Number(b.name === people.manager.name))) {
      await client.station.unlock({ account: id, passphrase: demoPassphrase });
      await client.station.setPin({ passphrase: demoPassphrase, pin: demoPin });
    }
    const profile = await client.station.profile();
    // the hand-over without its two slow answers: the day's reckoning for the frame, and the derivation of a secret, two hundred times each
    const handOver = (id: string) => beginHandover(station.core, station.core.open(), id);
    const takeBack = () => void (station.core.handover = null);
    const desk: Desk = { moves, random, pause: clock.pause, takeBack, handOver, engineer: '' };

    let noticedSheet: string | null = null;
    const linkToSheet = async (id: string): Promise<void> => {
      if (!noticedSheet) return;
      await client.records.execute({ kind: 'link', id, to: noticedSheet, rel: 'follows' });
      noticedSheet = null;
    };
    const orders = planOrders(orderCount, now, station.core.open().calendar, random);
    const allSheets = planSheets(profile, now, station.core.open().calendar, random);
    const sheets = allSheets.slice(-(options.sheets ?? allSheets.length));
    const workdays = days.filter((day) => station.core.open().calendar.dayKind(day).working && Date.parse(`${day}T18:30:00+08:00`) < now);
    const papers = [...assurancePapers, ...documentPapers, ...processPapers].toSorted((a, b) => a.when - b.when || a.clock.localeCompare(b.clock));
    const steps: Step[] = [
      ...paperSteps(papers, desk, workdays, profile),
      ...reportSteps(desk, workdays, profile, station.core.open().calendar),
      ...orders.flatMap((plan) => orderSteps(desk, plan, linkToSheet)),
      ...sheets.flatMap((plan, i) => sheetSteps(desk, plan, profile, i >= sheets.length - 5 ? 'inspector' : i >= sheets.length - 22 ? 'signed' : 'archived', (id) => {
        noticedSheet = id;
      })),
    ].filter((step) => step.at < now - 5 * 60_000).sort((a, b) => a.at - b.at);

    const onShift = async (part: DeskPart): Promise<void> => {
      const week = daysBetween(mondayOf(days[0]!), msToSecond(clock.now()).slice(0, 10)) / 7;
      const person = part === 'manager' ? people.manager : Math.floor(week) % 2 === 0 ? people.first : people.second;
      if (desk.engineer === person.name) return;
      const account = accounts.find((a) => a.name === person.name)!;
      await client.station.unlock({ account: account.id, passphrase: demoPassphrase });
      desk.engineer = person.name;
    };
    let told = 0;
    for (const [i, step] of steps.entries()) {
      clock.moveTo(step.at);
      // the clock leaps, the people do not leave: no idle lock in between
      station.core.touch();
      await onShift(step.by ?? 'engineer');
      await step.run();
      const part = Math.floor(((i + 1) / steps.length) * 4);
      if (part > told) say(`示例数据 demo ${part * 25}%`);
      told = part;
    }
    const counts = station.core.open().store.read.countByForm();
    say(`示例账号 demo accounts: ${Object.values(people).map((p) => p.name).join('、')} · 口令 passphrase ${demoPassphrase} · PIN ${demoPin}`);
    return { orders: counts['service-order'] ?? 0, sheets: counts['inspection'] ?? 0, surveys: counts['survey'] ?? 0, days: days.length };
  } finally {
    await station.close();
  }
};
