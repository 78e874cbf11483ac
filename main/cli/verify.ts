import { keyFingerprint } from '../../domain/api/keys.ts';
import { z } from 'zod';
import { standingMark } from '../../domain/paper/mark.ts';
import { copiesOf, nextPrint } from '../../domain/record/copies.ts';
import { evolve } from '../../domain/record/evolve.ts';
import type { EventKind, Op } from '../../domain/record/op.ts';
import type { Rec, Signature } from '../../domain/record/record.ts';
import { bytesHash } from '../../domain/seal/canonical.ts';
import { checkCode } from '../../domain/seal/content.ts';
import { exportSchema, verifyExport, type RecordExport, type Verification } from '../../domain/seal/export.ts';
import { verifyWitness } from '../../domain/witness/inclusion.ts';
import { signatureKind, signatureKindWords, signatureRemarks, type SignatureKind } from '../../domain/paper/signatureKind.ts';
import { text, type Lang, type Text } from '../../domain/text/text.ts';
import { readEmbeddedRecord } from '../papers/read.ts';
import type { PaperMaker } from '../papers/render.ts';
import { isKeySignature } from '../sync/keySignature.ts';
import { isSound, type Line } from './report.ts';

export type FileVerification = {
  readonly kind: 'pdf' | 'record' | 'unknown';
  readonly valid: boolean;
  readonly lines: readonly Line[];
  readonly number?: string;
  /** sound, but no longer in force by what the file itself says: a file saved before cannot know */
  readonly standing?: Standing;
  readonly checkCode?: string;
  /** the device key's proof over the seal: headquarters knows it by this */
  readonly seal?: string;
  readonly signers: readonly { readonly name: string; readonly post: string; readonly at: string; readonly kind: SignatureKind; /** the day on the paper, and who entered it; the station and its key's fingerprint */ readonly remarks: Text }[];
};

type Standing = 'voided' | 'corrected';
const standingOf = ({ voided, correctedBy }: Rec): Standing | undefined => (voided ? 'voided' : correctedBy === undefined ? undefined : 'corrected');

const labels: Readonly<Record<string, Text>> = {
  operations: text('每条操作与其校验值一致', 'Every operation matches its hash'),
  'operation-hash': text('操作被改动', 'An operation was altered'),
  'operation-text': text('操作无法读取', 'An operation cannot be read'),
  'operation-order': text('操作次序不对', 'Operations are out of order'),
  record: text('操作组成一张单据', 'The operations make a record'),
  definition: text('表单版式就是填写时的版式', 'The form is the one it was written on'),
  sealed: text('单据已封存', 'The record is sealed'),
  'content-hash': text('内容与封存时一致', 'The content is what was sealed'),
  'signature-content': text('签名所签就是这份内容', 'The signature is over this content'),
  'signature-strokes': text('笔迹未被改动', 'The strokes are unaltered'),
  'signature-link': text('签名次序相连', 'The signatures follow one another'),
  'signature-scan': text('纸质签署的扫描件在附件中', 'The scan of what was signed on paper is attached'),
  scans: text('签署扫描件都有对应的签名', 'Every scan belongs to a signature'),
  'signature-key': text('设备密钥证明有效', "The device key's proof holds"),
  'seal-key': text('封存由这台工作站的设备密钥证明', "The seal is proven by this station's device key"),
  'seal-anchor': text('封存写在操作链的所称位置', 'The seal stands in the chain where it says'),
  'seal-signatures': text('封存所列签名齐全', 'The seal lists these signatures'),
  silence: text('期满未答复，记为视为通过的时间在期满之后', 'Silence was written down after its last second'),
  'signers-complete': text('应签的人都已签', 'Everybody required has signed'),
};

const findingsToLines = (verification: Verification): Line[] =>
  verification.findings.map(({ check, ok, detail }) => {
    const [name, role] = check.split(':') as [string, string | undefined];
    const label = labels[name] ?? text(name, name);
    const signer = role === undefined ? undefined : verification.record?.signatures.find((s) => s.role === role)?.name;
    return { check, ok, label: signer ? text(`${label.zh}（${signer}）`, `${label.en} (${signer})`) : label, ...(detail ? { detail } : {}) };
  });

/** Sets of copies one file may hold: all of them first, then each alone, then the rest. */
const copySets = (numbers: readonly number[]): number[][] => {
  const sets = Array.from({ length: 2 ** numbers.length - 1 }, (_, i) => numbers.filter((_, n) => ((i + 1) >> n) & 1));
  const rank = (set: number[]): number => (set.length === numbers.length ? 0 : set.length);
  return sets.sort((a, b) => rank(a) - rank(b));
};
/** More copies than this are not tried in every combination. */
const mostCopies = 5;

