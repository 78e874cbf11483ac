import { refuseAll, ok, type Refusal, type Result } from '../result.ts';
import type { Option, Row } from '../forms/form.ts';
import type { Data } from '../record/record.ts';
import { switchMeanings, type SwitchId } from '../clocks/readings.ts';
import { text, type Text } from '../text/text.ts';
import { profileSchema, type ContractProfile } from './profile.ts';

/** One figure of the contract: where it stands in the profile, what it says, and where the contract says so. */
export type Figure = {
  /** Place in the profile, `rules.complaint-reply.figure`: rows are named by their ids, not by their position. */
  readonly id: string;
  readonly clause: string;
  readonly item: string;
  readonly quoted: string;
  readonly value: string;
  /** Of a clock, what it counts. The answers a figure may have, where it has a few only, stand in `item`. */
  readonly unit: string;
  readonly calendar: string;
  readonly owner: string;
  readonly evidence: string;
};

const ownerText = (owner: { readonly party: string; readonly post?: string }, profile: ContractProfile): string => {
  const post = profile.posts.find((each) => each.id === owner.post);
  const party = { client: '甲方', contractor: '乙方', both: '双方' }[owner.party] ?? owner.party;
  return post ? `${party}${post.label.zh}` : party;
};

/** What a rule may count in, by the schema. */
const unitChoices: readonly Option[] = [
  { value: 'workday', label: text('工作日', 'Working days') }, { value: 'day', label: text('自然日', 'Natural days') }, { value: 'month', label: text('月', 'Months') }, { value: 'hour', label: text('小时', 'Hours') },
];
const switchChoices = (id: string): readonly Option[] => Object.entries(switchMeanings[id as SwitchId] ?? {}).map(([value, label]) => ({ value, label }));
/** The answers as the paper lists them behind a figure's item. */
export const choicesToText = (choices: readonly Option[]): string => choices.map(({ value, label }) => `${value}＝${label.zh}`).join('；');

type Entry = Partial<Omit<Figure, 'id' | 'value'>> & { readonly value: string | number | undefined };

