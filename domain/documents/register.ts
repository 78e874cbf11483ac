import { issuedAt } from './issued.ts';
import type { RecordClock } from '../record/clocks.ts';
import { mayExist } from '../record/copies.ts';
import { isLiving } from '../record/unique.ts';
import type { Rec } from '../record/record.ts';
import type { FormDef } from '../forms/form.ts';
import { valueText } from '../paper/cells.ts';
import { text, type Lang, type Text } from '../text/text.ts';
import { formatFormalDay } from '../text/timeFormat.ts';

/** A copy that lies, or lay, with somebody. `at`: when it was printed, saved or received, ISO. */
export type HeldCopy = { readonly label: Text; readonly holder: Text; readonly at?: string };
type RegisterClock = { readonly rule: string; readonly label: Text; readonly due: string; readonly kept?: string };

/** One line of the document register (R28): what was issued, and where it is. */
export type DocumentRow = {
  readonly id: string;
  readonly form: string;
  readonly number: string;
  readonly title: string;
  readonly kind: Text;
  /** the document's own version; without one the paper's: 1, and one more with every paper it corrects */
  readonly version: string;
  readonly state: Text;
  readonly issuedAt: string;
  readonly signatures: readonly { readonly name: string; readonly label: Text; readonly at: string }[];
  readonly copies: readonly HeldCopy[];
  /** where it is archived: as its paper says; of an archived one that does not say it, with whom its copies lie. Empty while it is not archived. */
  readonly place: Text;
  readonly submittedAt?: string;
  readonly archivedAt?: string;
  /** the clocks of R27 */
  readonly clocks: readonly RegisterClock[];
  readonly correctedBy?: string;
  /** number of the edition that holds in its place */
  readonly replacedBy?: string;
  /** thrown away, at its desk or by headquarters: it stays in the register, and is neither handed over nor gathered */
  readonly isVoided: boolean;
};

/** Whether a paper was thrown away, at its desk or by headquarters. */
export const isThrownAway = (rec: Pick<Rec, 'state' | 'voided'>, def: Pick<FormDef, 'lifecycle'>): boolean => rec.voided !== undefined || def.lifecycle.states[rec.state]?.tone === 'void';
/** Whether a paper holds in the place of the one it says it replaces: it counts, and it is sealed or filed. */
export const isInPlace = (rec: Rec, def: FormDef): boolean => isLiving(rec, def) && (rec.seal !== undefined || def.lifecycle.states[rec.state]?.tone === 'done');

const textIn = (rec: Rec, ...names: readonly string[]): string => {
  const found = names.map((name) => rec.data[name]).find((value) => typeof value === 'string' && value.trim() !== '');
  return typeof found === 'string' ? found : '';
};

const copiesOf = (rec: Rec, def: FormDef): readonly HeldCopy[] => {
  const printed = rec.copies.filter(mayExist).map((copy): HeldCopy => ({ label: rec.context.copies.find((each) => each.no === copy.no)?.label ?? { zh: String(copy.no), en: String(copy.no) }, holder: copy.holder, at: copy.at }));
  const field = def.fields['holders'];
  if (field?.kind !== 'table') return printed;
  const column = field.columns['copy'];
  const copyText = (row: Readonly<Record<string, string | number>>, lang: Lang): string => (row['copy'] === undefined || !column ? '' : valueText(column, row['copy'], lang));
  const rows = (rec.data['holders'] ?? []) as readonly Readonly<Record<string, string | number>>[];
  return [...printed, ...rows.map((row): HeldCopy => ({ label: { zh: copyText(row, 'zh'), en: copyText(row, 'en') }, holder: { zh: String(row['holder'] ?? ''), en: String(row['holder'] ?? '') }, ...(typeof row['receivedAt'] === 'string' && { at: row['receivedAt'] }) }))];
};

const placeOf = (rec: Rec, def: FormDef, copies: readonly HeldCopy[]): Text => {
  const written = def.issued ? textIn(rec, def.issued.place) : '';
  if (written !== '') return text(written, written);
  if (rec.reached['archived'] === undefined || isThrownAway(rec, def)) return text('', '');
  const holders = (lang: Lang): string => [...new Set(copies.map(({ holder }) => holder[lang]))].join(lang === 'zh' ? '、' : ', ');
  return holders('zh') === '' ? text('已归档', 'Filed') : text(`已归档：${holders('zh')}`, `Filed: ${holders('en')}`);
};

