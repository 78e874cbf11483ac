import type { Attachment, Rec, Signature } from '../record/record.ts';
import { isSlippedIn, signedFiles } from '../seal/content.ts';
import { text, type Lang, type Text } from '../text/text.ts';
import { paperTime } from './cells.ts';

/** How somebody signed: on the screen of this station, at another station from which it came as a file, or with a pen on paper. */
export type SignatureKind = 'screen' | 'elsewhere' | 'paper';
export const signatureKind = ({ paper, elsewhere }: Pick<Signature, 'paper' | 'elsewhere'>): SignatureKind => (paper ? 'paper' : elsewhere ? 'elsewhere' : 'screen');
export const signatureKindWords: Readonly<Record<SignatureKind, Text>> = {
  screen: text('屏幕手写签名', 'Signed by hand on the screen'),
  elsewhere: text('在另一工作站签名，以文件收回', 'Signed at another station, brought back as a file'),
  paper: text('纸质签署，扫描件见附件', 'Signed on paper; the scan is attached'),
};

/** What is said of a signature that was not given on this station's screen; nothing of any other. */
export const signatureRemarks = (signature: Signature, lang: Lang): readonly string[] => {
  const { paper, elsewhere, at } = signature;
  const kind = signatureKindWords[signatureKind(signature)][lang];
  if (paper) {
    const scan = paper.scan.slice(0, 12);
    return [kind, lang === 'zh' ? `扫描件 ${scan}；登记 ${paper.witness.name}，${paperTime(at, lang)}` : `Scan ${scan}; entered by ${paper.witness.name}, ${paperTime(at, lang)}`];
  }
  if (elsewhere) return [kind, lang === 'zh' ? `工作站 ${elsewhere.station}，账号 ${elsewhere.by.name}` : `Station ${elsewhere.station}, account ${elsewhere.by.name}`];
  return [];
};

/** When somebody signed, as the paper says it: the day written on it, or the moment of the ink. */
export const signedAt = ({ paper, at }: Pick<Signature, 'paper' | 'at'>, lang: Lang): string => paperTime(paper?.day ?? at, lang);

/** The files a paper lists: what was signed, and the scans of the signatures it bears. */
export const filesOnPaper = (rec: Pick<Rec, 'attachments' | 'signatures'>): readonly Attachment[] => [
  ...signedFiles(rec),
  ...rec.attachments.filter((file) => file.scanOf !== undefined && !isSlippedIn(rec, file)),
];

/** A file's name on the paper; a scan says that it is one. */
export const fileLabel = ({ name, scanOf, returned }: Pick<Attachment, 'name' | 'scanOf' | 'returned'>, lang: Lang): string =>
  returned ? (lang === 'zh' ? `${name}（退回件扫描件）` : `${name} (scan of the returned paper)`) : scanOf === undefined ? name : lang === 'zh' ? `${name}（签署扫描件）` : `${name} (scan of a signature)`;
