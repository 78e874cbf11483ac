import type { AnyRouter } from '@orpc/server';
import type { StationStatus } from '../../domain/api/types.ts';

/** What a shell needs of the station: something to serve, something to show in the frame, a way to end. */
export type ServedStation = {
  /** implements domain/api/contract.ts */
  readonly router: AnyRouter;
  status(): StationStatus;
  close(): Promise<void>;
};

/** Where a shell writes what went wrong. Never contents of records (R35): messages, codes, durations. */
export type ShellLog = {
  info(fields: object, message: string): void;
  warn(fields: object, message: string): void;
  error(fields: object, message: string): void;
};
