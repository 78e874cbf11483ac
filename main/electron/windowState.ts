import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { WindowState } from '../shell/policy.ts';
import { writeFileDurably } from '../station/durableFile.ts';

const stateSchema = z.object({ bounds: z.object({ x: z.number(), y: z.number(), width: z.number(), height: z.number() }), maximized: z.boolean() });
const fileIn = (folder: string): string => join(folder, 'window.json');

/** How the window was left; undefined at first, and when the file is not what it should be. */
export const readWindowState = (folder: string): WindowState | undefined => {
  try {
    return stateSchema.safeParse(JSON.parse(readFileSync(fileIn(folder), 'utf8'))).data;
  } catch {
    return undefined;
  }
};

/** Keeps it; a full disk must not stop the window from closing, so a failure is the caller's to log. */
export const writeWindowState = (folder: string, state: WindowState): void => {
  writeFileDurably(fileIn(folder), Buffer.from(JSON.stringify(state)));
};