/** Every figure of a profile, in the order of the contract's parts. Words are the contract's own language. */
export const profileFigures = (profile: ContractProfile): readonly Figure[] => {
  const out: Figure[] = [];
  const add = (id: string, { value, ...rest }: Entry): void => {
    if (value !== undefined) out.push({ id, clause: '', item: '', quoted: '', unit: '', calendar: '', owner: '', evidence: '', ...rest, value: String(value) });
  };
  const texts = (id: string, item: string, text: Text): void => {
    add(`${id}.zh`, { item, value: text.zh });
    add(`${id}.en`, { item: `${item}（英文）`, value: text.en });
  };
  add('contractNo', { item: '合同编号', value: profile.contractNo });
  texts('project', '项目名称', profile.project);
  texts('parties.client', '甲方', profile.parties.client);
  texts('parties.contractor', '乙方', profile.parties.contractor);
  texts('parties.supervision', '监理', profile.parties.supervision);
  add('term.from', { item: '服务期起', unit: '日期', value: profile.term.from });
  add('term.to', { item: '服务期止', unit: '日期', value: profile.term.to });
  add('price', { item: '合同价款', unit: '元', value: profile.price });
  add('statedPosts', { item: '合同所写工程师人数', unit: '人', value: profile.statedPosts });
  for (const post of profile.posts) add(`posts.${post.id}.count`, { item: `岗位人数：${post.label.zh}`, unit: '人', value: post.count });
  for (const copy of profile.copies) texts(`copies.${copy.no}.holder`, `${copy.label.zh}由谁持有`, copy.holder);
  for (const site of profile.sites) add(`sites.${site.code}.address`, { item: `现场地址：${site.name.zh}`, value: site.address });
  const { officeHours } = profile;
  add('officeHours.from', { item: '办公时间起', unit: '时:分', value: officeHours.from });
  add('officeHours.to', { item: '办公时间止', unit: '时:分', value: officeHours.to });
  add('officeHours.lunch.from', { item: '午休起', unit: '时:分', value: officeHours.lunch?.from });
  add('officeHours.lunch.to', { item: '午休止', unit: '时:分', value: officeHours.lunch?.to });
  for (const each of profile.serviceCalendars) {
    if (each.hours === 'office') continue;
    add(`serviceCalendars.${each.id}.hours.from`, { clause: each.clause, item: `${each.label.zh}：起`, unit: '时:分', value: each.hours.from });
    add(`serviceCalendars.${each.id}.hours.to`, { clause: each.clause, item: `${each.label.zh}：止`, unit: '时:分', value: each.hours.to });
  }
  for (const rule of profile.rules) {
    const where = { clause: rule.clause, quoted: rule.quoted, calendar: rule.calendar ?? '', owner: ownerText(rule.owner, profile), evidence: rule.evidence.zh };
    add(`rules.${rule.id}.figure`, { ...where, item: rule.label.zh, unit: { workday: '工作日', day: '自然日', month: '月', hour: '小时' }[rule.unit], value: rule.figure });
    add(`rules.${rule.id}.unit`, { ...where, item: `${rule.label.zh}：计量 ${choicesToText(unitChoices)}`, value: rule.unit });
    for (const [name, value] of Object.entries(rule.switches ?? {})) add(`rules.${rule.id}.switches.${name}`, { ...where, item: `${rule.label.zh}：读法 ${choicesToText(switchChoices(name))}`, value });
  }
  for (const row of profile.recurring) {
    const where = { clause: row.clause, quoted: row.quoted, owner: ownerText(row.owner, profile), evidence: row.evidence.zh };
    add(`recurring.${row.id}.every.figure`, { ...where, item: `${row.label.zh}：每`, unit: { workday: '工作日', day: '日', week: '周', month: '月' }[row.every.unit], value: row.every.figure });
    add(`recurring.${row.id}.times`, { ...where, item: `${row.label.zh}：每期次数`, unit: '次', value: row.times });
  }
  add('grades.mostPeople', { clause: profile.grades.clause, item: '影响人数上限', unit: '人', value: profile.grades.mostPeople });
  for (const kind of profile.grades.kinds) {
    const clause = profile.grades.clause;
    if (kind.by === 'time') for (const step of kind.steps) add(`grades.kinds.${kind.id}.steps.${step.grade}.after`, { clause, item: `${kind.label.zh}：${step.grade} 级，持续超过`, unit: step.unit === 'hour' ? '小时' : '分钟', value: step.after });
    else {
      for (const band of kind.bands) {
        add(`grades.kinds.${kind.id}.bands.${band.grade}.min`, { clause, item: `${kind.label.zh}：${band.grade} 级，人数不少于`, unit: '人', value: band.min });
        add(`grades.kinds.${kind.id}.bands.${band.grade}.max`, { clause, item: `${kind.label.zh}：${band.grade} 级，人数不多于`, unit: '人', value: band.max });
      }
    }
  }
  for (const kind of profile.money.kinds) {
    const where = { clause: kind.clause, owner: kind.payer === 'client' ? '甲方' : '乙方' };
    if ('percent' in kind) add(`money.kinds.${kind.id}.percent`, { ...where, item: kind.label.zh, unit: '%', value: kind.percent });
    if ('cap' in kind) add(`money.kinds.${kind.id}.cap`, { ...where, item: `${kind.label.zh}：上限`, unit: '%', value: kind.cap });
    if ('divisor' in kind) add(`money.kinds.${kind.id}.divisor`, { ...where, item: `${kind.label.zh}：每年天数`, unit: '日', value: kind.divisor });
  }
  add('assessment.failedMonths', { clause: profile.assessment.clause, item: '考核连续不合格', unit: '月', value: profile.assessment.failedMonths });
  for (const setting of profile.settings) {
    const choices = setting.kind === 'choice' ? ` ${choicesToText(setting.choices)}` : '';
    const unit = setting.kind === 'choice' ? '' : { day: '日', week: '周', month: '月' }[setting.unit];
    add(`settings.${setting.id}.value`, { clause: setting.clause, item: `${setting.question.zh}${choices}`, quoted: setting.point ? `未明确 ${setting.point}` : '', unit, value: setting.value });
  }
  return out;
};

/** The answers a figure may have, where it has a few only: those of an open question, the units and the readings of a clock. Null where it is written freely. */
export const choicesOfFigure = (id: string, profile: Pick<ContractProfile, 'settings'>): readonly Option[] | null => {
  const setting = profile.settings.find((each) => id === `settings.${each.id}.value`);
  if (setting) return setting.kind === 'choice' ? setting.choices : null;
  if (/^rules\.[^.]+\.unit$/.test(id)) return unitChoices;
  const reading = /^rules\.[^.]+\.switches\.([^.]+)$/.exec(id)?.[1];
  return reading === undefined ? null : switchChoices(reading);
};

type Node = Record<string, unknown> | unknown[];
/** What names a row of a list in a figure's place. */
const keysOfRows = ['id', 'no', 'code', 'grade'] as const;

