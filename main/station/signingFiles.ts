import { createHash } from 'node:crypto';
import { v7 as uuidv7 } from 'uuid';
import { keyFingerprint } from '../../domain/api/keys.ts';
import type { SignFileView } from '../../domain/api/types.ts';
import type { FormDef, Signer } from '../../domain/forms/form.ts';
import type { VisitSignCommand } from '../../domain/record/command.ts';
import { nextSigner } from '../../domain/record/decide.ts';
import type { Rec, Signature } from '../../domain/record/record.ts';
import { signaturePlace } from '../../domain/record/sign.ts';
import { checkStationOf, checkVisitor, decideTakeSignature, openRequest, readSignFile, requestText, type SignAnswer, type SignRequest } from '../../domain/record/signFile.ts';
import { accepted, refused } from '../../domain/refused.ts';
import { ok } from '../../domain/result.ts';
import { canonicalText } from '../../domain/seal/canonical.ts';
import { inkLength, shortestInk, signatureText, signedFiles, strokesHash } from '../../domain/seal/content.ts';
import { exportSchema } from '../../domain/seal/export.ts';
import { isKeySignature } from '../sync/keySignature.ts';
import { readRevocations } from '../sync/revoked.ts';
import type { StationCore } from './core.ts';
import { whyNotHere } from './elsewhere.ts';
import { readAccounts, type OpenStation } from './openStation.ts';
import { bytesHash, recordExport } from './paperwork.ts';
import type { Order } from './recorder.ts';

/** How much the files of one request may be together, and the request itself, bytes: it is read whole. */
const largestFiles = 40 * 1024 * 1024;
const largestRequest = 64 * 1024 * 1024;

/** The headquarters this station is enrolled at, as the fingerprint of its key. Refuses `not-enrolled`: no headquarters would take a signature of this station. */
const headquartersOf = (open: OpenStation): string => {
  const { state, keys } = open.sync.status();
  if (state === 'not-enrolled' || keys?.headquarters === undefined) throw refused('not-enrolled');
  return keys.headquarters;
};
/** Refuses `other-headquarters`: that of the paper does not know this station's key, and would undo what is sealed over its signature. */
const checkHeadquarters = (open: OpenStation, paper: string): void => {
  if (headquartersOf(open) !== paper) throw refused('other-headquarters');
};

/** The paper with its files for a signer at another station, noted as having left (R35). Refuses `nothing-to-sign`, `not-by-file`, `not-enrolled`, `file-elsewhere`, `file-too-large`. */
export const exportToSign = async (open: OpenStation, order: Order, { id, to }: { readonly id: string; readonly to: string }): Promise<string> => {
  const { rec, setting } = open.recorder.standing(open.store.read, id, open.author);
  const signer = nextSigner(setting.def, rec);
  if (!signer) throw refused(rec.seal ? 'sealed' : 'nothing-to-sign');
  if (!signer.byFile) throw refused('not-by-file', { params: { role: signer.role } });
  const headquarters = headquartersOf(open);
  const wanted = signedFiles(rec);
  if (wanted.reduce((sum, { size }) => sum + size, 0) > largestFiles) throw refused('file-too-large', { params: { max: largestFiles / 1024 / 1024 } });
  for (const { sha256 } of wanted) if (!open.store.read.blob(sha256)) throw whyNotHere(open, sha256);
  const files = await Promise.all(wanted.map(async ({ sha256 }) => ({ sha256, data: Buffer.from(await open.blobs.get(sha256)).toString('base64') })));
  const unsigned: Omit<SignRequest, 'proof'> = { kind: 'sanlian-sign-request', v: 1, role: signer.role, number: rec.number, station: open.identity.stationCode, headquarters, record: exportSchema.parse(JSON.parse(recordExport(open, rec))), files };
  open.recorder.onceOf(order, () => open.recorder.change(open.author, id, () => ok([{ kind: 'released', what: 'sign-request', to }])));
  return canonicalText({ ...unsigned, proof: open.identity.sign(requestText(unsigned)) });
};

/** The request that lies on the desk of an unlocked station; gone with the lock. */
type Visit = { readonly rec: Rec; readonly def: FormDef; readonly signer: Signer; readonly files: ReadonlyMap<string, Uint8Array<ArrayBuffer>>; readonly document: Uint8Array; readonly station: string; readonly headquarters: string };
const visits = new WeakMap<OpenStation, Visit>();
const visitOf = (open: OpenStation): Visit => {
  const visit = visits.get(open);
  if (!visit) throw refused('not-found');
  return visit;
};

const shaOf = (data: string): string => createHash('sha256').update(Buffer.from(data, 'base64')).digest('hex');
const textOf = async (file: Blob): Promise<string> => {
  if (file.size > largestRequest) throw refused('file-too-large', { field: 'file', params: { max: largestRequest / 1024 / 1024 } });
  return file.text();
};

