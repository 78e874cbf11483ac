import type { Cell, FormDef, PaperSection, Reading, Row } from '../../domain/forms/form.ts';
import { cellLabel, cellText, moneyText, refText, valueText } from '../../domain/paper/cells.ts';
import { paperWords, verdictWords } from '../../domain/paper/words.ts';
import { verdictOf } from '../../domain/readings/verdict.ts';
import { fileLabel, signatureRemarks, signedAt } from '../../domain/paper/signatureKind.ts';
import { signersOf } from '../../domain/record/decide.ts';
import { copiesOf } from '../../domain/record/copies.ts';
import { refsIn } from '../../domain/record/around.ts';
import type { Attachment, Ink, Rec } from '../../domain/record/record.ts';
import { checkCode } from '../../domain/seal/content.ts';
import { aside } from '../../domain/text/text.ts';
import { time } from './frame.ts';
import { html, type Html, type Piece } from './html.ts';
import type { Visit } from './visit.ts';

type Drawing = Pick<Visit, 'say' | 'lang'>;

/** Whether a declaration has what a paper is drawn from; one from before such things were checked may not. */
export const isDrawable = (def: FormDef | null): def is FormDef => def !== null && Array.isArray(def.paper?.sections) && typeof def.fields === 'object' && typeof def.lifecycle?.states === 'object' && Array.isArray(def.signers) && def.title !== undefined;

const number = (n: number): string => (Number.isFinite(n) ? String(Math.round(n * 10) / 10) : '0');
/** The strokes as they were drawn, on the pad they were drawn on. */
const drawInk = ({ width, height, strokes }: Ink, label: string): Html =>
  html`<svg class="ink" viewBox="0 0 ${number(width)} ${number(height)}" role="img" aria-label="${label}"><g fill="none" stroke="currentColor" stroke-width="3" stroke-linecap="round" stroke-linejoin="round">${strokes.map((stroke) => {
    const [first, ...rest] = stroke;
    if (!first) return null;
    const start = `${number(first.x)} ${number(first.y)}`;
    return html`<path d="M${start}${rest.length === 0 ? `L${start}` : rest.map(({ x, y }) => `L${number(x)} ${number(y)}`).join('')}"/>`;
  })}</g></svg>`;

/** The words of one cell; what paper draws as a table is left to its section. */
export const wordsOf = (def: FormDef, rec: Rec, name: string, lang: Visit['lang']): string => {
  const field = Object.hasOwn(def.fields, name) ? def.fields[name] : undefined;
  const value = rec.data[name];
  if (field?.kind === 'record') return refsIn(rec.data, name).map((ref) => refText(ref, lang, field.kinds)).join('\n');
  if (field?.kind === 'table') return Array.isArray(value) ? (value as readonly Row[]).map((row) => Object.entries(field.columns).map(([column, of]) => (row[column] === undefined ? '' : valueText(of, row[column], lang))).join(' | ')).join('\n') : '';
  if (field?.kind === 'readings') return Array.isArray(value) ? (value as readonly Reading[]).map((reading) => `${reading.name[lang]}: ${reading.value ?? '—'} ${reading.unit ?? ''}`.trim()).join('\n') : '';
  if (field?.kind === 'money' && typeof value === 'string') return moneyText(value, lang);
  return cellText(def, rec, name, lang);
};

const span = (n: number): string => `s${Math.min(24, Math.max(1, Math.round(n)))}`;
const gridRow = ({ lang }: Drawing, def: FormDef, rec: Rec, cells: readonly Cell[]): Html =>
  html`<dl class="grid">${cells.map((cell) => html`<div class="cell ${span(cell.span)}"><dt>${cellLabel(def, cell.f, lang)}</dt><dd>${wordsOf(def, rec, cell.f, lang)}</dd></div>`)}</dl>`;

const plainTable = (heads: readonly string[], rows: readonly (readonly Piece[])[], empty: string): Html =>
  html`<div class="scroll" tabindex="0"><table><thead><tr>${heads.map((head) => html`<th scope="col">${head}</th>`)}</tr></thead><tbody>${rows.length === 0 ? html`<tr><td colspan="${heads.length}">${empty}</td></tr>` : rows.map((cells) => html`<tr>${cells.map((cell) => html`<td class="pre">${cell}</td>`)}</tr>`)}</tbody></table></div>`;

const readingsTable = ({ lang }: Drawing, rec: Rec, name: string): Html => {
  const value = rec.data[name];
  const words = (key: 'group' | 'item' | 'unit' | 'warn' | 'alarm' | 'value' | 'verdict' | 'remark'): string => paperWords[key][lang];
  const rows = (Array.isArray(value) ? (value as readonly Reading[]) : []).map((reading) => [
    reading.group[lang], reading.name[lang], reading.unit, reading.warn, reading.alarm, reading.value === 'normal' ? paperWords.normalState[lang] : reading.value === 'abnormal' ? paperWords.abnormalState[lang] : reading.value,
    verdictWords[verdictOf(reading)][lang], [reading.note, reading.action].filter(Boolean).join('\n'),
  ]);
  return plainTable([words('group'), words('item'), words('unit'), words('warn'), words('alarm'), words('value'), words('verdict'), words('remark')], rows, paperWords.none[lang]);
};

