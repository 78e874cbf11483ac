import { createHash } from 'node:crypto';
import { documentRowToCells, isThrownAway, registerHeads } from '../../domain/documents/register.ts';
import type { Attachment, Rec } from '../../domain/record/record.ts';
import { refused } from '../../domain/refused.ts';
import { rowToCsv } from '../../domain/text/csv.ts';
import { text, type Lang, type Text } from '../../domain/text/text.ts';
import type { StationCore } from '../station/core.ts';
import type { OpenStation } from '../station/openStation.ts';
import type { Order } from '../station/recorder.ts';
import { zipStream, type ZipEntry } from '../zip/zipStream.ts';
import { issuedOf, rowOf, sealedPdf, writeDown, type RegisterSpan } from './register.ts';

/** Bytes read from a file at a time. */
const piece = 1024 * 1024;
/** MB of attachments in one bundle: a window holds the whole of it in memory until it is saved. */
const mostMegabytes = 1024;
/** UTF-8 bytes of a file's name in the bundle: with its folders it fits what every system takes. */
const longestName = 120;

const heads: readonly Text[] = [text('文件', 'File'), text('SHA-256', 'SHA-256'), text('说明', 'Remark')];
const remarks = {
  paper: text('签认件', 'signed record'), attachment: text('附件', 'attachment'),
  discarded: text('附件，已到保存期限删除', 'attachment, deleted after its time'), elsewhere: text('附件，不在本机（在总部）', 'attachment, not on this computer (at headquarters)'),
  damaged: text('附件，在本机已丢失或损坏', 'attachment, lost or damaged on this computer'),
};