/** Whether the pages are what this product draws for the record inside: made again, byte by byte. */
const arePagesOf = async (pdf: Uint8Array, embedded: string, file: RecordExport, rec: Rec, papers: PaperMaker): Promise<boolean> => {
  const all = copiesOf(file.definition, rec);
  const printed = Object.fromEntries(all.map(({ no }) => [no, nextPrint(rec, no) - 1]));
  const place = file.witness?.inclusions[0];
  const anchor = rec.seal ? { chainHead: rec.seal.chainHead, chainSeq: rec.seal.chainSeq, ...(place ? { logPlace: place.index + 1 } : {}) } : undefined;
  const sets = all.length <= mostCopies ? copySets(all.map((c) => c.no)) : [all.map((c) => c.no), ...all.map((c) => [c.no])];
  const someAgain = Object.values(printed).some((n) => n > 0);
  // a paper that says it is void; those made before the program drew that do not
  const marks = rec.voided ? [standingMark(rec, file.definition), undefined] : [undefined];
  const tries = marks.flatMap((watermark) => (someAgain ? [printed, {}] : [{}]).map((reprints) => ({ watermark, reprints })));
  for (const { watermark, reprints } of tries) {
    for (const set of sets) {
      const made = await papers.make({ def: file.definition, rec, lang: 'zh', copies: all.filter((c) => set.includes(c.no)), watermark, reprints, anchor, embedded });
      if (made.length === pdf.length && Buffer.from(made.buffer, made.byteOffset, made.byteLength).equals(pdf)) return true;
    }
  }
  return false;
};

/** What leaves of a record. Earlier programs dated an unsealed paper by it as by work on it. */
const outgoing: ReadonlySet<EventKind> = new Set(['copied', 'settled', 'released']);

/**
 * Whether this product draws today what each signer was shown, dated as it is today or as by earlier programs. When it does, pages that differ were altered; when
 * it does not (the record was signed under another version), pages cannot be compared and nothing is claimed about them.
 */
const isDrawnAlike = async (file: RecordExport, papers: PaperMaker): Promise<boolean> => {
  let rec: Rec | null = null;
  let datedBefore = '';
  for (const { bytes } of file.ops) {
    const op = JSON.parse(bytes) as Op;
    if (op.event.kind === 'signed' && rec) {
      const hashAt = async (standing: Rec, updatedAt: string): Promise<string> => bytesHash(await papers.make({ def: file.definition, rec: { ...standing, updatedAt }, lang: 'zh', copies: [] }));
      const { shownHash } = op.event.signature;
      if ((await hashAt(rec, rec.updatedAt)) !== shownHash && (datedBefore === rec.updatedAt || (await hashAt(rec, datedBefore)) !== shownHash)) return false;
    }
    const next: Rec | null = evolve(rec, op);
    if (next && outgoing.has(op.event.kind)) datedBefore = op.at;
    else if (next && next.updatedAt !== rec?.updatedAt) datedBefore = next.updatedAt;
    rec = next;
  }
  return true;
};

const pagesLine = async (pdf: Uint8Array, embedded: string, file: RecordExport, rec: Rec, papers: PaperMaker): Promise<Line> => {
  const line = { check: 'pages', label: text('纸面与其中的单据一致', 'The pages show the record inside') };
  if (await arePagesOf(pdf, embedded, file, rec, papers)) return { ...line, ok: true };
  return (await isDrawnAlike(file, papers)) ? { ...line, ok: false } : { ...line, ok: null, label: text('纸面由另一版本生成，没有比对', 'The pages were made by another version and were not compared') };
};

const signerOf = (signature: Signature): FileVerification['signers'][number] => {
  const kind = signatureKind(signature);
  const key = signature.elsewhere ? ` ${keyFingerprint(signature.key)}` : '';
  const said = (lang: Lang): string => (kind === 'screen' ? signatureKindWords.screen[lang] : `${signatureRemarks(signature, lang).join(lang === 'zh' ? '；' : '; ')}${key}`);
  return { name: signature.name, post: signature.post, at: signature.paper?.day ?? signature.at, kind, remarks: text(said('zh'), said('en')) };
};

/** `holds-record`: the file is whole, for all that can be told, and there is no record in it. `file`: it cannot be read. */
type FileCheck = 'file' | 'holds-record';
const unreadable = (kind: FileVerification['kind'], label: Text, check: FileCheck = 'file'): FileVerification => ({ kind, valid: false, signers: [], lines: [{ check, ok: false, label }] });

const notOurs = text('这不是三联的 PDF 或单据导出；请选三联存的 PDF 或 .record.json 文件', 'This is no PDF or record export of Sanlian; choose a PDF or .record.json file that Sanlian saved');
const damagedPdf = text('这份 PDF 已损坏，读不出其中的单据', 'This PDF is damaged; the record inside it cannot be read');
const noRecordInside = text('这份 PDF 里没有单据数据：是报告、预览件，或不是三联存的', 'There is no record inside this PDF: it is a report or a preview, or Sanlian did not save it');
const fromFuture = text('这份单据由更新的三联存出；请更新后再核验', 'A newer Sanlian saved this record; update, then verify again');
const malformed = (part?: string): Text =>
  part ? text(`单据导出不完整或被改动：“${part}”不合格式`, `The record export is incomplete or was altered: “${part}” is malformed`) : text('单据导出不完整或被改动', 'The record export is incomplete or was altered');