const signoff = ({ say, lang }: Drawing, def: FormDef, rec: Rec): Html => {
  const asked = signersOf(def, rec);
  const roles = [...asked.map(({ role, label }) => ({ role, label: label[lang] })), ...rec.signatures.filter(({ role }) => !asked.some((each) => each.role === role)).map(({ role }) => ({ role, label: role }))];
  return html`<div class="signers">${roles.map(({ role, label }) => {
    const given = rec.signatures.filter((signature) => signature.role === role);
    return html`<div><p><strong>${label}</strong></p>${given.length === 0 ? html`<p class="quiet">${say('noInk')}</p>` : given.map((signature) => html`${signature.paper ? null : drawInk(signature.ink, say('inkOf', { name: signature.name }))}${signatureRemarks(signature, lang).map((said) => html`<p>${said}</p>`)}<p>${signature.name}${signature.post ? ` · ${signature.post}` : ''}</p><p class="quiet">${signedAt(signature, lang)}${signature.place ? ` · ${signature.place}` : ''}</p>`)}</div>`;
  })}</div>${rec.refusals.map((refused) => html`<p class="care">${say('refusal', { name: refused.name, reason: refused.reason })} <span class="quiet">${time(refused.at)}</span></p>`)}`;
};

/** What headquarters knows of a record's files: hashes of those that are whole and verified, and by the id of a returned paper's scan why it came back. */
export type FilesKnown = { readonly here: ReadonlySet<string>; readonly returns: ReadonlyMap<string, string> };

const returnedWords = ({ say, lang }: Drawing, { name, post, day }: NonNullable<Attachment['returned']>, reason: string): Html =>
  html`<p class="care">← ${say('returnedBy', { name, post: aside(post, lang), day, reason })}</p>`;

const files = (drawing: Drawing, rec: Rec, { here, returns }: FilesKnown): Html => {
  const { say, lang } = drawing;
  return plainTable(
    [paperWords.fileName[lang], say('size'), say('hash'), say('state')],
    rec.attachments.map(({ id, name, size, sha256, discarded, scanOf, returned }) => [
      [fileLabel({ name, ...(scanOf !== undefined && { scanOf }), ...(returned && { returned }) }, lang), returned && returnedWords(drawing, returned, returns.get(id) ?? '—')], size.toLocaleString('en'), html`<span class="mono">${sha256}</span>`,
      discarded ? html`<span class="quiet">${say('fileDiscarded')}</span>` : here.has(sha256) ? html`<span class="good">✓ ${say('fileHere')}</span>` : html`<span class="care">○ ${say('fileAway')}</span>`,
    ]),
    say('noFiles'),
  );
};

const section = (visit: Drawing, def: FormDef, rec: Rec, known: FilesKnown, part: PaperSection): Piece => {
  const { lang } = visit;
  const titled = (title: string | undefined, body: Piece): Piece => [title !== undefined && html`<h3>${title}</h3>`, body];
  switch (part.kind) {
    case 'grid':
      return titled(part.title?.[lang], part.rows.map((cells) => gridRow(visit, def, rec, cells)));
    case 'ratings':
      return titled(part.title?.[lang], part.fields.map((name) => gridRow(visit, def, rec, [{ f: name, span: 24 }])));
    case 'readings':
      return titled(part.title?.[lang], readingsTable(visit, rec, part.field));
    case 'table': {
      const field = def.fields[part.field];
      if (field?.kind !== 'table') return null;
      const value = rec.data[part.field];
      const rows = (Array.isArray(value) ? (value as readonly Row[]) : []).map((row) => Object.entries(field.columns).map(([column, of]) => (row[column] === undefined ? '' : valueText(of, row[column], lang))));
      return titled(part.title?.[lang], plainTable(Object.values(field.columns).map(({ label }) => label[lang]), rows, paperWords.none[lang]));
    }
    case 'attachments':
      return titled(part.title[lang], files(visit, rec, known));
    case 'signoff':
      return titled(part.title[lang], signoff(visit, def, rec));
    case 'note':
      return html`<p>${part.text[lang]}</p>`;
    default:
      // a section of a newer program
      return null;
  }
};

/** The paper of a record from its pinned declaration: the same cells in the same order. */
export const drawPaper = (visit: Drawing, def: FormDef, rec: Rec, known: FilesKnown): Html => {
  const { lang } = visit;
  const hasFiles = def.paper.sections.some(({ kind }) => kind === 'attachments');
  return html`<article class="paper"><h2>${def.title[lang]}</h2><div class="under"><span>${rec.context.contractor[lang]}</span>${rec.seal ? html`<span class="seal">${paperWords.sealed[lang]} ${checkCode(rec.seal.contentHash).slice(0, 9)}</span>` : null}<span>${paperWords.number[lang]} ${rec.number}</span></div>
<div class="sheet">${def.paper.sections.map((part) => section(visit, def, rec, known, part))}${!hasFiles && rec.attachments.length > 0 ? html`<h3>${visit.say('files')}</h3>${files(visit, rec, known)}` : null}</div>
<p class="quiet">${copiesOf(def, rec).map((copy) => `${copy.label[lang]} ${copy.holder[lang]}`).join(lang === 'zh' ? '；' : '; ')}</p></article>`;
};
