/** Messages between the three processes of the stand-in: the test (which owns Chromium), the program's main process, the station's process. */

/** From the program's main process to the test. */
export type ToHost =
  | { kind: 'window'; window: number; preload: string }
  | { kind: 'load'; window: number; url: string }
  | { kind: 'reload'; window: number }
  | { kind: 'deliver'; window: number; channel: string; message: unknown; port?: number }
  | { kind: 'toPort'; port: number; data: unknown }
  | { kind: 'response'; request: number; status: number; headers: [string, string][]; body: Uint8Array }
  | { kind: 'navigation'; request: number; allowed: boolean }
  | { kind: 'reply'; call: number; value?: unknown; error?: string }
  | { kind: 'ask'; ask: number; what: 'save' | 'open'; options: { title?: string; defaultPath?: string } }
  | { kind: 'saw'; what: 'error-box' | 'external' | 'tooltip' | 'menu' | 'tray-menu' | 'shown' | 'denied-window' | 'exit' | 'notification'; text: string };

/** From the test to the program's main process. */
export type FromHost =
  | { kind: 'request'; request: number; url: string; method: string }
  | { kind: 'navigate'; request: number; window: number; url: string }
  | { kind: 'open'; window: number; url: string }
  | { kind: 'invoke'; call: number; window: number; channel: string; words: unknown[]; url: string }
  | { kind: 'send'; window: number; channel: string; words: unknown[]; url: string }
  | { kind: 'fromPort'; port: number; data: unknown }
  | { kind: 'portClosed'; port: number }
  | { kind: 'answer'; ask: number; file?: string }
  | { kind: 'permission'; call: number; window: number; permission: string; url: string }
  | { kind: 'download'; call: number; url: string }
  | { kind: 'closeWindow'; window: number };

/** Between the main process and the station's process, each way. */
export type CoreWire = { kind: 'message'; data: unknown; ports: number[] } | { kind: 'port'; port: number; data: unknown } | { kind: 'portClosed'; port: number };

/** Chromium knows no `app:` scheme; its pages stand at a secure origin that has no server. */
const chromiumOrigin = 'https://sanlian.invalid';
export const toChromiumUrl = (url: string): string => url.replace(/^app:\/\/sanlian(?=\/|$)/, chromiumOrigin);
export const toAppUrl = (url: string): string => url.replace(/^https:\/\/sanlian\.invalid(?=\/|$)/, 'app://sanlian');