const cutTo = (words: string, bytes: number): string => {
  let cut = words;
  while (Buffer.byteLength(cut) > bytes) cut = cut.slice(0, -1).toWellFormed();
  return cut;
};
/** A name every system takes: none of Windows' signs and devices, no dot or space at the end, not too long; the ending stays. */
const safeName = (name: string): string => {
  const plain = name.replaceAll(/[\p{Cc}\\/:*?"<>|]/gu, '_').replace(/[. ]+$/, '');
  const [, stem = '', ending = ''] = /^(.*?)(\.[^.]{1,12})?$/su.exec(plain) ?? [];
  const free = /^(con|prn|aux|nul|com\d|lpt\d)$/i.test(stem.split('.')[0] ?? '') || stem === '' ? `_${stem}` : stem;
  return `${cutTo(free, longestName - Buffer.byteLength(ending))}${ending}`;
};
/** The names of one folder, each once, whatever the case of its letters. */
const createNames = (): ((name: string) => string) => {
  const taken = new Set<string>();
  return (name) => {
    const safe = safeName(name);
    const dot = safe.lastIndexOf('.') > 0 ? safe.lastIndexOf('.') : safe.length;
    let free = safe;
    for (let n = 2; taken.has(free.toLowerCase()); n += 1) free = `${safe.slice(0, dot)} (${n})${safe.slice(dot)}`;
    taken.add(free.toLowerCase());
    return free;
  };
};

async function* bytesOf({ blobs }: Pick<OpenStation, 'blobs'>, { sha256, size }: Attachment): AsyncGenerator<Uint8Array> {
  for (let at = 0; at < size; at += piece) yield await blobs.read(sha256, at, piece);
}
/** Why a file cannot go into the bundle; null when every byte of it reads as it should: a bundle under way cannot take back half a file. */
const whyLeftOut = async (open: OpenStation, file: Attachment): Promise<Text | null> => {
  if (file.discarded) return remarks.discarded;
  if (open.store.read.blob(file.sha256) === null) return remarks.elsewhere;
  const hash = createHash('sha256');
  try {
    for await (const bytes of bytesOf(open, file)) hash.update(bytes);
  } catch {
    // missing or changed, for the list it is the same
    return remarks.damaged;
  }
  return hash.digest('hex') === file.sha256 ? null : remarks.damaged;
};
const isPacked = ({ type }: Attachment): boolean => !/^text\/|[/+](?:json|xml)$|^image\/(?:bmp|svg)/.test(type);

/** Papers of the span that are gathered: those thrown away are not. */
async function* gatheredOf(open: OpenStation, span: RegisterSpan): AsyncGenerator<Rec> {
  for await (const rec of issuedOf(open, span)) {
    const def = open.store.read.definition(rec.def);
    if (def && !isThrownAway(rec, def)) yield rec;
  }
}
const bytesHere = ({ store }: OpenStation, { attachments }: Rec): number =>
  attachments.reduce((sum, { sha256, size, discarded }) => (discarded || !store.read.blob(sha256) ? sum : sum + size), 0);

type Asked = RegisterSpan & { readonly lang: Lang; readonly recipient: string; readonly ids?: readonly string[] | undefined };

/**
 * 一键汇总: the PDF of every paper sealed in the span and, in a folder of its number, its attachments; those of registered documents that are
 * not sealed too; the list of contents, which also names what is not here; and the SHA-256 of each, as one ZIP, piece by piece. What was
 * thrown away is left out, unless it is named. Written to the log before the first byte (R35). Throws RefusedError `bundle-too-large`.
 */
export async function* bundleOf(core: StationCore, open: OpenStation, order: Order, { lang, recipient, ids, ...span }: Asked): AsyncGenerator<Buffer> {
  const chosen = ids?.flatMap((id) => open.store.read.record(id) ?? []).filter(({ seal }) => seal !== undefined);
  const gathered: string[] = [];
  let bytes = 0;
  for await (const rec of chosen ?? gatheredOf(open, span)) {
    gathered.push(rec.id);
    bytes += bytesHere(open, rec);
  }
  const n = Math.ceil(bytes / 1024 / 1024);
  if (n > mostMegabytes) throw refused('bundle-too-large', { params: { n, max: mostMegabytes } });
  writeDown(open, order, 'document-bundle', chosen ? `zip ${chosen.map(({ number }) => number).join(' ')}`.slice(0, 500) : `zip ${span.from} ${span.to} ${gathered.length}`, recipient);
  const sums: string[] = [];
  const list: string[] = ['\uFEFF', rowToCsv([...registerHeads, ...heads.map((label) => ({ label }))].map(({ label }) => label[lang]))];
  const sum = (name: string, sha256: string): void => void sums.push(`${sha256}  ${name}\n`);
  const entries = async function* (): AsyncGenerator<ZipEntry> {
    for (const id of gathered) {
      const rec = open.store.read.record(id);
      const row = rec && rowOf(open, rec);
      if (!row) continue;
      const cells = documentRowToCells(row, lang);
      const tell = (name: string, sha256: string, remark: Text): void => void list.push(rowToCsv([...cells, name, sha256, remark[lang]]));
      const place = `${rec.form}/${safeName(rec.number)}`;
      if (rec.seal) {
        const [name, bytes] = [`${place}.pdf`, await sealedPdf(core, open, rec)];
        const sha256 = createHash('sha256').update(bytes).digest('hex');
        yield { name, bytes: [bytes], stored: true };
        sum(name, sha256);
        tell(name, sha256, remarks.paper);
      } else if (rec.attachments.length === 0) list.push(rowToCsv([...cells, '', '', '']));
      const nameOf = createNames();
      for (const file of rec.attachments) {
        const left = await whyLeftOut(open, file);
        const name = left ? file.name : `${place}/${nameOf(file.name)}`;
        if (!left) {
          yield { name, bytes: bytesOf(open, file), stored: isPacked(file) };
          sum(name, file.sha256);
        }
        tell(name, file.sha256, left ?? remarks.attachment);
      }
    }
    const name = lang === 'zh' ? '目录.csv' : 'contents.csv';
    const bytes = Buffer.from(list.join(''));
    yield { name, bytes: [bytes] };
    sum(name, createHash('sha256').update(bytes).digest('hex'));
    yield { name: 'SHA256SUMS', bytes: [Buffer.from(sums.join(''))] };
  };
  yield* zipStream(entries());
}

export const bundleBlob = async (...asked: Parameters<typeof bundleOf>): Promise<Blob> => {
  const parts: Uint8Array<ArrayBuffer>[] = [];
  for await (const bytes of bundleOf(...asked)) parts.push(new Uint8Array(bytes));
  return new Blob(parts, { type: 'application/zip' });
};
