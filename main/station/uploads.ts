import type { StoredBlob } from '../../db/blobStore.ts';
import type { PutOptions, ThreadedBlobStore } from '../../db/createThreadedBlobStore.ts';
import { refused } from '../../domain/refused.ts';

/** A file on its way in from a window, piece by piece. */
type Upload = {
  readonly record: string;
  readonly name: string;
  /** bytes, as announced */
  readonly size: number;
  /** the first bytes tell the kind of file */
  readonly head: () => Uint8Array;
  received: number;
  /** Resolves when the piece was taken in. */
  readonly push: (bytes: Uint8Array) => Promise<void>;
  readonly end: () => Promise<StoredBlob>;
  readonly abort: () => Promise<void>;
  touchedAt: number;
  /** pieces go in one after the other */
  line: Promise<unknown>;
};

/** How much of a file's beginning tells its kind, bytes. */
const tellingBytes = 64;
/** ms: a window that went away in the middle of a file does not come back to it */
const patience = 10 * 60_000;

export type Uploads = {
  /** Announces a file of `size` bytes; the same announcement again changes nothing. */
  readonly begin: (id: string, file: { readonly record: string; readonly name: string; readonly size: number }) => void;
  /** Takes in the bytes at `offset` and answers how many there are: a piece sent again, or out of turn, is not taken in twice. Refuses `upload-unknown`, `file-unreadable` for more than was announced. */
  readonly piece: (id: string, offset: number, bytes: Uint8Array) => Promise<number>;
  /** The stored file. Refuses `upload-unknown`, `file-unreadable` when bytes are missing. */
  readonly end: (id: string) => Promise<StoredBlob & { readonly record: string; readonly name: string; readonly head: Uint8Array }>;
  readonly cancel: (id: string) => Promise<void>;
  /** Gives up every file under way. */
  readonly close: () => Promise<void>;
};

const createUpload = (put: ThreadedBlobStore['put'], file: { readonly record: string; readonly name: string; readonly size: number }, now: number): Upload => {
  const stopping = new AbortController();
  let take: (piece: Uint8Array | null) => void = () => undefined;
  let ready: () => void = () => undefined;
  let wanted = new Promise<void>((resolve) => { ready = resolve; });
  let head = new Uint8Array();
  const pieces = async function* (): AsyncGenerator<Uint8Array> {
    for (;;) {
      const next = new Promise<Uint8Array | null>((resolve) => { take = resolve; });
      ready();
      const piece = await next;
      if (piece === null) return;
      yield piece;
    }
  };
  const options: PutOptions = { signal: stopping.signal };
  const stored = put(pieces(), options);
  // an upload given up is told to whoever asks for it next
  stored.catch(() => undefined);
  const give = async (piece: Uint8Array | null): Promise<void> => {
    await Promise.race([wanted, stored]);
    wanted = new Promise<void>((resolve) => { ready = resolve; });
    take(piece);
  };
  return {
    ...file, received: 0, touchedAt: now, line: Promise.resolve(),
    head: () => head,
    push: async (bytes) => {
      if (head.length < tellingBytes) head = Buffer.concat([head, bytes.subarray(0, tellingBytes - head.length)]);
      await give(bytes);
      // taken in when the next one is asked for
      await Promise.race([wanted, stored]);
    },
    end: async () => {
      await give(null);
      return stored;
    },
    abort: async () => {
      stopping.abort(refused('canceled'));
      take(null);
      await stored.catch(() => undefined);
    },
  };
};

/** Files that come in pieces, so that a window knows how far one is and none is whole in memory. `now`: ms of a clock nobody sets. */
export const createUploads = ({ put, now }: { readonly put: ThreadedBlobStore['put']; readonly now: () => number }): Uploads => {
  const uploads = new Map<string, Upload>();
  const known = (id: string): Upload => {
    const upload = uploads.get(id);
    if (!upload) throw refused('upload-unknown');
    upload.touchedAt = now();
    return upload;
  };
  const cancel = async (id: string): Promise<void> => {
    const upload = uploads.get(id);
    uploads.delete(id);
    await upload?.abort();
  };
  return {
    begin: (id, file) => {
      for (const [old, upload] of uploads) if (now() - upload.touchedAt > patience) void cancel(old);
      if (!uploads.has(id)) uploads.set(id, createUpload(put, file, now()));
    },
    piece: async (id, offset, bytes) => {
      const upload = known(id);
      if (offset !== upload.received) return upload.received;
      if (upload.received + bytes.length > upload.size) throw refused('file-unreadable', { field: 'file' });
      upload.received += bytes.length;
      const taken = upload.line.then(() => upload.push(bytes));
      upload.line = taken.catch(() => undefined);
      await taken;
      return upload.received;
    },
    end: async (id) => {
      const upload = known(id);
      if (upload.received !== upload.size) throw refused('file-unreadable', { field: 'file' });
      await upload.line;
      uploads.delete(id);
      const { record, name } = upload;
      return { ...(await upload.end()), record, name, head: upload.head() };
    },
    cancel,
    close: async () => {
      await Promise.all([...uploads.keys()].map(cancel));
    },
  };
};
