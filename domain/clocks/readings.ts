import type { ClockRule } from '../contract/rules.ts';
import { text, type Lang, type Text } from '../text/text.ts';
import type { DayVerdict, ReckonedDay } from './deadline.ts';

type Switches = Required<NonNullable<ClockRule['switches']>>;
export type SwitchId = keyof Switches;
type Meanings = { readonly [Id in SwitchId]: Readonly<Record<NonNullable<Switches[Id]>, Text>> };

/** What each reading of a clock means, both readings of every switch; the first of each is the Civil Code's own, or the plain one. */
export const switchMeanings: Meanings = {
  eventDay: {
    excluded: text('事件当日不计，从次日起算（民法典第二百零一条）', 'the day of the event does not count (Civil Code 201)'),
    included: text('事件当日计为第一日', 'the day of the event is day 1'),
  },
  restDay: {
    moves: text('最后一日是休息日的，顺延到下一个工作日（民法典第二百零三条）', 'a last day that is a rest day moves to the next working day (Civil Code 203)'),
    stays: text('最后一日是休息日的，不顺延', 'a last day that is a rest day stays'),
  },
  bound: {
    within: text('“以内”“届满”包括本数（民法典第一千二百五十九条）', '“within” includes the figure (Civil Code 1259)'),
    under: text('“不满”不包括本数', '“less than” does not include the figure'),
    over: text('“超过”不包括本数：满期当日仍不算超过', '“over” begins behind the figure: its last day is not yet over'),
  },
  accrues: {
    from: text('自该日起即计违约金，最迟须在前一个计数日之内履行', 'the day of the figure already costs: the last day that keeps the rule is the one counted before it'),
    after: text('该日之后才计违约金，该日之内履行仍不逾期', 'only the days behind the figure cost: the day itself still keeps the rule'),
  },
  endsAt: {
    midnight: text('截止到当日 24:00（民法典第二百零三条）', 'the day ends at 24:00 (Civil Code 203)'),
    office: text('截止到当日办公时间结束（民法典第二百零三条）', 'the day ends with office hours (Civil Code 203)'),
  },
};

export type Reading = { readonly switch: SwitchId; readonly value: string; readonly meaning: Text; /** the reading not taken */ readonly otherwise: readonly { readonly value: string; readonly meaning: Text }[] };

/** The switch's value where the rule leaves it out; only a rule that speaks of a cost has `accrues`. */
const valuesOf = ({ switches = {}, unit, direction = 'within' }: Pick<ClockRule, 'switches' | 'unit' | 'direction'>): Partial<Record<SwitchId, string>> => ({
  ...(unit !== 'hour' && { eventDay: switches.eventDay ?? 'excluded' }),
  ...((unit === 'day' || unit === 'month') && { restDay: direction === 'within' ? (switches.restDay ?? 'moves') : 'stays' }),
  bound: switches.bound ?? 'within',
  ...(switches.accrues && { accrues: switches.accrues }),
  ...(unit !== 'hour' && { endsAt: switches.endsAt ?? 'midnight' }),
});

/** How a clock is read, and how else it could be: every switch that bears on it, in words. */
export const readingsOf = (rule: Pick<ClockRule, 'switches' | 'unit' | 'direction'>): Reading[] =>
  (Object.entries(valuesOf(rule)) as [SwitchId, string][]).map(([id, value]) => {
    const meanings: Readonly<Record<string, Text>> = switchMeanings[id];
    const otherwise = Object.entries(meanings).flatMap(([other, meaning]) => (other === value ? [] : [{ value: other, meaning }]));
    return { switch: id, value, meaning: meanings[value]!, otherwise };
  });

const verdictWords: Readonly<Record<DayVerdict, Text>> = {
  event: text('事件当日，不计', 'day of the event, not counted'),
  counted: text('计入', 'counted'),
  rest: text('休息日，不计', 'rest day, not counted'),
  paused: text('中止，不计', 'clock stands still, not counted'),
  moved: text('最后一日顺延', 'last day moves on'),
  costs: text('自此日起计违约金', 'costs from this day on'),
  closed: text('不在服务时间', 'outside service hours'),
};
const whyWords: Readonly<Record<ReckonedDay['why'], Text>> = {
  event: text('', ''),
  weekday: text('工作日', 'weekday'),
  weekend: text('周末', 'weekend'),
  holiday: text('放假', 'public holiday'),
  makeup: text('调休上班', 'make-up workday'),
};

/** The holidays of the State Council's notices; one that is not known here keeps its Chinese name. */
const holidayNames: Readonly<Record<string, string>> = {
  元旦: 'New Year', 春节: 'Spring Festival', 清明节: 'Qingming', 劳动节: 'Labour Day', 端午节: 'Dragon Boat Festival', 中秋节: 'Mid-Autumn Festival', 国庆节: 'National Day',
  抗战胜利纪念日: 'Victory Day',
};
const holidayToText = (name: string | undefined, lang: Lang): string =>
  name === undefined || lang === 'zh' ? (name ?? '') : name.split('、').map((each) => holidayNames[each] ?? each).join(', ');

/** What a day did to its clock, `中止，不计`. */
export const verdictToText = (verdict: DayVerdict, lang: Lang): string => verdictWords[verdict][lang];

/** One day of a reckoning in words: `计入 · 调休上班`, `rest day, not counted · public holiday National Day`. */
export const reckonedDayToText = ({ verdict, why, name, reason, evidence, hours, estimated }: ReckonedDay, lang: Lang): string =>
  [
    verdictToText(verdict, lang),
    [whyWords[why][lang], holidayToText(name, lang)].filter(Boolean).join(' '),
    hours === undefined ? '' : lang === 'zh' ? `${hours} 小时` : `${hours} h`,
    [reason, evidence].filter(Boolean).join(lang === 'zh' ? '，见' : ', see '),
    estimated ? (lang === 'zh' ? '估算' : 'estimated') : '',
  ].filter(Boolean).join(' · ');
