import { v7 as uuidv7 } from 'uuid';
import { createTransport } from 'nodemailer';
import type { SendMailOptions, Transporter } from 'nodemailer';
import type { DoneCommand } from '../../db/store.ts';
import { hourMs, isoToMs, minuteMs, msToSecond } from '../../domain/clocks/shanghai.ts';
import type { MailDraft, OutboxEntry, Recipient } from '../../domain/documents/mail.ts';
import { recipientsIn } from '../../domain/documents/mail.ts';
import { checkAddress } from '../../domain/contacts/confirmed.ts';
import type { Rec } from '../../domain/record/record.ts';
import { ok } from '../../domain/result.ts';
import { patternFault } from '../../domain/text/patterns.ts';
import type { StationCore } from '../station/core.ts';
import type { OpenStation } from '../station/openStation.ts';
import type { Order } from '../station/recorder.ts';
import { refused, RefusedError } from '../../domain/refused.ts';
import { confirmedBooks } from './receivers.ts';
import { frozenPages } from '../report/paper.ts';
import { sealedPdf } from './register.ts';

/** How the mail server is reached. `secure`: TLS from the first byte; else STARTTLS, which the server must have unless `plain` allows a line in the clear. */
export type MailServer = { readonly host: string; readonly port: number; readonly secure: boolean; readonly plain?: boolean; readonly user?: string; readonly password?: string; readonly from: string };

const serverKey = 'mail.server';
const outboxKey = 'mail.outbox';
/** MB of files in one message: what most servers take, with the third that encoding adds */
const largestMail = 25;
/** Messages kept in the list after they left, failed, were canceled or saved as drafts. */
const mostKept = 200;
/** ms the server is given to answer */
const serverPatience = 20_000;
/** ms until a message is tried again by itself: after its first failure, doubled with every further one, and at most */
const firstWait = minuteMs;
const longestWait = hourMs;

export const mailServer = ({ store }: Pick<OpenStation, 'store'>): MailServer | null => JSON.parse(store.read.meta(serverKey) ?? 'null') as MailServer | null;
/** Keeps the server, or none. That its line may be in the clear is written to the log with who allowed it (R35). */
export const setMailServer = ({ recorder, author }: Pick<OpenStation, 'recorder' | 'author'>, server: MailServer | null): void =>
  recorder.together((writer) => {
    writer.setMeta(serverKey, server && JSON.stringify(server));
    if (server?.plain) recorder.release(writer, author, 'mail-server', 'smtp without TLS allowed', `${server.host}:${server.port}`);
  });

/** What never leaves the machine needs no TLS. */
const isLoopback = (host: string): boolean => /^(localhost|::1|\[::1\]|127(\.\d{1,3}){3})$/i.test(host.trim());

/** How nodemailer speaks to the server: papers and password go over TLS or not at all, unless the line in the clear was allowed. */
export const serverToTransport = ({ host, port, secure, plain, user, password }: MailServer) => ({
  host, port, secure, requireTLS: !secure && plain !== true && !isLoopback(host), ...(user !== undefined && { auth: { user, pass: password ?? '' } }),
  connectionTimeout: serverPatience, greetingTimeout: serverPatience, socketTimeout: serverPatience,
});

/** Confirmed e-mail addresses of client and supervision (R39). */
export const recipientsOf = (open: OpenStation): readonly Recipient[] => recipientsIn(confirmedBooks(open));

/** Addresses and papers as they may go: sealed papers that stand, addresses of the book or a reason for another. Throws RefusedError. */
const checkMail = (open: OpenStation, { ids, to, reason }: MailDraft): readonly Rec[] => {
  const books = confirmedBooks(open);
  for (const address of to) {
    if (patternFault('email', address) !== null) throw refused('not-an-address', { field: 'to', params: { address } });
    if (checkAddress(books, address).verdict !== 'confirmed' && !reason?.trim()) throw refused('address-unconfirmed', { field: 'to', params: { address } });
  }
  const recs = ids.map((id) => {
    const rec = open.store.read.record(id);
    if (!rec) throw refused('not-found');
    return rec;
  });
  checkStanding(recs);
  return recs;
};

/** Only sealed papers that stand go by mail; all others are named at once: whoever chose several leaves them out together. */
const checkStanding = (recs: readonly Rec[]): void => {
  const unfit = recs.flatMap(({ seal, voided, number }) => (seal && !voided ? [] : [{ code: seal ? 'record-voided' as const : 'not-sealed' as const, params: { number } }]));
  if (unfit.length > 0) throw new RefusedError(unfit);
};

/** What the log says of a paper's way by mail: that it goes, and what became of it. */
type Way = 'eml' | 'smtp' | 'smtp sent' | 'smtp failed' | 'smtp canceled';

/** Says in the log of each paper that it leaves or left, to whom, and why to an address that is not in the book (R35, R39). */
const writeDown = (open: OpenStation, recs: readonly Rec[], { to, reason }: MailDraft, way: Way): void => {
  for (const rec of recs) open.recorder.change(open.author, rec.id, () => ok([{ kind: 'released', what: reason?.trim() ? `${way} (${reason.trim()})` : way, to: to.join(', ') }]));
};

