import type { Refusal } from '../../domain/result.ts';

/** Exit codes of `sanlian`; they are in its help and stay as they are, scripts count on them. */
export const exitCodes = { ok: 0, checkFailed: 1, usage: 2, folderInUse: 3, cannotOpen: 4, failed: 5 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];

/** An end that is not the product's fault, in words for the person at the terminal. */
export class CliError extends Error {
  readonly code: ExitCode;
  readonly zh: string;
  readonly en: string;
  /** what was refused, for programs that read the answer as JSON */
  readonly refusals: readonly Refusal[];
  constructor(code: ExitCode, zh: string, en: string, refusals: readonly Refusal[] = []) {
    super(en);
    this.name = 'CliError';
    this.code = code;
    this.zh = zh;
    this.en = en;
    this.refusals = refusals;
  }
}

const whyNot: Readonly<Record<string, readonly [zh: string, en: string]>> = {
  ENOENT: ['没有这个文件', 'there is no such file'],
  EISDIR: ['这是文件夹，不是文件', 'it is a folder, not a file'],
  ENOTDIR: ['路径中有一段不是文件夹', 'part of its path is no folder'],
  EACCES: ['没有读取权限', 'you may not read it'],
  EPERM: ['没有读取权限', 'you may not read it'],
};
/** The end of a command whose file the system does not give. */
export const cannotOpen = (file: string, error: unknown): CliError => {
  const { code, message } = error as NodeJS.ErrnoException;
  const [zh, en] = whyNot[code ?? ''] ?? [message, message];
  return new CliError(exitCodes.cannotOpen, `打不开 ${file}：${zh}`, `Cannot open ${file}: ${en}`);
};
