import { v7 as uuidv7 } from 'uuid';
import { createTransport } from 'nodemailer';
import type { SendMailOptions } from 'nodemailer';
import type { MailDraft, OutboxEntry, Recipient } from '../../domain/documents/mail.ts';
import { recipientsIn } from '../../domain/documents/mail.ts';
import { checkAddress } from '../../domain/contacts/confirmed.ts';
import type { Data, Rec } from '../../domain/record/record.ts';
import { ok } from '../../domain/result.ts';
import { patternFault } from '../../domain/text/patterns.ts';
import type { StationCore } from '../station/core.ts';
import type { OpenStation } from '../station/openStation.ts';
import type { Order } from '../station/recorder.ts';
import { refused } from '../station/refused.ts';
import { sealedPdf } from './register.ts';

/** How the mail server is reached. `secure`: TLS from the first byte; else STARTTLS, which the server must have unless `plain` allows a line in the clear. */
export type MailServer = { readonly host: string; readonly port: number; readonly secure: boolean; readonly plain?: boolean; readonly user?: string; readonly password?: string; readonly from: string };

const serverKey = 'mail.server';
const outboxKey = 'mail.outbox';
/** MB of files in one message: what most servers take, with the third that encoding adds */
const largestMail = 25;
/** Messages kept in the list after they left. */
const mostKept = 200;
/** ms the server is given to answer */
const serverPatience = 20_000;

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

const booksOf = ({ store: { read } }: OpenStation): readonly Data[] =>
  read.rowsInStates('contact-book', ['confirmed'], 20).rows.flatMap((row) => read.record(row.id) ?? []).filter((rec) => rec.correctedBy === undefined).map((rec) => rec.data);

/** Confirmed e-mail addresses of client and supervision (R39). */
export const recipientsOf = (open: OpenStation): readonly Recipient[] => recipientsIn(booksOf(open));

/** Addresses and papers as they may go: sealed papers, addresses of the book or a reason for another. Throws RefusedError. */
const checkMail = (open: OpenStation, { ids, to, reason }: MailDraft): readonly Rec[] => {
  const books = booksOf(open);
  for (const address of to) {
    if (patternFault('email', address) !== null) throw refused('not-an-email', { field: 'to' });
    if (checkAddress(books, address).verdict !== 'confirmed' && !reason?.trim()) throw refused('address-unconfirmed', { field: 'to', params: { address } });
  }
  return ids.map((id) => {
    const rec = open.store.read.record(id);
    if (!rec) throw refused('not-found');
    if (!rec.seal) throw refused('not-sealed', { params: { number: rec.number } });
    return rec;
  });
};

/** Says in the log of each paper that it leaves, to whom, and why to an address that is not in the book (R35, R39). */
const writeDown = (open: OpenStation, recs: readonly Rec[], { to, reason }: MailDraft, way: 'eml' | 'smtp'): void => {
  for (const rec of recs) open.recorder.change(open.author, rec.id, () => ok([{ kind: 'released', what: reason?.trim() ? `${way} (${reason.trim()})` : way, to: to.join(', ') }]));
};

const messageOf = async (core: StationCore, open: OpenStation, recs: readonly Rec[], draft: MailDraft, id: string, from: string): Promise<SendMailOptions> => {
  const attachments: { filename: string; content: Buffer; contentType: string }[] = [];
  for (const rec of recs) attachments.push({ filename: `${rec.number}.pdf`, content: Buffer.from(await sealedPdf(core, open, rec)), contentType: 'application/pdf' });
  const size = attachments.reduce((sum, { content }) => sum + content.length, 0) / 1024 / 1024;
  if (size > largestMail) throw refused('mail-too-large', { params: { n: Math.ceil(size), max: largestMail } });
  return { messageId: `<${id}@sanlian.invalid>`, date: new Date(core.clock.now()), ...(from !== '' && { from }), to: [...draft.to], subject: draft.subject, text: draft.text, attachments };
};

