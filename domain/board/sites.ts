import { percentOf } from '../report/figure.ts';
import { gradeShares } from '../report/figures/incidents.ts';
import { satisfactionFigures } from '../report/figures/satisfaction.ts';
import { serviceLevels } from '../report/figures/sla.ts';
import { reportTogether } from '../report/together.ts';
import { replyClock } from '../desk/figures.ts';
import { text, type Text } from '../text/text.ts';
import { apartTogether } from './apart.ts';
import type { Board, BoardCell, BoardFigure, BoardPanel, Selection } from './board.ts';
import { judgedUntil } from './quarter.ts';
import { isOver, managerBoard, type ManagerInput } from './manager.ts';
import { dutiesKept } from './panels.ts';

/** How headquarters stands with one station: `silent` when it has not been heard of for too long. Times are ISO. */
export type StationStanding = { readonly code: string; readonly site: string | null; /** who wrote there last */ readonly person: string | null; readonly lastContact: string | null; readonly unsent: number | null; readonly unsentFiles: number | null; readonly silent: boolean; /** its log parted from what headquarters has, or is an older one put back: a person has to decide */ readonly trouble: 'frozen' | 'behind' | null };
export type SiteInput = { readonly code: string; readonly name: Text; readonly input: ManagerInput; /** records with two versions to decide about */ readonly conflicts: readonly string[]; readonly stations: readonly StationStanding[] };
/** The pages beside the window that say more. */
const pages = { stations: '/stations', conflicts: '/conflicts' } as const;

/** Hours without a word after which a station is called silent: longer than a night and a morning on the client's network. */
export const silentHours = 72;

const sum = (values: readonly number[]): number => values.reduce((all, value) => all + value, 0);

/** A tally of several sites as one. */
const together = (tallies: readonly (readonly { readonly key: string; readonly n: number }[])[]) => {
  const counts = new Map<string, number>();
  for (const { key, n } of tallies.flat()) counts.set(key, (counts.get(key) ?? 0) + n);
  return [...counts].map(([key, n]) => ({ key, n }));
};

/**
 * What a board of all sites is made of. Each site's rounds and turns were reckoned by themselves, for each owes its own; a fault keeps the grade it has
 * by the contract of its own site. `whole`: the contract and the name they stand under, and the money of all together.
 */
export const mergeSites = (inputs: readonly ManagerInput[], whole: Pick<ManagerInput['report'], 'profile' | 'site'> & Pick<ManagerInput, 'money'>): ManagerInput => {
  const [first] = inputs;
  if (!first) throw new RangeError('a board of no site');
  const clocks = new Map<string, { clock: string; met: number; missed: number }>();
  for (const { clock, met, missed } of inputs.flatMap(({ judged }) => judged)) {
    const of = clocks.get(clock) ?? { clock, met: 0, missed: 0 };
    clocks.set(clock, { clock, met: of.met + met, missed: of.missed + missed });
  }
  return {
    ...first, money: whole.money,
    report: reportTogether(inputs.map(({ report }) => report), { profile: whole.profile, site: whole.site }),
    days: new Map([...first.days.keys()].map((form) => [form, together(inputs.map(({ days }) => days.get(form) ?? []))])),
    kinds: { ...first.kinds, tally: together(inputs.map(({ kinds }) => kinds.tally)) },
    apart: apartTogether(inputs.map(({ apart }) => apart)), openClocks: inputs.flatMap(({ openClocks }) => openClocks), judged: [...clocks.values()], rounds: inputs.flatMap(({ rounds }) => rounds), turns: inputs.flatMap(({ turns }) => turns),
  };
};

/** Every number of a board opens the records of one site. */
const atSite = (board: Board, site: string): Board => {
  const of = (records: Selection): Selection => (records.kind === 'papers' || records.kind === 'rounds' || records.kind === 'clocks' ? { ...records, site } : records);
  const opened = <T extends { readonly records?: Selection }>(each: T): T => (each.records ? { ...each, records: of(each.records) } : each);
  return { ...board, figures: board.figures.map(opened), panels: board.panels.map((panel) => ({ ...panel, rows: panel.rows.map((cells) => cells.map(opened)) })) };
};

const right = (label: Text, weight = 2) => ({ label, align: 'right' as const, weight });
const ids = (of: readonly string[]): BoardCell => (of.length > 0 ? { value: of.length, records: { kind: 'ids', ids: of } } : { value: 0 });
const share = (part: number, whole: number): string => (whole === 0 ? '—' : `${part} / ${whole}`);