/** A paper in the register: `clocks` are those that run, or ran, on it, `corrected` is how many papers it corrects, one through the other, `replacedBy` the number of the edition in its place. */
type Standing = { readonly clocks: readonly RecordClock[]; readonly corrected: number; readonly replacedBy?: string | undefined };

/** The register's line of an issued paper; null of one that is not issued. */
export const recordToDocumentRow = (rec: Rec, def: FormDef, { clocks, corrected, replacedBy }: Standing): DocumentRow | null => {
  const at = issuedAt(rec, def);
  if (at === undefined) return null;
  const archived = rec.reached['archived'] ?? (typeof rec.data['completedAt'] === 'string' ? rec.data['completedAt'] : undefined);
  const copies = copiesOf(rec, def);
  const kindField = def.issued && def.fields[def.issued.kind];
  const kindOf = (lang: Lang): string => (kindField && def.issued && rec.data[def.issued.kind] !== undefined ? valueText(kindField, rec.data[def.issued.kind]!, lang) : def.short[lang]);
  return {
    id: rec.id, form: rec.form, number: rec.number,
    title: textIn(rec, 'title', def.list.headline).split('\n', 1)[0] || def.title.zh,
    kind: { zh: kindOf('zh'), en: kindOf('en') },
    version: textIn(rec, 'edition') || String(1 + corrected),
    state: rec.seal && rec.voided ? text('总部已作废', 'Voided by headquarters') : (def.lifecycle.states[rec.state]?.label ?? text(rec.state, rec.state)),
    issuedAt: at,
    signatures: rec.signatures.map((each) => ({ name: each.name, at: each.at, label: def.signers.find((signer) => signer.role === each.role)?.label ?? { zh: each.role, en: each.role } })),
    copies,
    place: placeOf(rec, def, copies),
    ...(typeof rec.data['submittedAt'] === 'string' ? { submittedAt: rec.data['submittedAt'] } : { submittedAt: at }),
    ...(archived !== undefined && { archivedAt: archived }),
    clocks: clocks.filter((clock) => clock.rule === 'R27').map(({ rule, label, due, kept }) => ({ rule, label, due, ...(kept !== undefined && { kept }) })),
    ...(rec.correctedBy !== undefined && { correctedBy: rec.correctedBy }),
    ...(replacedBy !== undefined && { replacedBy }),
    isVoided: isThrownAway(rec, def),
  };
};

/** Columns of the register handed to other programs. */
export const registerHeads: readonly { readonly name: string; readonly label: Text }[] = [
  { name: 'number', label: { zh: '编号', en: 'Number' } }, { name: 'title', label: { zh: '名称', en: 'Title' } }, { name: 'kind', label: { zh: '类别', en: 'Kind' } },
  { name: 'version', label: { zh: '版本', en: 'Version' } }, { name: 'issuedAt', label: { zh: '签发日期', en: 'Issued' } }, { name: 'signatures', label: { zh: '签署', en: 'Signed by' } },
  { name: 'copies', label: { zh: '联次与持有人', en: 'Copies and holders' } }, { name: 'place', label: { zh: '归档位置', en: 'Filed at' } },
  { name: 'submittedAt', label: { zh: '提交', en: 'Submitted' } }, { name: 'archivedAt', label: { zh: '归档', en: 'Filed' } }, { name: 'clocks', label: { zh: '期限', en: 'Deadlines' } }, { name: 'state', label: { zh: '状态', en: 'State' } },
];

const plainTime = (iso: string | undefined): string => iso?.slice(0, 16).replace('T', ' ') ?? '';

/** Who holds what, each once: `第一联 甲方；第二联 乙方`. */
export const copiesText = (copies: readonly HeldCopy[], lang: Lang): string => [...new Set(copies.map(({ label, holder }) => `${label[lang]} ${holder[lang]}`.trim()))].join(lang === 'zh' ? '；' : '; ');

