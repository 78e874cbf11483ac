/** How a record left, by the name its log gives it (R35), and what the words for it are called. */
const ways = {
  export: 'leftExport', 'signing-sheet': 'leftSigningSheet', 'sign-request': 'leftSignRequest', eml: 'leftDraft', smtp: 'leftQueued', 'smtp sent': 'leftSent', 'smtp failed': 'leftFailed', 'smtp canceled': 'leftCanceled',
} as const;
export type ReleaseWay = (typeof ways)[keyof typeof ways];

const isKnown = (name: string): name is keyof typeof ways => Object.hasOwn(ways, name);

/** What a log entry says of a way out, parted from the reason in brackets after it (R39); no `way` for a name only the log knows. */
export const releaseOf = (what: string): { readonly way?: ReleaseWay; readonly reason?: string } => {
  const at = what.indexOf(' (');
  const name = at < 0 ? what : what.slice(0, at);
  if (!isKnown(name)) return {};
  return { way: ways[name], ...(at >= 0 && { reason: what.slice(at + 2, -1) }) };
};