const stepInto = (node: unknown, part: string): unknown => {
  if (Array.isArray(node)) return node.find((row: Record<string, unknown>) => keysOfRows.some((key) => row[key] !== undefined && String(row[key]) === part));
  return typeof node === 'object' && node !== null ? (node as Record<string, unknown>)[part] : undefined;
};

/** The place of a zod issue as a figure's id: positions of rows become their ids. */
const issueToId = (profile: unknown, path: readonly PropertyKey[]): string => {
  const parts: string[] = [];
  let node = profile;
  for (const part of path) {
    const next = (node as Node | undefined)?.[part as never] as Record<string, unknown> | undefined;
    const key = Array.isArray(node) && typeof next === 'object' && next !== null ? keysOfRows.find((each) => next[each] !== undefined) : undefined;
    parts.push(key ? String(next![key]) : String(part));
    node = next;
  }
  return parts.join('.');
};

const isDigits = (text: string): boolean => /^-?\d+(\.\d+)?$/.test(text);

/** The rows a paper holds its figures in, none where the cell is empty; null where what stands there is no rows: a log may hold anything (I7). */
export const figuresIn = (data: Data, field: string): readonly Row[] | null => {
  const value: unknown = data[field] ?? [];
  return Array.isArray(value) && value.every((row) => typeof row === 'object' && row !== null && !Array.isArray(row)) ? (value as readonly Row[]) : null;
};

/**
 * The profile with the figures of `rows` in it, one version on. Rows name their figure by `id` and say in `was` what it was when the paper
 * was drawn: only those whose `value` differs from it are applied, so that a paper changes nothing but what it shows as changed. Refusals
 * name the row, counted from 1: `figures.12.value`; `stale` where `was` is not in force any more. A row more or less than the profile has is
 * refused (`items-fixed`).
 */
export const applyFigures = (profile: ContractProfile, rows: readonly Row[], field: string): Result<ContractProfile> => {
  const known = new Map(profileFigures(profile).map((figure) => [figure.id, figure]));
  const ids = rows.map((row) => String(row['id'] ?? ''));
  if (new Set(ids).size !== ids.length || ids.length !== known.size || !ids.every((id) => known.has(id))) return refuseAll([{ code: 'items-fixed', field }]);
  const next = structuredClone(profile) as unknown as Record<string, unknown>;
  const wrong: Refusal[] = [];
  // an empty cell is left out of a row; a paper without the column at all compares with what is in force
  const saysBefore = rows.some((row) => row['was'] !== undefined);
  for (const [i, row] of rows.entries()) {
    const id = ids[i]!;
    const text = String(row['value'] ?? '').trim();
    const inForce = known.get(id)!.value;
    const was = saysBefore ? String(row['was'] ?? '').trim() : inForce;
    if (text === inForce || text === was) continue;
    if (was !== inForce) {
      wrong.push({ code: 'stale', field: `${field}.${i + 1}.value` });
      continue;
    }
    const parts = id.split('.');
    const last = parts.pop()!;
    const holder = parts.reduce<unknown>(stepInto, next) as Record<string, unknown> | undefined;
    const isNumber = typeof holder?.[last] === 'number';
    if (!holder || text === '' || (isNumber && !isDigits(text))) wrong.push({ code: text === '' ? 'required' : 'wrong-type', field: `${field}.${i + 1}.value` });
    else holder[last] = isNumber ? Number(text) : text;
  }
  if (wrong.length > 0) return refuseAll(wrong);
  next['version'] = profile.version + 1;
  const parsed = profileSchema.safeParse(next);
  if (parsed.success) return ok(parsed.data);
  return refuseAll(parsed.error.issues.map((issue) => {
    const id = issueToId(next, issue.path);
    const at = ids.findIndex((each) => each === id || each.startsWith(`${id}.`) || id.startsWith(`${each}.`));
    return { code: 'not-an-option', field: at < 0 ? field : `${field}.${at + 1}.value` };
  }));
};

/** What a new profile changes of the one before: `投诉回复 3 → 5`. */
export const changedFigures = (before: ContractProfile, after: ContractProfile): readonly { readonly item: string; readonly before: string; readonly after: string }[] => {
  const old = new Map(profileFigures(before).map((figure) => [figure.id, figure.value]));
  return profileFigures(after).flatMap(({ id, item, value }) => (old.get(id) === value ? [] : [{ item, before: old.get(id) ?? '', after: value }]));
};
