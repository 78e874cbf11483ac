/** Where a shell writes what went wrong. Never contents of records (R35): messages, codes, durations. */
export type ShellLog = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};
