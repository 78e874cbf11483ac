import { z } from 'zod';
import { answer, base } from './base.ts';

export type FerryState = {
  readonly unsent: number;
  readonly unsentFiles: number;
  /** up to which own operation headquarters has a verified backup */
  readonly horizon: { readonly seq: number; readonly at?: string };
  /** the export under way */
  readonly progress: { readonly part: number; readonly ops: number; readonly bytes: number; readonly totalOps: number; readonly totalBytes: number } | null;
};
export type FerryExported = { readonly parts: readonly string[]; readonly ops: number; readonly files: number; readonly damaged: readonly string[]; readonly kept: number };
/** What would be gone with the station: ordered when, what headquarters never got, and the numbers of its papers. */
export type WipeAsked = { readonly at: string; readonly ops: number; readonly files: number; readonly records: readonly string[] };
export type FerryReceived = { readonly ops: number; readonly files: number; readonly acked: number; readonly unsent: number; readonly unsentFiles: number; /** the receipt orders this station to be wiped; nothing is destroyed before it comes again with `wipe` */ readonly wipe?: WipeAsked };
export type Line = { readonly proxy: string; /** subjects of the certificates trusted besides the system's */ readonly authorities: readonly string[]; readonly metered: boolean };

/** 摆渡: what is unsent goes out as sealed files and comes back as a receipt. */
export const ferry = {
  status: base.output(answer<FerryState>()),
  /** Into a folder of this computer (a USB stick); the same work again keeps the parts that are whole. */
  export: base.input(z.strictObject({ folder: z.string().min(1).max(1000) })).output(answer<FerryExported>()),
  cancel: base.output(answer<null>()),
  /** `wipe`: whoever brings it has seen what is lost and lets the order be carried out. */
  receive: base.input(z.object({ file: z.instanceof(Blob), wipe: z.boolean().optional() })).output(answer<FerryReceived>()),
};

/** How headquarters is reached. */
export const line = {
  get: base.output(answer<Line>()),
  /** `ca`: PEM; null leaves the one that is set, empty removes it */
  set: base.input(z.strictObject({ proxy: z.string().max(300), ca: z.string().max(200_000).nullable(), metered: z.boolean() })).output(answer<Line>()),
  /** Breaks off the round under way. */
  cancel: base.output(answer<null>()),
};
