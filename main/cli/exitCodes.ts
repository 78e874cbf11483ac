/** Exit codes of `sanlian`; they are in its help and stay as they are, scripts count on them. */
export const exitCodes = { ok: 0, checkFailed: 1, usage: 2, folderInUse: 3, cannotOpen: 4, failed: 5 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An end that is not the product's fault, in words for the person at the terminal. */
export class CliError extends Error {
  readonly code: ExitCode;
  readonly zh: string;
  readonly en: string;
  constructor(code: ExitCode, zh: string, en: string) {
    super(en);
    this.name = 'CliError';
    this.code = code;
    this.zh = zh;
    this.en = en;
  }
}
