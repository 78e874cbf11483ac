import type { GradeBand, GradedKind, GradeStep } from '../contract/grades.ts';
import type { ContractProfile } from '../contract/profile.ts';
import { choiceOf } from '../contract/settings.ts';
import { text, type Text } from '../text/text.ts';

type RuleProfile = Pick<ContractProfile, 'grades' | 'settings'>;
type Named = Pick<GradedKind, 'label'>;

/** `互联网端服务业务响应慢：…，为 C 级（…）（R15 事故分级）`. Made from the figures, so that it never says other ones; a clause's name is Chinese only. */
const sentence = ({ grades }: RuleProfile, kind: Named, grade: string, when: Text): Text => {
  const level = grades.levels.find((each) => each.id === grade)?.label ?? text(grade, grade);
  return text(`${kind.label.zh}：${when.zh}，为 ${level.zh}（${grades.rule} ${grades.clause}）`, `${kind.label.en}: ${when.en}, is ${level.en} (${grades.rule})`);
};

/** The rule of a grade that time brings. */
export const stepRule = (profile: RuleProfile, kind: Named, { grade, after, unit, inclusive }: GradeStep): Text => {
  const [zh, en] = unit === 'hour' ? ['小时', 'hour'] : ['分钟', 'minute'];
  const plural = after === 1 ? en : `${en}s`;
  if (after === 0) return sentence(profile, kind, grade, text('自发生起', 'from its occurrence on'));
  return sentence(profile, kind, grade, inclusive ? text(`满 ${after} ${zh}未解决`, `unresolved for ${after} ${plural}`) : text(`超过 ${after} ${zh}未解决`, `unresolved for more than ${after} ${plural}`));
};

/** The rule of a grade that the number of people brings. */
export const bandRule = (profile: RuleProfile, kind: Named, { grade, min = 0, max }: GradeBand): Text => {
  const people = choiceOf(profile, 'affected-label');
  const who = people.choices.find((choice) => choice.value === people.value)?.label ?? text(people.value, people.value);
  if (max === 0) return sentence(profile, kind, grade, text(`在${who.zh}受影响之前发现`, `found before any ${who.en} were affected`));
  if (max === undefined) return sentence(profile, kind, grade, text(`影响${who.zh} ${min} 人以上（含）`, `${min} ${who.en} or more affected`));
  const range = text(min > 0 ? `影响${who.zh} ${min} 至 ${max} 人（含）` : `影响${who.zh} ${max} 人以内（含）`, min > 0 ? `${min} to ${max} ${who.en} affected` : `up to ${max} ${who.en} affected`);
  return sentence(profile, kind, grade, range);
};