const messageOf = async (core: StationCore, open: OpenStation, recs: readonly Rec[], draft: MailDraft, id: string, from: string): Promise<SendMailOptions> => {
  const attachments: { filename: string; content: Buffer; contentType: string }[] = [];
  for (const rec of recs) {
    attachments.push({ filename: `${rec.number}.pdf`, content: Buffer.from(await sealedPdf(core, open, rec)), contentType: 'application/pdf' });
    // a report goes with the sheet it was signed on
    const pages = await frozenPages(open, rec);
    if (pages) attachments.push({ filename: pages.name, content: Buffer.from(pages.bytes), contentType: 'application/pdf' });
  }
  const size = attachments.reduce((sum, { content }) => sum + content.length, 0) / 1024 / 1024;
  if (size > largestMail) throw refused('mail-too-large', { params: { n: Math.ceil(size), max: largestMail } });
  return { messageId: `<${id}@sanlian.invalid>`, date: new Date(core.clock.now()), ...(from !== '' && { from }), to: [...draft.to], subject: draft.subject, text: draft.text, attachments };
};

type Queued = OutboxEntry & { readonly draft: MailDraft };
const newEntry = (core: StationCore, recs: readonly Rec[], draft: MailDraft, id: string, state: 'draft' | 'waiting'): Queued =>
  ({ id, at: core.now(), to: draft.to, subject: draft.subject, numbers: recs.map((rec) => rec.number), state, tries: 0, ...(draft.reason?.trim() && { reason: draft.reason.trim() }), draft });

/** A message as the bytes of an .eml file (RFC 5322), marked as not sent yet so that a mail program opens it for sending; the outbox lists it, for whom it was made. */
export const draftMail = async (core: StationCore, open: OpenStation, order: Order, draft: MailDraft): Promise<Blob> => {
  const recs = checkMail(open, draft);
  const message = await messageOf(core, open, recs, draft, order.id, mailServer(open)?.from ?? '');
  const { message: bytes } = await createTransport({ streamTransport: true, buffer: true, newline: 'windows' }).sendMail({ ...message, headers: { 'X-Unsent': '1' } });
  open.recorder.once(order, () => {
    writeDown(open, recs, draft, 'eml');
    saveEntry(open, newEntry(core, recs, draft, uuidv7({ msecs: core.clock.now() }), 'draft'));
    return { value: null, doc: recs[0]!.id };
  }, () => null);
  return new Blob([new Uint8Array(bytes as Buffer)], { type: 'message/rfc822' });
};

const readOutbox = ({ store }: Pick<OpenStation, 'store'>): readonly Queued[] => JSON.parse(store.read.meta(outboxKey) ?? '[]') as readonly Queued[];
const saveEntry = ({ store }: Pick<OpenStation, 'store'>, entry: Queued): void =>
  store.write((writer) => {
    const before = JSON.parse(writer.meta(outboxKey) ?? '[]') as readonly Queued[];
    const ended = before.filter(({ id, state }) => id !== entry.id && state !== 'waiting');
    const gone = new Set(ended.slice(0, Math.max(0, ended.length - mostKept)));
    const kept = before.filter((each) => !gone.has(each));
    // messages of one second stay in the order in which they were written
    const all = kept.some(({ id }) => id === entry.id) ? kept.map((each) => (each.id === entry.id ? entry : each)) : [...kept, entry];
    writer.setMeta(outboxKey, JSON.stringify(all.toSorted((a, b) => (a.at === b.at ? 0 : a.at < b.at ? -1 : 1))));
  });
const entryOf = ({ draft: _draft, ...entry }: Queued): OutboxEntry => entry;

/** Messages on their way, those that left and those another program sends, the newest first. */
export const outboxOf = (open: Pick<OpenStation, 'store'>): readonly OutboxEntry[] => readOutbox(open).toReversed().map(entryOf);

const answered = ({ answer }: DoneCommand): OutboxEntry => JSON.parse(answer ?? 'null') as OutboxEntry;

/**
 * Puts a message into the outbox. It is written to the log now: from here on it leaves by itself. Throws RefusedError `mail-not-set-up`, and
 * `mail-too-large` while there is still somebody to send several.
 */
export const queueMail = async (core: StationCore, open: OpenStation, order: Order, draft: MailDraft): Promise<OutboxEntry> => {
  const done = open.recorder.carriedOut(order);
  if (done) return answered(done);
  const server = mailServer(open);
  if (!server) throw refused('mail-not-set-up');
  const id = uuidv7({ msecs: core.clock.now() });
  await messageOf(core, open, checkMail(open, draft), draft, id, server.from);
  const entry = open.recorder.once(order, () => {
    const recs = checkMail(open, draft);
    writeDown(open, recs, draft, 'smtp');
    const queued = newEntry(core, recs, draft, id, 'waiting');
    saveEntry(open, queued);
    return { value: entryOf(queued), doc: recs[0]!.id, answer: entryOf(queued) };
  }, answered);
  // offline it simply waits; what went wrong stands in the outbox
  void core.underWay.run(async () => sendDue(core, open)).catch(warn);
  return entry;
};

