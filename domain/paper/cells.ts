import type { Field, FormDef, RecordRef } from '../forms/form.ts';
import { hoursBetween } from '../forms/values.ts';
import { isDay, isInstant } from '../clocks/shanghai.ts';
import type { Rec, Value } from '../record/record.ts';
import { amountToCapitals } from '../text/capitals.ts';
import { text, type Lang, type Text } from '../text/text.ts';
import { formatFormalDay, formatFormalTime } from '../text/timeFormat.ts';

type Envelope = { readonly label: Text; readonly read: (rec: Rec, lang: Lang) => string };

/** `@name` cells: what the envelope of a record shows on its paper. */
const envelope: Readonly<Record<string, Envelope>> = {
  '@number': { label: text('编号', 'Number'), read: (rec) => rec.number },
  '@project': { label: text('项目名称', 'Project'), read: (rec, lang) => rec.context.project[lang] },
  '@contract': { label: text('合同编号', 'Contract no.'), read: (rec) => rec.context.contractNo },
  '@client': { label: text('甲方', 'Client'), read: (rec, lang) => rec.context.client[lang] },
  '@contractor': { label: text('乙方', 'Contractor'), read: (rec, lang) => rec.context.contractor[lang] },
  '@supervision': { label: text('监理', 'Supervision'), read: (rec, lang) => rec.context.supervision[lang] },
  '@site': { label: text('现场', 'Site'), read: (rec, lang) => rec.context.site.name[lang] },
  '@createdAt': { label: text('填写时间', 'Written'), read: (rec, lang) => paperTime(rec.createdAt, lang) },
};

/** A time as paper shows it, `2021年10月12日 14:05`; anything that is not a time is shown as it stands. */
export const paperTime = (value: string, lang: Lang): string =>
  isInstant(value) ? formatFormalTime(value, lang) : isDay(value) ? formatFormalDay(value, lang) : value;

const amount = /^\d{1,16}(?:\.\d{1,2})?$/;

/** Yuan in figures, `¥103,900.00`; anything that is not an amount is shown as it stands. */
export const moneyFigures = (yuan: string): string => (amount.test(yuan) ? `¥${yuan.replace(/\B(?<!\.\d*)(?=(\d{3})+(?!\d))/g, ',')}` : yuan);
/** Yuan in capitals, `人民币壹拾万叁仟玖佰元整`; nothing for what is not an amount. */
export const moneyCapitals = (yuan: string): string => (amount.test(yuan) ? `人民币${amountToCapitals(yuan)}` : '');
/** An amount as a Chinese paper states it: figures, and capitals that cannot be altered (R4). */
export const moneyText = (yuan: string, lang: Lang): string => {
  const capitals = lang === 'zh' ? moneyCapitals(yuan) : '';
  return capitals === '' ? moneyFigures(yuan) : `${moneyFigures(yuan)}（${capitals}）`;
};

/** Another paper by its number, with what kind it is in brackets. */
export const refText = (ref: RecordRef, lang: Lang, kinds: Readonly<Record<string, Text>> = {}): string => {
  const kind = Object.hasOwn(kinds, ref.form) ? kinds[ref.form]![lang] : undefined;
  if (kind === undefined) return ref.number;
  return lang === 'zh' ? `${ref.number}（${kind}）` : `${ref.number} (${kind})`;
};

/** Whether somebody may still write on the paper: a pen finds free lines in its tables then. */
export const isBeingWritten = (def: FormDef, rec: Pick<Rec, 'state' | 'seal'>): boolean => !rec.seal && (def.lifecycle.states[rec.state]?.edit?.length ?? 0) > 0;

const fieldOf = (def: FormDef, name: string): Field | undefined => (Object.hasOwn(def.fields, name) ? def.fields[name] : undefined);

/** Label of a field or an `@name` cell. A name the declaration does not know labels itself. */
export const cellLabel = (def: FormDef, name: string, lang: Lang): string => {
  const found = Object.hasOwn(envelope, name) ? envelope[name] : fieldOf(def, name);
  return found?.label[lang] ?? name;
};

export type ShownOption = { readonly value: string; readonly label: string; readonly checked: boolean };

/** The options of a choice or rating with what is ticked; none for any other field. */
export const optionsOf = (def: FormDef, rec: Pick<Rec, 'data'>, name: string, lang: Lang): readonly ShownOption[] => {
  const field = fieldOf(def, name);
  const value = rec.data[name];
  if (field?.kind === 'choice') {
    const chosen = new Set<unknown>(Array.isArray(value) ? value : [value]);
    return field.options.map((option) => ({ value: option.value, label: option.label[lang], checked: chosen.has(option.value) }));
  }
  if (field?.kind === 'rating') return field.words.map((word, i) => ({ value: String(i + 1), label: word[lang], checked: value === i + 1 }));
  return [];
};

/** Text of any cell as paper shows it; empty while the field is. A draft may be half filled in, so no value is refused here. */
export const cellText = (def: FormDef, rec: Rec, name: string, lang: Lang): string => {
  if (Object.hasOwn(envelope, name)) return envelope[name]!.read(rec, lang);
  const field = fieldOf(def, name);
  if (!field) return '';
  if (field.kind === 'hours') {
    const hours = hoursBetween(rec.data[field.from], rec.data[field.to]);
    return hours === null ? '' : `${hours.toFixed(1)} ${lang === 'zh' ? '小时' : 'h'}`;
  }
  const value = rec.data[name];
  return value === undefined ? '' : valueText(field, value, lang);
};

const choiceText = (field: Extract<Field, { kind: 'choice' }>, value: Value, lang: Lang): string => {
  const chosen: readonly unknown[] = Array.isArray(value) ? value : [value];
  return field.options.filter((option) => chosen.includes(option.value)).map((option) => option.label[lang]).join(lang === 'zh' ? '、' : ', ');
};

/** A value of a field as paper shows it; nothing for one that is drawn as a table. */
export const valueText = (field: Field, value: Value, lang: Lang): string => {
  switch (field.kind) {
    case 'text':
    case 'person':
      return typeof value === 'string' ? value : '';
    case 'time':
      return typeof value === 'string' ? paperTime(value, lang) : '';
    case 'number':
      return typeof value === 'number' ? [value.toFixed(field.decimals), field.unit?.[lang]].filter(Boolean).join(' ') : '';
    case 'choice':
      return choiceText(field, value, lang);
    case 'rating':
      return typeof value === 'number' ? [String(value), field.words[value - 1]?.[lang]].filter(Boolean).join(' ') : '';
    case 'money':
      return typeof value === 'string' ? moneyText(value, lang) : '';
    case 'grade':
      return field.options.find((option) => option.value === value)?.label[lang] ?? String(value);
    case 'record':
      return Array.isArray(value) ? (value as readonly RecordRef[]).map((ref) => ref.number).join(lang === 'zh' ? '、' : ', ') : '';
    case 'hours':
    case 'table':
    case 'readings':
      return '';
  }
};
