import type { Attachment, Ink, Rec, Seal, SealedContent, Signature } from '../record/record.ts';
import { canonicalText, taggedHash } from './canonical.ts';

/** The files a signature is given to: a scan of a signature is no part of what was signed. */
export const signedFiles = (rec: Pick<Rec, 'attachments'>): readonly Attachment[] => rec.attachments.filter(({ scanOf }) => scanOf === undefined);

/** Whether no signature on the record binds this file, though it stands beside what was signed: it was slipped in. */
export const isSlippedIn = ({ signatures }: Pick<Rec, 'signatures'>, { scanOf, sha256 }: Pick<Attachment, 'scanOf' | 'sha256'>): boolean =>
  scanOf !== undefined && !signatures.some(({ role, paper }) => role === scanOf && paper?.scan === sha256);

/**
 * What a signature is given to: the paper's content without ink. Attachments count by name, size and hash. State, copies and links are
 * the paper's life, not its content.
 */
const contentText = (rec: Rec): string =>
  canonicalText({
    form: rec.form,
    def: rec.def,
    id: rec.id,
    number: rec.number,
    station: rec.station,
    owner: rec.owner,
    context: rec.context,
    createdAt: rec.createdAt,
    corrects: rec.links.find((l) => l.rel === 'corrects')?.to ?? null,
    about: rec.links.find((l) => l.rel === 'about')?.to ?? null,
    data: rec.data,
    attachments: signedFiles(rec).map(({ name, size, sha256 }) => ({ name, size, sha256 })),
  });

export const contentHash = (rec: Rec): string => taggedHash('sanlian/content/1', contentText(rec));

export const strokesHash = (ink: Ink): string => taggedHash('sanlian/strokes/1', canonicalText(ink));

/** The text a device key signs: everything the signature binds, but the proof itself. Strokes enter by their hash. */
export const signatureText = (signature: Omit<Signature, 'proof'>): string => {
  const { ink: _ink, ...bound } = { ...signature, proof: undefined };
  return canonicalText(bound);
};

export const signatureHash = (signature: Signature): string =>
  taggedHash('sanlian/signature/1', canonicalText({ text: signatureText(signature), proof: signature.proof }));

/** The text a device key signs to close a paper: everything in the seal but the proof itself. */
export const sealText = (seal: Omit<Seal, 'proof'>): string => canonicalText({ ...seal, proof: undefined });

/** Puts what was decided to be sealed at its place: right after `head`, by this device. `sign` is Ed25519 over UTF-8 text, base64url. */
export const createSeal = (
  { at, contentHash: content, signatures }: SealedContent,
  head: { readonly seq: number; readonly hash: string },
  device: { readonly key: string; readonly sign: (text: string) => string },
): Seal => {
  const unsigned = { at, contentHash: content, signatures, chainHead: head.hash, chainSeq: head.seq, key: device.key };
  return { ...unsigned, proof: device.sign(sealText(unsigned)) };
};

/** The check code people read to each other: first 16 hex digits of the content hash in groups of four, upper case. */
export const checkCode = (hash: string): string => hash.slice(0, 16).toUpperCase().replace(/(.{4})(?=.)/g, '$1-');

/** Whether what somebody read from a paper or typed is the check code of `hash`; case, spaces and hyphens are nobody's business. */
export const isCheckCodeOf = (typed: string, hash: string): boolean => typed.normalize('NFKC').replace(/[^0-9a-z]/gi, '').toUpperCase() === hash.slice(0, 16).toUpperCase();

/** Total drawn length in px; a dot or a slip of the pen is no signature. */
export const inkLength = (ink: Ink): number =>
  ink.strokes.reduce((sum, s) => sum + s.reduce((len, p, i) => (i === 0 ? len : len + Math.hypot(p.x - s[i - 1]!.x, p.y - s[i - 1]!.y)), 0), 0);
/** The ink of a signature that was given with a pen on paper. */
export const noInk: Ink = { width: 600, height: 200, dpr: 1, pointer: 'mouse', strokes: [] };
/** px: shorter than this is refused (R8: the client signs, a slip does not). */
export const shortestInk = 60;
