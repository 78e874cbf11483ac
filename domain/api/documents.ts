import { z } from 'zod';
import type { DocumentRow } from '../documents/register.ts';
import { mostMailed, type OutboxEntry, type Recipient } from '../documents/mail.ts';
import type { Rec } from '../record/record.ts';
import { plainText } from '../text/plainText.ts';
import { answer, base, id, receiver, receiverReason } from './base.ts';
import type { RecordRow } from './types.ts';

const span = { from: z.iso.date(), to: z.iso.date() };
const isSpan = ({ from, to }: { readonly from: string; readonly to: string }): boolean => from <= to;
const form = z.string().max(60).optional();
const lang = z.enum(['zh', 'en']);

/** A page of a file in which the words stand, and the paper it belongs to. `page` counts from 1. */
export type FileFound = { readonly record: RecordRow; readonly attachment: string; readonly file: string; readonly sha256: string; readonly page: number; readonly excerpt: string; /** number of the edition that holds in the paper's place */ readonly replacedBy?: string };

export const documents = {
  /** The document register (R28): what was issued on the days, the newest first. */
  register: base.input(z.strictObject({ ...span, form, offset: z.number().int().min(0).max(10_000_000).default(0), limit: z.number().int().min(1).max(500).default(100) }).refine(isSpan)).output(answer<{ readonly rows: readonly DocumentRow[]; readonly total: number }>()),
  /** The same as a table or as a paper; what left and to whom is written down (R35). */
  exportRegister: base.input(z.strictObject({ ...span, form, format: z.enum(['csv', 'xlsx', 'pdf']), lang, recipient: receiver, reason: receiverReason }).refine(isSpan)).output(z.instanceof(Blob)),
  /** 一键汇总: a ZIP with the PDF of every paper sealed on the days, the list of contents and their SHA-256 hashes (R27). */
  bundle: base.input(z.strictObject({ ...span, /** these of the station's papers alone, whenever they were issued */ ids: z.array(id).min(1).max(500).optional(), lang, recipient: receiver, reason: receiverReason }).refine(isSpan)).output(z.instanceof(Blob)),
  /** The document a template of the library begins with, to be written on. */
  template: base.input(z.strictObject({ template: z.string().max(60), stage: z.string().max(20).optional() })).output(z.instanceof(Blob)),
  /** A new hand-over list with what was issued since the last one that was signed. */
  startHandover: base.input(z.strictObject({ id })).output(answer<Rec>()),
  /** Files whose text has the words, those of papers in force before those of papers another edition replaced. */
  searchFiles: base.input(z.strictObject({ text: z.string().max(200), limit: z.number().int().min(1).max(50).default(20) })).output(answer<readonly FileFound[]>()),
  /** Confirmed e-mail addresses of client and supervision (R39). */
  recipients: base.output(answer<readonly Recipient[]>()),
  /** Addresses in the words of who receives something that no confirmed contact book has: using one wants a reason. `site`: at headquarters, the one it is about; none: all of them. */
  unconfirmed: base.input(z.strictObject({ to: z.string().max(400), site: z.string().max(20).optional() })).output(answer<readonly string[]>()),
  /** An e-mail with the sealed papers as a file another program opens and sends; what leaves and to whom is written down (R9, R35). */
  mailDraft: base.input(z.strictObject({ ids: z.array(id).min(1).max(mostMailed), to: z.array(z.string().max(200)).min(1).max(20), subject: plainText(200), text: z.string().max(10_000), reason: plainText(200).optional() })).output(z.instanceof(Blob)),
  /** The same put into the outbox, which sends by itself when the mail server can be reached. */
  mailSend: base.input(z.strictObject({ ids: z.array(id).min(1).max(mostMailed), to: z.array(z.string().max(200)).min(1).max(20), subject: plainText(200), text: z.string().max(10_000), reason: plainText(200).optional() })).output(answer<OutboxEntry>()),
  outbox: base.output(answer<readonly OutboxEntry[]>()),
  /** Takes back a message that still waits; answers it as it stands then. */
  cancelMail: base.input(z.strictObject({ id })).output(answer<OutboxEntry>()),
  /** Sends what waits in the outbox now; answers how many messages left. */
  sendWaiting: base.output(answer<{ readonly sent: number }>()),
  /** The mail server without its password; null while none is set. */
  mailServer: base.output(answer<{ readonly host: string; readonly port: number; readonly secure: boolean; readonly plain?: boolean; readonly user?: string; readonly from: string } | null>()),
  setMailServer: base
    .input(z.strictObject({ server: z.strictObject({ host: plainText(200).refine((host) => host.trim() !== ''), port: z.number().int().min(1).max(65_535), secure: z.boolean(), /** papers and password may go unencrypted */ plain: z.boolean().optional(), user: plainText(200).optional(), password: z.string().max(200).optional(), from: z.email().max(200) }).nullable() }))
    .output(answer<null>()),
};