/** Sites side by side: what was kept, what happened and, of a quarter that is not `over`, what presses and what headquarters has not yet. */
const sitesPanel = (sites: readonly SiteInput[], isManager: boolean, over: boolean): BoardPanel => {
  // a site may have faults without a grade, or of a grade another contract does not know: every site has the same columns
  const graded = sites.map((site) => ({ ...site, byGrade: gradeShares(site.input.report) }));
  const heads = [...new Set(graded.flatMap(({ byGrade }) => byGrade.map(({ key }) => key)))];
  const rows = graded.map(({ code, name, input, conflicts, stations, byGrade }) => {
    const { report, openClocks, judged, edges: [past, now, soon] } = input;
    const clocks = serviceLevels(report.profile).map(({ id }) => id);
    const open = (edge: number): number => sum(openClocks.filter((each) => each.edge === edge && clocks.includes(each.clock)).map(({ n }) => n));
    const counts = [open(0), open(1)] as const;
    const opened = (value: number, from: string, to: string): BoardCell => (value > 0 ? { value, records: { kind: 'clocks', clocks, from, to, which: 'open', site: code } } : { value });
    const grades = new Map(byGrade.map((each) => [each.key, each.ids]));
    const replies = judged.find(({ clock }) => clock === replyClock);
    const rounds = dutiesKept(input.rounds, [], report.period);
    const satisfaction = satisfactionFigures(report).find(({ id }) => id === 'satisfaction.csat')!;
    const [met, all] = [sum(judged.map((each) => each.met)), sum(judged.map((each) => each.met + each.missed))];
    const rate = percentOf(met, all);
    const cells: readonly BoardCell[] = [
      { value: text(`${code} ${name.zh}`, `${code} ${name.en}`), site: code },
      ...(over ? [] : [opened(counts[0], past, now), opened(counts[1], now, soon)]),
      { value: rate === null ? '—' : `${rate}%` },
      ...heads.map((key) => ids(grades.get(key) ?? [])),
      { value: replies ? share(replies.met, replies.met + replies.missed) : '—', ...(replies && { records: { kind: 'clocks' as const, clocks: [replyClock], from: `${report.period.from}T00:00:00+08:00`, to: judgedUntil(report.period, now), which: replies.missed > 0 ? 'missed' as const : 'met' as const, site: code } }) },
      { value: share(sum(rounds.map(({ kept }) => kept)), sum(rounds.map(({ due }) => due))) },
      { value: satisfaction.value === null ? '—' : `${satisfaction.value}%`, ...(satisfaction.ids.length > 0 && { records: { kind: 'ids' as const, ids: satisfaction.ids } }) },
      ...(over ? [] : [{ value: sum(stations.map(({ unsent }) => unsent ?? 0)), page: pages.stations }, ids(conflicts)]),
      ...(isManager ? [{ value: input.money?.totals.contractor.byMonthEnd ?? '—' }] : []),
    ];
    return { code, counts, cells };
  });
  const chart = over || rows.length < 2 || rows.every(({ counts }) => sum(counts) === 0) ? null : {
    id: 'sites', kind: 'bars' as const, title: text('未办结的期限（按现场）', 'Deadlines still running, by site'), unit: text('项', 'deadlines'), categories: rows.map(({ code }) => text(code, code)), limits: [], table: 'sites', whole: true,
    series: [{ label: text('已超期', 'Overdue'), values: rows.map(({ counts }) => counts[0]), tone: 'alarm' as const }, { label: text('3 日内', 'Within 3 days'), values: rows.map(({ counts }) => counts[1]), tone: 'warn' as const }],
  };
  return {
    id: 'sites', title: text('各现场', 'Sites'), note: over ? text('全季，逐个现场；点现场看它自己的看板。', 'The whole quarter, site by site; a site opens its own board.') : text('本季度至今，逐个现场；点现场看它自己的看板。', 'This quarter so far, site by site; a site opens its own board.'), empty: text('还没有现场传来记录。', 'No site has sent a record yet.'), chart,
    columns: [
      { label: text('现场', 'Site'), weight: 5 }, ...(over ? [] : [right(text('超期', 'Overdue')), right(text('3 日内', 'In 3 days'))]), right(text('SLA', 'SLA')), ...heads.map((key) => right(key === '' ? text('未定级事件', 'No grade') : text(`${key} 级事件`, `Grade ${key}`))),
      right(text('投诉按时', 'Replied in time')), right(text('巡检', 'Rounds')), right(text('满意率', 'Satisfied')), ...(over ? [] : [right(text('未上传', 'Not sent')), right(text('待裁定', 'To decide'))]), ...(isManager ? [right(text('涉及金额', 'At stake'), 3)] : []),
    ],
    rows: rows.map(({ cells }) => cells),
  };
};

