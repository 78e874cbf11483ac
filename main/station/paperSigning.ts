import { randomUUID } from 'node:crypto';
import { mediaTypeOf } from '../../domain/text/mediaType.ts';
import type { PaperReturnCommand, PaperSignCommand } from '../../domain/record/command.ts';
import type { DecidedEvent } from '../../domain/record/op.ts';
import type { Attachment, Rec } from '../../domain/record/record.ts';
import { nextSigner, type Setting } from '../../domain/record/decide.ts';
import { checkPaper, decideReturnOnPaper, decideSignOnPaper, scanTypes } from '../../domain/record/sign.ts';
import { accepted, refused } from '../../domain/refused.ts';
import { ok, refuse, type Result } from '../../domain/result.ts';
import { signingOf } from './customer.ts';
import { cleanFileName, piecesOf } from './deskwork.ts';
import { readAccounts, type OpenStation } from './openStation.ts';
import { bytesHash, signingDocument } from './paperwork.ts';
import type { Order } from './recorder.ts';
import type { StationCore } from './core.ts';

/** The sheet a signer signs with a pen, noted as having left (R35). Refuses `nothing-to-sign`, and `not-on-paper` where the form keeps the next one to the screen. */
export const sheetForInk = async (core: StationCore, open: OpenStation, order: Order, { id, to }: { readonly id: string; readonly to: string }): Promise<Uint8Array> => {
  const { rec, setting } = open.recorder.standing(open.store.read, id, open.author);
  const signer = nextSigner(setting.def, rec);
  if (!signer) throw refused(rec.seal ? 'sealed' : 'nothing-to-sign');
  if (!signer.onPaper) throw refused('not-on-paper', { params: { role: signer.role } });
  const sheet = await signingDocument(core, open, rec);
  open.recorder.onceOf(order, () => open.recorder.change(open.author, id, () => ok([{ kind: 'released', what: 'signing-sheet', to }])));
  return sheet;
};

/** How large a scan may be, bytes: a page or a few, as scanners make them. */
const largestScan = 20 * 1024 * 1024;

/** In the place of a scan while it is asked whether the paper fits at all. */
const unread: Attachment = { id: '', name: '', type: '', size: 0, sha256: '', addedAt: '', by: { id: '', name: '' } };
type Scanned = { readonly scan: Blob; readonly fileName: string };

/** A paper that came in with its scan: the scan is stored first, then file and what `decided` of it are one transaction. Nothing is stored of a paper that does not fit (`check`). */
const takeIn = async (
  open: OpenStation, order: Order, { scan, fileName }: Scanned, id: string, check: (rec: Rec, setting: Setting) => Result<unknown>, prepare: (rec: Rec) => Promise<(rec: Rec, file: Attachment, setting: Setting) => Result<DecidedEvent[]>>, now: () => string,
): Promise<Rec> => {
  const { rec: before, setting: at } = open.recorder.standing(open.store.read, id, open.author);
  if (open.recorder.carriedOut(order)) return before;
  accepted(check(before, at));
  if (scan.size === 0) throw refused('file-empty', { field: 'scan' });
  if (scan.size > largestScan) throw refused('file-too-large', { field: 'scan', params: { max: largestScan / 1024 / 1024 } });
  const type = mediaTypeOf(new Uint8Array(await scan.slice(0, 64).arrayBuffer()), '');
  if (!scanTypes.includes(type)) throw refused('scan-kind', { field: 'scan' });
  const decided = await prepare(before);
  const stored = await open.blobs.put(piecesOf(scan));
  return open.recorder.onceOf(order, () => open.recorder.change(open.author, id, (writer, { rec, setting }) => {
    if (rec.rev !== before.rev) return refuse('document-changed');
    const events = decided(rec, { id: randomUUID(), name: cleanFileName(fileName), type, size: stored.size, sha256: stored.sha256, addedAt: now(), by: open.author.person }, setting);
    if (events.ok) writer.putBlob({ sha256: stored.sha256, size: stored.size, type });
    return events;
  }));
};

/** Takes in what somebody signed on paper. */
export const takePaper = (core: StationCore, open: OpenStation, order: Order, { scan, fileName, ...command }: PaperSignCommand & Scanned): Promise<Rec> =>
  takeIn(open, order, { scan, fileName }, command.id, (rec, setting) => checkPaper(rec, command, setting, readAccounts(open.store)), async (before) => {
    const shownHash = bytesHash(await signingDocument(core, open, before));
    return (rec, file, setting) => decideSignOnPaper(rec, command, file, setting, signingOf(core, open, shownHash));
  }, core.now);

/** Takes in a paper that somebody returned with a reason. */
export const takeReturn = (core: StationCore, open: OpenStation, order: Order, { scan, fileName, ...command }: PaperReturnCommand & Scanned): Promise<Rec> =>
  takeIn(
    open, order, { scan, fileName }, command.id, (rec, setting) => decideReturnOnPaper(rec, command, unread, setting, readAccounts(open.store)),
    async () => (rec, file, setting) => decideReturnOnPaper(rec, command, file, setting, readAccounts(open.store)), core.now,
  );