/** Reads a file of either kind: a request is laid out to be signed, an answer is shown before it is taken in. */
export const openSignFile = async (core: StationCore, open: OpenStation, file: Blob): Promise<SignFileView> => {
  const read = accepted(readSignFile(await textOf(file)));
  if (read.kind === 'sanlian-signature') {
    const rec = open.store.read.record(read.record);
    const def = rec && open.store.read.definition(rec.def);
    if (!rec || !def) throw refused('sign-file-foreign', { params: { number: read.number } });
    accepted(checkStationOf(read, readRevocations(open.store.read)));
    const { role, name, post, at, elsewhere, key } = read.signature;
    return { kind: 'answer', number: rec.number, form: rec.form, record: rec.id, title: def.title, signer: def.signers.find((each) => each.role === role)?.label ?? def.title, name, post, at, station: elsewhere.station, account: elsewhere.by.name, fingerprint: keyFingerprint(key) };
  }
  const { rec, def, signer } = accepted(openRequest(read, isKeySignature, shaOf));
  checkHeadquarters(open, read.headquarters);
  accepted(checkVisitor(rec, signer, open.account, { post: '-', place: '' }));
  const document = await core.papers.make({ def, rec, lang: 'zh', copies: [] });
  visits.set(open, { rec, def, signer, document, station: read.station, headquarters: read.headquarters, files: new Map(read.files.map(({ sha256, data }) => [sha256, new Uint8Array(Buffer.from(data, 'base64'))])) });
  return { kind: 'request', record: rec, definition: def, signer: signer.role, station: read.station, fingerprint: keyFingerprint(read.record.key), own: keyFingerprint(open.identity.key) };
};

export const visitDocument = (open: OpenStation): Uint8Array => visitOf(open).document;
export const visitFile = (open: OpenStation, sha256: string): Uint8Array<ArrayBuffer> => {
  const bytes = visitOf(open).files.get(sha256);
  if (!bytes) throw refused('not-found');
  return bytes;
};

/** Signs the request on the desk with this station's key; the answer is the file that goes back. Nothing of the paper stays here but that it was signed (R35). */
export const signVisit = (core: StationCore, open: OpenStation, order: Order, command: VisitSignCommand): string => {
  const { rec, signer, document, station, headquarters } = visitOf(open);
  checkHeadquarters(open, headquarters);
  accepted(checkVisitor(rec, signer, open.account, command));
  if (inkLength(command.ink) < shortestInk) throw refused('ink-too-short', { field: 'ink' });
  if (command.shownHash !== bytesHash(document)) throw refused('document-changed');
  const unsigned: Omit<Signature, 'proof'> = {
    id: uuidv7({ msecs: core.clock.now() }), role: signer.role, name: open.account.name, post: command.post.trim(), place: command.place.trim(), at: core.now(), mono: core.clock.mono(), ...signaturePlace(rec),
    shownHash: command.shownHash, consent: signer.consent.zh, strokesHash: strokesHash(command.ink), ink: command.ink,
    elsewhere: { station: open.identity.stationCode, by: open.author.person, as: open.account.role }, key: open.identity.key,
  };
  const signature = { ...unsigned, proof: open.identity.sign(signatureText(unsigned)) };
  const answer = canonicalText({ kind: 'sanlian-signature', v: 1, number: rec.number, record: rec.id, signature });
  return open.recorder.once(order, (writer) => {
    open.recorder.release(writer, open.author, `signature ${rec.number}`, 'signature', station);
    return { value: answer, doc: `signature ${rec.number}`, answer };
  }, (done) => JSON.parse(done.answer ?? '""') as string);
};

/** Takes in what came back. `fingerprint`: that of the other station's key, as a person compared it. */
export const takeSignature = async (open: OpenStation, order: Order, { file, fingerprint }: { readonly file: Blob; readonly fingerprint: string }): Promise<Rec> => {
  const read = accepted(readSignFile(await textOf(file)));
  if (read.kind !== 'sanlian-signature') throw refused('sign-file-unreadable', { field: 'file' });
  const answer: SignAnswer = read;
  if (!open.store.read.record(answer.record)) throw refused('sign-file-foreign', { params: { number: answer.number } });
  if (keyFingerprint(answer.signature.key) !== fingerprint) throw refused('sign-file-altered', { field: 'file', params: { number: answer.number } });
  return open.recorder.onceOf(order, () => open.recorder.change(open.author, answer.record, (_writer, { rec, setting }) => decideTakeSignature(rec, answer, setting, { staff: readAccounts(open.store), revoked: readRevocations(open.store.read) }, isKeySignature)));
};
