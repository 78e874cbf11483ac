import { createCupsPrinting } from './cups.ts';
import type { Printing } from './port.ts';
import { createWindowsPrinting } from './windows.ts';

export type { Printing } from './port.ts';

export type PrintingOptions = {
  readonly platform?: NodeJS.Platform;
  /** Windows: path of SumatraPDF.exe, where the installation has one; it prints without opening a window. */
  readonly sumatra?: string;
};

/** The printing of this operating system: CUPS on Linux and macOS, the spooler on Windows. */
export const createPrinting = ({ platform = process.platform, sumatra }: PrintingOptions = {}): Printing => (platform === 'win32' ? createWindowsPrinting({ sumatra }) : createCupsPrinting());