/** A message as the bytes of an .eml file (RFC 5322), marked as not sent yet so that a mail program opens it for sending. */
export const draftMail = async (core: StationCore, open: OpenStation, order: Order, draft: MailDraft): Promise<Blob> => {
  const recs = checkMail(open, draft);
  const message = await messageOf(core, open, recs, draft, order.id, mailServer(open)?.from ?? '');
  const { message: bytes } = await createTransport({ streamTransport: true, buffer: true, newline: 'windows' }).sendMail({ ...message, headers: { 'X-Unsent': '1' } });
  open.recorder.once(order, () => {
    writeDown(open, recs, draft, 'eml');
    return { value: null, doc: recs[0]!.id };
  }, () => null);
  return new Blob([new Uint8Array(bytes as Buffer)], { type: 'message/rfc822' });
};

type Queued = OutboxEntry & { readonly draft: MailDraft };
const readOutbox = ({ store }: Pick<OpenStation, 'store'>): readonly Queued[] => JSON.parse(store.read.meta(outboxKey) ?? '[]') as readonly Queued[];
const saveEntry = ({ store }: Pick<OpenStation, 'store'>, entry: Queued): void =>
  store.write((writer) => {
    const others = (JSON.parse(writer.meta(outboxKey) ?? '[]') as readonly Queued[]).filter((each) => each.id !== entry.id);
    const gone = others.filter((each) => each.state === 'sent').length - mostKept;
    writer.setMeta(outboxKey, JSON.stringify([...(gone > 0 ? others.filter((each, i) => each.state !== 'sent' || i >= gone) : others), entry].toSorted((a, b) => (a.at < b.at ? -1 : 1))));
  });
const entryOf = ({ draft: _draft, ...entry }: Queued): OutboxEntry => entry;

/** Messages on their way and those that left, the newest first. */
export const outboxOf = (open: Pick<OpenStation, 'store'>): readonly OutboxEntry[] => readOutbox(open).toReversed().map(entryOf);

/** Puts a message into the outbox. It is written to the log now: from here on it leaves by itself. Throws RefusedError `mail-not-set-up`. */
export const queueMail = (core: StationCore, open: OpenStation, order: Order, draft: MailDraft): OutboxEntry => {
  if (!mailServer(open)) throw refused('mail-not-set-up');
  const entry = open.recorder.once(order, () => {
    const recs = checkMail(open, draft);
    writeDown(open, recs, draft, 'smtp');
    const queued: Queued = { id: uuidv7({ msecs: core.clock.now() }), at: core.now(), to: draft.to, subject: draft.subject, numbers: recs.map((rec) => rec.number), state: 'waiting', tries: 0, draft };
    saveEntry(open, queued);
    return { value: entryOf(queued), doc: recs[0]!.id, answer: entryOf(queued) };
  }, ({ answer }) => JSON.parse(answer ?? 'null') as OutboxEntry);
  // offline it simply waits; what went wrong stands in the outbox
  void core.underWay.run(async () => sendWaiting(core, open)).catch(() => undefined);
  return entry;
};

/** A server that says no for good (RFC 5321 4.2.1: 5yz) is not asked again by itself. */
const isFinal = (error: unknown): boolean => error instanceof Error && 'responseCode' in error && typeof error.responseCode === 'number' && error.responseCode >= 500;

/** Sends what waits, one after the other. Each message keeps its Message-ID, so that one sent twice is seen to be the same. How many left. */
export const sendWaiting = (core: StationCore, open: OpenStation): Promise<number> =>
  core.queue('mail', async () => {
    const server = mailServer(open);
    const waiting = readOutbox(open).filter((each) => each.state === 'waiting');
    if (!server || waiting.length === 0) return 0;
    const transport = createTransport(serverToTransport(server));
    let sent = 0;
    try {
      for (const entry of waiting) {
        const tries = entry.tries + 1;
        try {
          const recs = entry.draft.ids.flatMap((id) => open.store.read.record(id) ?? []);
          await transport.sendMail(await messageOf(core, open, recs, entry.draft, entry.id, server.from));
          const { error: _error, ...rest } = entry;
          saveEntry(open, { ...rest, state: 'sent', tries, sentAt: core.now() });
          sent += 1;
        } catch (error) {
          saveEntry(open, { ...entry, state: isFinal(error) ? 'failed' : 'waiting', tries, error: error instanceof Error ? error.message.slice(0, 300) : String(error) });
        }
      }
    } finally {
      transport.close();
    }
    return sent;
  });