/** Its state, and what took its place: `已归档，已被 WD-2026-0002 替代`. */
export const standingText = ({ state, correctedBy, replacedBy }: Pick<DocumentRow, 'state' | 'correctedBy' | 'replacedBy'>, lang: Lang): string =>
  [state[lang], ...(correctedBy === undefined ? [] : [{ zh: '已更正', en: 'corrected' }[lang]]), ...(replacedBy === undefined ? [] : [{ zh: `已被 ${replacedBy} 替代`, en: `replaced by ${replacedBy}` }[lang]])].join(lang === 'zh' ? '，' : ', ');

/** A deadline's last second is told as 24:00 of its day. */
const dueTime = (iso: string): string => (iso.slice(11, 19) === '23:59:59' ? `${iso.slice(0, 10)} 24:00` : plainTime(iso));
const clockText = ({ label, due, kept }: RegisterClock, lang: Lang): string => {
  const isLate = kept !== undefined && kept > due;
  if (lang === 'zh') return `${label.zh}：${kept === undefined ? '' : `${plainTime(kept)} ${isLate ? '完成，已超期' : '完成'}，`}限 ${dueTime(due)}`;
  return `${label.en}: ${kept === undefined ? '' : `done ${plainTime(kept)}${isLate ? ', late' : ''}, `}due ${dueTime(due)}`;
};

const signatureText = ({ name, label }: DocumentRow['signatures'][number], lang: Lang): string => `${label[lang]} ${name}`;

/** The cells of one line under `registerHeads`. */
export const documentRowToCells = (row: DocumentRow, lang: Lang): readonly string[] => [
  row.number, row.title, row.kind[lang], row.version, plainTime(row.issuedAt), row.signatures.map((each) => signatureText(each, lang)).join(lang === 'zh' ? '；' : '; '),
  copiesText(row.copies, lang), row.place[lang], plainTime(row.submittedAt), plainTime(row.archivedAt), row.clocks.map((clock) => clockText(clock, lang)).join(lang === 'zh' ? '；' : '; '), standingText(row, lang),
];

/** Columns of the register's paper, their widths in shares of A4: what belongs together stands in one cell, line by line. */
export const registerColumns: Readonly<Record<string, { readonly label: Text; readonly span: number }>> = {
  number: { label: text('编号', 'Number'), span: 7 }, title: { label: text('名称', 'Title'), span: 5 }, issued: { label: text('签发日期', 'Issued'), span: 4 },
  held: { label: text('签署、联次与归档位置', 'Signed by, copies, filed at'), span: 6 }, clocks: { label: text('期限', 'Deadlines'), span: 6 }, state: { label: text('状态', 'State'), span: 4 },
};
/** The cells of one line under `registerColumns`; an empty one is left out. */
export const documentRowToPaper = (row: DocumentRow, lang: Lang): Readonly<Record<string, string>> => {
  const lines = (...of: readonly string[]): string => of.filter((line) => line !== '').join('\n');
  const cells: Readonly<Record<string, string>> = {
    number: row.number, title: lines(row.title, lang === 'zh' ? `${row.kind.zh}，版本 ${row.version}` : `${row.kind.en}, version ${row.version}`), issued: row.issuedAt.slice(0, 10),
    held: lines(...row.signatures.map((each) => signatureText(each, lang)), copiesText(row.copies, lang), row.place[lang]), clocks: lines(...row.clocks.map((clock) => clockText(clock, lang))), state: standingText(row, lang),
  };
  return Object.fromEntries(Object.entries(cells).filter(([, words]) => words !== ''));
};

/** The same line in the hand-over list, cut to what its cells hold. */
export const documentRowToHandover = (row: DocumentRow): Readonly<Record<string, string>> => {
  const cells: readonly (readonly [string, string, number])[] = [
    ['number', row.number, 60], ['title', row.title, 200], ['kind', row.kind.zh, 60], ['version', row.version, 20], ['issued', formatFormalDay(row.issuedAt.slice(0, 10), 'zh'), 20], ['copies', copiesText(row.copies, 'zh'), 200],
  ];
  return Object.fromEntries(cells.flatMap(([name, text, most]) => (text.trim() === '' ? [] : [[name, [...text].slice(0, most).join('')]])));
};
