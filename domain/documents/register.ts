import { issuedAt } from './issued.ts';
import type { RecordClock } from '../record/clocks.ts';
import { mayExist } from '../record/copies.ts';
import type { Rec } from '../record/record.ts';
import type { FormDef } from '../forms/form.ts';
import { valueText } from '../paper/cells.ts';
import type { Text } from '../text/text.ts';
import type { Lang } from '../text/text.ts';
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
  /** where it is archived, as its paper says */
  readonly place: string;
  readonly submittedAt?: string;
  readonly archivedAt?: string;
  /** the clocks of R27 */
  readonly clocks: readonly RegisterClock[];
  readonly correctedBy?: string;
  readonly isVoided: boolean;
};

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

/** The register's line of an issued paper; null of one that is not issued. `clocks`: those that run, or ran, on it; `corrected`: how many papers it corrects, one through the other. */
export const recordToDocumentRow = (rec: Rec, def: FormDef, clocks: readonly RecordClock[], corrected: number): DocumentRow | null => {
  const at = issuedAt(rec, def);
  if (at === undefined) return null;
  const archived = rec.reached['archived'] ?? (typeof rec.data['completedAt'] === 'string' ? rec.data['completedAt'] : undefined);
  const kindField = def.issued && def.fields[def.issued.kind];
  const kindOf = (lang: Lang): string => (kindField && def.issued && rec.data[def.issued.kind] !== undefined ? valueText(kindField, rec.data[def.issued.kind]!, lang) : def.short[lang]);
  return {
    id: rec.id, form: rec.form, number: rec.number,
    title: textIn(rec, 'title', def.list.headline).split('\n', 1)[0] || def.title.zh,
    kind: { zh: kindOf('zh'), en: kindOf('en') },
    version: textIn(rec, 'edition') || String(1 + corrected),
    state: def.lifecycle.states[rec.state]?.label ?? { zh: rec.state, en: rec.state },
    issuedAt: at,
    signatures: rec.signatures.map((each) => ({ name: each.name, at: each.at, label: def.signers.find((signer) => signer.role === each.role)?.label ?? { zh: each.role, en: each.role } })),
    copies: copiesOf(rec, def),
    place: def.issued ? textIn(rec, def.issued.place) : '',
    ...(typeof rec.data['submittedAt'] === 'string' ? { submittedAt: rec.data['submittedAt'] } : { submittedAt: at }),
    ...(archived !== undefined && { archivedAt: archived }),
    clocks: clocks.filter((clock) => clock.rule === 'R27').map(({ rule, label, due, kept }) => ({ rule, label, due, ...(kept !== undefined && { kept }) })),
    ...(rec.correctedBy !== undefined && { correctedBy: rec.correctedBy }),
    isVoided: rec.voided !== undefined,
  };
};

/** Columns of the register handed to other programs and to its paper. */
export const registerHeads: readonly { readonly name: string; readonly label: Text }[] = [
  { name: 'number', label: { zh: '编号', en: 'Number' } }, { name: 'title', label: { zh: '名称', en: 'Title' } }, { name: 'kind', label: { zh: '类别', en: 'Kind' } },
  { name: 'version', label: { zh: '版本', en: 'Version' } }, { name: 'issuedAt', label: { zh: '签发日期', en: 'Issued' } }, { name: 'signatures', label: { zh: '签署', en: 'Signed by' } },
  { name: 'copies', label: { zh: '联次与持有人', en: 'Copies and holders' } }, { name: 'place', label: { zh: '归档位置', en: 'Filed at' } },
  { name: 'submittedAt', label: { zh: '提交', en: 'Submitted' } }, { name: 'archivedAt', label: { zh: '归档', en: 'Filed' } }, { name: 'state', label: { zh: '状态', en: 'State' } },
];

const plainTime = (iso: string | undefined): string => iso?.slice(0, 16).replace('T', ' ') ?? '';

/** Who holds what, each once: `第一联 甲方；第二联 乙方`. */
export const copiesText = (copies: readonly HeldCopy[], lang: Lang): string => [...new Set(copies.map(({ label, holder }) => `${label[lang]} ${holder[lang]}`.trim()))].join(lang === 'zh' ? '；' : '; ');

/** The cells of one line under `registerHeads`. */
export const documentRowToCells = (row: DocumentRow, lang: Lang): readonly string[] => [
  row.number, row.title, row.kind[lang], row.version, plainTime(row.issuedAt), row.signatures.map(({ name, label }) => `${label[lang]} ${name}`).join(lang === 'zh' ? '；' : '; '),
  copiesText(row.copies, lang), row.place, plainTime(row.submittedAt), plainTime(row.archivedAt), row.state[lang],
];

/** The same line in the hand-over list, cut to what its cells hold. */
export const documentRowToHandover = (row: DocumentRow): Readonly<Record<string, string>> => {
  const cells: readonly (readonly [string, string, number])[] = [
    ['number', row.number, 60], ['title', row.title, 200], ['kind', row.kind.zh, 60], ['version', row.version, 20], ['issued', formatFormalDay(row.issuedAt.slice(0, 10), 'zh'), 20], ['copies', copiesText(row.copies, 'zh'), 200],
  ];
  return Object.fromEntries(cells.flatMap(([name, text, most]) => (text.trim() === '' ? [] : [[name, [...text].slice(0, most).join('')]])));
};
