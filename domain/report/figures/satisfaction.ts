import { formsById } from '../../forms/index.ts';
import { text } from '../../text/text.ts';
import type { Brief } from '../brief.ts';
import { figure, idsOf, meanOf, numberOf, percentOf, type Figure } from '../figure.ts';
import { papersOf, type ReportInput } from '../input.ts';
import { sources } from './sources.ts';
import { parts } from '../parts.ts';

/** Fewer answers than this carry no rate worth comparing. */
const smallSample = 30;
/** Marks from here on are a satisfied customer's: 满意 and 很满意. */
const satisfiedFrom = 4;
const questions = ['promptness', 'skill', 'attitude', 'outcome', 'paperwork'] as const;

const labelOf = (question: string) => formsById.get(parts.satisfaction)?.fields[question]?.label ?? text(question, question);
const wordsOf = (mark: number) => {
  const field = formsById.get(parts.satisfaction)?.fields['promptness'];
  return (field?.kind === 'rating' ? field.words[mark - 1] : undefined) ?? text(String(mark), String(mark));
};
const marksOf = (brief: Brief, of: readonly string[] = questions): readonly number[] => of.flatMap((question) => numberOf(brief, question) ?? []);

/** Customer satisfaction (R8): CSAT with its n, the distribution, who answered; a declined survey is no mark. */
export const satisfactionFigures = (input: ReportInput): readonly Figure[] => {
  const { briefs: asked, apart } = papersOf(input, parts.satisfaction);
  const answered = asked.filter((brief) => brief.state === 'answered');
  const declined = asked.filter((brief) => brief.state === 'declined');
  const marksByBrief = answered.map((brief) => ({ brief, marks: marksOf(brief) }));
  const marks = marksByBrief.flatMap((each) => each.marks);
  const warning = answered.length > 0 && answered.length < smallSample ? [text(`样本仅 ${answered.length} 份，少于 ${smallSample} 份，比率仅供参考。`, `Only ${answered.length} answers, fewer than ${smallSample}: the rates are indications.`)] : [];
  return [
    figure({
      id: 'satisfaction.csat', label: text('客户满意度（CSAT）', 'Customer satisfaction (CSAT)'), formula: text('评为 4 分、5 分的评分 ÷ 全部评分 × 100%', 'marks of 4 and 5 ÷ all marks × 100 %'), source: sources.satisfaction, unit: 'percent',
      value: percentOf(marks.filter((mark) => mark >= satisfiedFrom).length, marks.length), ids: idsOf(answered),
    }, {
      shares: questions.map((question) => {
        const given = answered.filter((brief) => numberOf(brief, question) !== undefined);
        return { key: question, label: labelOf(question), value: percentOf(given.filter((brief) => numberOf(brief, question)! >= satisfiedFrom).length, given.length), ids: idsOf(given) };
      }),
      apart, notes: warning,
    }),
    figure({ id: 'satisfaction.n', label: text('有效问卷', 'Surveys answered'), formula: text('期内已评的满意度测评表份数', 'surveys answered in the period'), source: sources.satisfaction, unit: 'count', value: answered.length, ids: idsOf(answered) }, { apart }),
    figure({ id: 'satisfaction.response', label: text('问卷回收率', 'Response rate'), formula: text('已评份数 ÷ 发出份数（已评 + 拒评 + 待评）× 100%', 'answered ÷ asked (answered + declined + open) × 100 %'), source: sources.satisfaction, unit: 'percent', value: percentOf(answered.length, asked.length), ids: idsOf(asked) }, {
      shareUnit: 'count',
      shares: [
        { key: 'answered', label: text('已评', 'Answered'), value: answered.length, ids: idsOf(answered) },
        { key: 'declined', label: text('拒评', 'Declined'), value: declined.length, ids: idsOf(declined) },
        { key: 'open', label: text('待评', 'Open'), value: asked.length - answered.length - declined.length, ids: idsOf(asked.filter((brief) => brief.state !== 'answered' && brief.state !== 'declined')) },
      ],
    }),
    figure({ id: 'satisfaction.mean', label: text('平均分', 'Mean mark'), formula: text('全部评分之和 ÷ 评分个数（满分 5）', 'sum of all marks ÷ their number (of 5)'), source: sources.satisfaction, unit: 'mark', value: marks.length === 0 ? null : Math.round((marks.reduce((sum, mark) => sum + mark, 0) / marks.length) * 100) / 100, ids: idsOf(answered) }, {
      shares: questions.map((question) => ({ key: question, label: labelOf(question), value: meanOf(answered.flatMap((brief) => marksOf(brief, [question]))), ids: idsOf(answered.filter((brief) => numberOf(brief, question) !== undefined)) })),
      apart, notes: warning,
    }),
    figure({ id: 'satisfaction.marks', label: text('评分分布', 'Distribution of marks'), formula: text('各分值出现的次数', 'how often each mark was given'), source: sources.satisfaction, unit: 'count', value: marks.length, ids: idsOf(answered) }, {
      shares: [1, 2, 3, 4, 5].map((mark) => ({ key: String(mark), label: wordsOf(mark), value: marks.filter((each) => each === mark).length, ids: marksByBrief.flatMap((each) => (each.marks.includes(mark) ? [each.brief.id] : [])) })), apart,
    }),
  ];
};
