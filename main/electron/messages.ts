import type { StationStatus } from '../../domain/api/types.ts';

/** What the core is started with, as its one argument in JSON. */
export type CoreOptions = { readonly dataFolder: string; readonly assetsFolder: string; readonly version: string; readonly paperWorkerFile: string; readonly blobThreadFile: string; readonly textThreadFile: string };

/** From Electron's main process to the core. A `window` comes with a port to serve. */
export type ToCore = { readonly kind: 'window' } | { readonly kind: 'unlock'; readonly request: number; readonly account: string; readonly passphrase: string } | { readonly kind: 'close' };

export type StartRefusal = { readonly code: 'folder-in-use' | 'read-only-folder' | 'disk-full' | 'failed'; readonly detail: string };
export type FromCore =
  | { readonly kind: 'ready' }
  | { readonly kind: 'refused'; readonly refusal: StartRefusal }
  | { readonly kind: 'status'; readonly status: StationStatus }
  | { readonly kind: 'unlocked'; readonly request: number; readonly ok: boolean };