const stationsPanel = (sites: readonly SiteInput[]): BoardPanel => ({
  id: 'stations', title: text('工作站', 'Stations'), note: text(`超过 ${silentHours} 小时没有联系的为失联；未上传数为工作站最近一次联系时自报。`, `Silent: not heard of for more than ${silentHours} hours. What is not sent is what the station said at its last contact.`), empty: text('还没有工作站登记。', 'No station is enrolled yet.'), chart: null,
  columns: [{ label: text('工作站', 'Station'), weight: 3 }, { label: text('现场', 'Site'), weight: 4 }, { label: text('最近填写人', 'Last written by'), weight: 3 }, { label: text('最近联系', 'Last contact'), weight: 4 }, right(text('未上传', 'Not sent')), right(text('未传文件', 'Files')), { label: text('状态', 'State'), weight: 2 }],
  rows: sites.flatMap((site) => site.stations.map((station) => ({ ...station, name: site.name }))).map(({ code, name, person, lastContact, unsent, unsentFiles, silent, trouble }) => [
    { value: code, page: pages.stations }, { value: name }, { value: person ?? '—' }, { value: lastContact === null ? text('从未', 'never') : lastContact.slice(0, 16).replace('T', ' ') }, { value: unsent ?? '—' }, { value: unsentFiles ?? '—' },
    { value: trouble === 'frozen' ? text('已冻结', 'frozen') : trouble === 'behind' ? text('数据是旧的', 'older data') : silent ? text('失联', 'silent') : (unsent ?? 0) + (unsentFiles ?? 0) > 0 ? text('未传完', 'not all sent') : text('正常', 'well') },
  ]),
});

/**
 * 总览: a quarter at all sites (`whole`, from `mergeSites`), or at one of them (`chosen`), and with the running one what headquarters alone knows: stations
 * that are silent or have not sent everything, and versions to decide between. The figures are the manager's own, counted once more over more records.
 */
export const sitesBoard = (sites: readonly SiteInput[], whole: ManagerInput, chosen?: string): Board => {
  const board = managerBoard(whole);
  const over = isOver(whole);
  const stations = sites.flatMap((each) => each.stations);
  const conflicts = sites.flatMap((each) => each.conflicts);
  const troubled = stations.filter(({ silent, unsent, unsentFiles, trouble }) => trouble !== null || silent || (unsent ?? 0) + (unsentFiles ?? 0) > 0).length;
  const isAlarming = stations.some(({ silent, trouble }) => silent || trouble !== null);
  const figures: readonly BoardFigure[] = over ? [] : [
    { id: 'stations', label: text('失联、未传完的工作站', 'Stations silent or behind'), formula: text(`已冻结、数据是旧的、超过 ${silentHours} 小时没有联系，或自报还有未上传记录、文件的工作站`, `stations that are frozen, work on older data, were not heard of for more than ${silentHours} hours, or said they have more to send`), unit: 'count', value: troubled, of: `${troubled} / ${stations.length}`, page: pages.stations, tone: isAlarming ? 'alarm' : troubled > 0 ? 'warn' : 'good' },
    { id: 'conflicts', label: text('待裁定的冲突', 'Conflicts to decide'), formula: text('两台工作站各写了一版、还没有裁定的单据', 'records of which two stations wrote a version each, not decided yet'), unit: 'count', value: conflicts.length, tone: conflicts.length > 0 ? 'warn' : 'good', ...(conflicts.length > 0 && { records: { kind: 'ids', ids: conflicts } }) },
  ];
  // sums hang on papers that open from the panel; headquarters has no screen of them
  const own = board.figures.map(({ screen: _screen, query: _query, ...figure }) => figure);
  const made = { ...board, figures: [...own, ...figures], panels: [...(chosen === undefined ? [sitesPanel(sites, whole.money !== null, over)] : []), ...board.panels, ...(over ? [] : [stationsPanel(sites)])] };
  return chosen === undefined ? made : atSite(made, chosen);
};