/** What is wrong with a file is said in the product's own words; a parser's message names its insides and helps nobody who holds the file. */
const parseExport = (plain: string): { readonly ok: true; readonly value: RecordExport } | { readonly ok: false; readonly label: Text; readonly check?: FileCheck } => {
  let value: unknown;
  try {
    value = JSON.parse(plain);
  } catch {
    return { ok: false, label: notOurs };
  }
  const head = z.object({ kind: z.literal('sanlian-record'), v: z.unknown() }).safeParse(value);
  if (!head.success) return { ok: false, label: notOurs, check: 'holds-record' };
  if (typeof head.data.v === 'number' && head.data.v > 1) return { ok: false, label: fromFuture };
  const parsed = exportSchema.safeParse(value);
  if (parsed.success) return { ok: true, value: parsed.data };
  const issue = parsed.error.issues[0];
  return { ok: false, label: malformed(issue?.code === 'unrecognized_keys' ? issue.keys[0] : issue?.path.join('.')) };
};

/** Whether an operation sealed the record; damaged bytes sealed nothing. */
const isSealing = (bytes: string): boolean => {
  try {
    return (JSON.parse(bytes) as Op).event.kind === 'sealed';
  } catch {
    return false;
  }
};

/** Whether the seal stands in headquarters' log, by a signed checkpoint and its proof. Without a pinned key the file's own counts, and its fingerprint is shown. */
const logLines = (file: RecordExport, pinnedKey: string | undefined): Line[] => {
  const label = text('封存记在总部的日志里', 'The seal stands in headquarters’ log');
  if (!file.witness) return pinnedKey === undefined ? [] : [{ check: 'log', ok: null, label: text('文件里还没有总部日志的证明', 'The file holds no proof from headquarters’ log yet') }];
  const seals = new Set(file.ops.flatMap(({ seq, bytes }) => (isSealing(bytes) ? [seq] : [])));
  const { checkpoint, proven, failed } = verifyWitness(file.witness, pinnedKey ?? file.witness.key, new Map(file.ops.map(({ seq, hash }) => [seq, hash])), isKeySignature);
  const holds = checkpoint !== null && failed.length === 0 && proven.some(({ seq }) => seals.has(seq));
  const place = proven[0] ? `#${proven[0].index + 1} / ${checkpoint?.size ?? ''}, ${checkpoint?.time ?? ''}, ` : '';
  return [{ check: 'log', ok: holds, label, detail: `${place}${keyFingerprint(pinnedKey ?? file.witness.key)}` }];
};

/** Checks a PDF of ours (by the record inside it, and by its pages) or a record export. Damage of any kind is a failed line, never a throw. `pinnedKey`: headquarters' key (SPKI DER, base64url) its log's proof must be signed by. */
export const verifyBytes = async (bytes: Uint8Array, papers: PaperMaker, pinnedKey?: string): Promise<FileVerification> => {
  const isPdf = Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-');
  const kind = isPdf ? 'pdf' : 'record';
  let plain: string | null;
  try {
    plain = isPdf ? await readEmbeddedRecord(bytes) : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch {
    // bytes that are no text, or a PDF no reader opens: either way there is nothing to check
    return isPdf ? unreadable('pdf', damagedPdf) : unreadable('unknown', notOurs);
  }
  if (plain === null) return unreadable('pdf', noRecordInside, 'holds-record');
  const parsed = parseExport(plain);
  if (!parsed.ok) return unreadable(isPdf ? 'pdf' : 'unknown', parsed.label, parsed.check);
  const file = parsed.value;

  let verification: Verification;
  try {
    verification = verifyExport(file, isKeySignature);
  } catch {
    // operations of another shape than ours: whatever wrote them, it was not a station
    return unreadable(kind, malformed());
  }
  const lines = [...findingsToLines(verification), ...logLines(file, pinnedKey)];
  const rec = verification.record;
  if (isPdf && rec) {
    try {
      lines.push(await pagesLine(bytes, plain, file, rec, papers));
    } catch {
      // a record that cannot be drawn at all has shown nobody anything
      lines.push({ check: 'pages', ok: false, label: text('其中的单据画不成纸面', 'The record inside cannot be drawn as pages') });
    }
  }
  return {
    kind, lines, valid: isSound(lines), number: rec?.number, ...(rec && standingOf(rec) && { standing: standingOf(rec)! }), checkCode: rec?.seal ? checkCode(rec.seal.contentHash) : undefined, seal: rec?.seal?.proof,
    signers: (rec?.signatures ?? []).map(signerOf),
  };
};
