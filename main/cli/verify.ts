import { evolve } from '../../domain/record/evolve.ts';
import type { Op } from '../../domain/record/op.ts';
import type { Rec } from '../../domain/record/record.ts';
import { bytesHash } from '../../domain/seal/canonical.ts';
import { checkCode } from '../../domain/seal/content.ts';
import { exportSchema, verifyExport, type RecordExport, type Verification } from '../../domain/seal/export.ts';
import { text, type Text } from '../../domain/text/text.ts';
import { readEmbeddedRecord } from '../papers/read.ts';
import type { PaperMaker } from '../papers/render.ts';
import { isKeySignature } from '../sync/keySignature.ts';
import { isSound, type Line } from './report.ts';

export type FileVerification = {
  readonly kind: 'pdf' | 'record' | 'unknown';
  readonly valid: boolean;
  readonly lines: readonly Line[];
  readonly number?: string;
  readonly checkCode?: string;
  readonly signers: readonly { readonly name: string; readonly post: string; readonly at: string }[];
};

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
  'signature-key': text('设备密钥证明有效', "The device key's proof holds"),
  'seal-key': text('封存由这台工作站的设备密钥证明', "The seal is proven by this station's device key"),
  'seal-anchor': text('封存写在操作链的所称位置', 'The seal stands in the chain where it says'),
  'seal-signatures': text('封存所列签名齐全', 'The seal lists these signatures'),
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
  const all = file.definition.copies === 'profile' ? rec.context.copies : file.definition.copies;
  const printed = Object.fromEntries(all.map(({ no }) => [no, rec.copies.filter((c) => c.no === no).length]));
  const anchor = rec.seal ? { chainHead: rec.seal.chainHead, chainSeq: rec.seal.chainSeq } : undefined;
  const sets = all.length <= mostCopies ? copySets(all.map((c) => c.no)) : [all.map((c) => c.no), ...all.map((c) => [c.no])];
  const someAgain = Object.values(printed).some((n) => n > 0);
  for (const reprints of someAgain ? [printed, {}] : [{}]) {
    for (const set of sets) {
      const made = await papers.make({ def: file.definition, rec, lang: 'zh', copies: all.filter((c) => set.includes(c.no)), reprints, anchor, embedded });
      if (made.length === pdf.length && Buffer.from(made.buffer, made.byteOffset, made.byteLength).equals(pdf)) return true;
    }
  }
  return false;
};

/**
 * Whether this product draws today what each signer was shown. When it does, pages that differ were altered; when it does not (the record
 * was signed under another version), pages cannot be compared and nothing is claimed about them.
 */
const isDrawnAlike = async (file: RecordExport, papers: PaperMaker): Promise<boolean> => {
  let rec: Rec | null = null;
  for (const { bytes } of file.ops) {
    const op = JSON.parse(bytes) as Op;
    if (op.event.kind === 'signed' && rec && bytesHash(await papers.make({ def: file.definition, rec, lang: 'zh', copies: [] })) !== op.event.signature.shownHash) return false;
    rec = evolve(rec, op);
  }
  return true;
};

const pagesLine = async (pdf: Uint8Array, embedded: string, file: RecordExport, rec: Rec, papers: PaperMaker): Promise<Line> => {
  const line = { check: 'pages', label: text('纸面与其中的单据一致', 'The pages show the record inside') };
  if (await arePagesOf(pdf, embedded, file, rec, papers)) return { ...line, ok: true };
  return (await isDrawnAlike(file, papers)) ? { ...line, ok: false } : { ...line, ok: null, detail: '由另一版本生成，未比对 made by another version, not compared' };
};

const unreadable = (kind: FileVerification['kind'], label: Text, detail?: string): FileVerification => ({
  kind, valid: false, signers: [], lines: [{ check: 'file', ok: false, label, ...(detail ? { detail } : {}) }],
});

const parseExport = (plain: string): RecordExport | string => {
  try {
    const parsed = exportSchema.safeParse(JSON.parse(plain));
    return parsed.success ? parsed.data : (parsed.error.issues[0]?.message ?? 'not a record');
  } catch (error) {
    return (error as Error).message;
  }
};

/** Checks a PDF of ours (by the record inside it, and by its pages) or a record export. Damage of any kind is a failed line, never a throw. */
export const verifyBytes = async (bytes: Uint8Array, papers: PaperMaker): Promise<FileVerification> => {
  const isPdf = Buffer.from(bytes.subarray(0, 1024)).includes('%PDF-');
  const kind = isPdf ? 'pdf' : 'record';
  let plain: string | null;
  try {
    plain = isPdf ? await readEmbeddedRecord(bytes) : new TextDecoder('utf-8', { fatal: true }).decode(bytes);
  } catch (error) {
    return unreadable(isPdf ? 'pdf' : 'unknown', text('文件损坏，或不是三联的 PDF 或单据', 'The file is damaged, or no PDF or record of Sanlian'), (error as Error).message);
  }
  if (plain === null) return unreadable('pdf', text('这份 PDF 里没有单据数据', 'There is no record inside this PDF'));
  const file = parseExport(plain);
  if (typeof file === 'string') return unreadable(isPdf ? 'pdf' : 'unknown', text('读不出单据数据', 'The record cannot be read'), file);

  let verification: Verification;
  try {
    verification = verifyExport(file, isKeySignature);
  } catch (error) {
    // operations of another shape than ours: whatever wrote them, it was not a station
    return unreadable(kind, text('单据数据不合格式', 'The record is malformed'), (error as Error).message);
  }
  const lines = findingsToLines(verification);
  const rec = verification.record;
  if (isPdf && rec) {
    try {
      lines.push(await pagesLine(bytes, plain, file, rec, papers));
    } catch (error) {
      // a record that cannot be drawn at all has shown nobody anything
      lines.push({ check: 'pages', ok: false, label: text('纸面与其中的单据一致', 'The pages show the record inside'), detail: (error as Error).message });
    }
  }
  return {
    kind, lines, valid: isSound(lines), number: rec?.number, checkCode: rec?.seal ? checkCode(rec.seal.contentHash) : undefined,
    signers: (rec?.signatures ?? []).map(({ name, post, at }) => ({ name, post, at })),
  };
};