const entryById = (open: OpenStation, id: string): Queued | undefined => readOutbox(open).find((each) => each.id === id);
const recordsOf = (open: OpenStation, { ids }: MailDraft): readonly Rec[] => ids.flatMap((id) => open.store.read.record(id) ?? []);

/** Takes a waiting message back and writes that down; answers the message as it stands then: one that left has left. Throws RefusedError `not-found`. */
export const cancelMail = (open: OpenStation, id: string): OutboxEntry =>
  open.recorder.together(() => {
    const entry = entryById(open, id);
    if (!entry) throw refused('not-found');
    if (entry.state !== 'waiting') return entryOf(entry);
    const { nextAt: _nextAt, ...rest } = entry;
    const canceled: Queued = { ...rest, state: 'canceled' };
    saveEntry(open, canceled);
    writeDown(open, recordsOf(open, entry.draft), entry.draft, 'smtp canceled');
    return entryOf(canceled);
  });

const codeOf = (error: unknown): number | undefined => (error instanceof Error && 'responseCode' in error && typeof error.responseCode === 'number' ? error.responseCode : undefined);
/** A server that says no for good (RFC 5321 4.2.1: 5yz) is not asked again by itself, nor is what the station itself refuses. */
const isFinal = (error: unknown): boolean => error instanceof RefusedError || (codeOf(error) ?? 0) >= 500;
const warn = (error: unknown): void => process.emitWarning(error instanceof Error ? error : String(error));

/** Sends one message and notes in outbox and log what became of it. Null when it left, else why not. */
const sendOne = async (core: StationCore, open: OpenStation, transport: Transporter, from: string, entry: Queued): Promise<unknown> => {
  const { error: _error, nextAt: _nextAt, ...rest } = entry;
  const tries = entry.tries + 1;
  const recs = recordsOf(open, entry.draft);
  try {
    // voided since it was written
    checkStanding(recs);
    await transport.sendMail(await messageOf(core, open, recs, entry.draft, entry.id, from));
  } catch (error) {
    const text = error instanceof Error ? error.message.slice(0, 300) : String(error);
    open.recorder.together(() => {
      // taken back while it was on its way
      if (entryById(open, entry.id)?.state !== 'waiting') return;
      if (isFinal(error)) {
        saveEntry(open, { ...rest, state: 'failed', tries, error: text });
        writeDown(open, recs, entry.draft, 'smtp failed');
      } else saveEntry(open, { ...rest, tries, error: text, nextAt: msToSecond(core.clock.now() + Math.min(longestWait, firstWait * 2 ** Math.min(tries - 1, 10))) });
    });
    return error;
  }
  open.recorder.together(() => {
    saveEntry(open, { ...rest, state: 'sent', tries, sentAt: core.now() });
    writeDown(open, recs, entry.draft, 'smtp sent');
  });
  return null;
};

/** Each message keeps its Message-ID, so that one sent twice is seen to be the same. */
const send = (core: StationCore, open: OpenStation, isWanted: (entry: Queued) => boolean): Promise<number> =>
  core.queue('mail', async () => {
    const server = mailServer(open);
    const ids = readOutbox(open).filter((each) => each.state === 'waiting' && isWanted(each)).map(({ id }) => id);
    if (!server || ids.length === 0) return 0;
    const transport = createTransport(serverToTransport(server));
    let sent = 0;
    try {
      for (const id of ids) {
        const entry = entryById(open, id);
        if (entry?.state !== 'waiting') continue;
        const fault = await sendOne(core, open, transport, server.from, entry);
        if (fault === null) sent += 1;
        // a server that cannot be reached is not waited for once more by every message
        else if (codeOf(fault) === undefined && !(fault instanceof RefusedError)) break;
      }
    } finally {
      transport.close();
    }
    return sent;
  });

/** Sends what waits, one after the other, now. How many left. */
export const sendWaiting = (core: StationCore, open: OpenStation): Promise<number> => send(core, open, () => true);

/** Sends what waits and is due again; a moment further away than any wait comes from a clock that was set back. How many left. */
export const sendDue = (core: StationCore, open: OpenStation): Promise<number> =>
  send(core, open, ({ nextAt }) => {
    const wait = nextAt === undefined ? 0 : isoToMs(nextAt) - core.clock.now();
    return wait <= 0 || wait > longestWait;
  });

/** Looks every `every` ms whether a message is due, while a station is open. Answers how to end it. */
export const keepSending = (core: StationCore, current: () => OpenStation | null, every = firstWait): (() => void) => {
  const timer = setInterval(() => {
    const open = current();
    if (open) core.underWay.run(async () => sendDue(core, open)).catch(warn);
  }, every).unref();
  return () => clearInterval(timer);
};
