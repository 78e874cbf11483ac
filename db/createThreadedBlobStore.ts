import { Worker } from 'node:worker_threads';
import type { BlobStore, StoredBlob } from './blobStore.ts';
import { StoreError } from './storeError.ts';

export type BlobThreadData = { readonly folder: string; readonly dataKey: Uint8Array };
type Call =
  | { readonly kind: 'open' | 'put' | 'list' | 'close' }
  | { readonly kind: 'get' | 'has' | 'remove'; readonly sha256: string }
  | { readonly kind: 'receive'; readonly file: StoredBlob }
  | { readonly kind: 'read'; readonly sha256: string; readonly offset: number; readonly length: number };
export type BlobCall = { readonly id: number } & Call;
export type BlobRequest = BlobCall | { readonly id: number; readonly kind: 'piece'; readonly bytes: Uint8Array } | { readonly id: number; readonly kind: 'end' | 'gone' };
/** `next`: the piece before was taken in, another one may come; `offset`: where in the file a received one begins. */
export type BlobAnswer =
  | { readonly id: number; readonly kind: 'next'; readonly offset: number }
  | { readonly id: number; readonly kind: 'done'; readonly value: unknown }
  | { readonly id: number; readonly kind: 'failed'; readonly message: string; readonly code?: StoreError['code'] };

export type PutOptions = {
  /** Given up when it aborts; rejects with the signal's reason, and nothing is left behind. */
  readonly signal?: AbortSignal;
  /** bytes the thread has taken in so far */
  readonly onProgress?: (bytes: number) => void;
};
/** The file store of `createBlobStore`, in a thread of its own. */
export type ThreadedBlobStore = Omit<BlobStore, 'put'> & { readonly put: (bytes: Uint8Array | AsyncIterable<Uint8Array>, options?: PutOptions) => Promise<StoredBlob> };

/** Bytes in one message to the thread: two of them are in memory at a time, however large the file is. */
const pieceSize = 1024 * 1024;

/** Copies, because what is handed over to the thread is gone here (and a Buffer's `slice` is none). */
async function* piecesOf(bytes: Uint8Array | AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  for await (const part of bytes instanceof Uint8Array ? [bytes] : bytes) {
    for (let at = 0; at < part.length; at += pieceSize) yield new Uint8Array(part.subarray(at, at + pieceSize));
  }
}

type Waiting = { readonly next: (offset: number) => void; readonly resolve: (value: unknown) => void; readonly reject: (error: unknown) => void };

/**
 * Opens the file store under `folder` in a worker thread: hashing and encryption leave the caller's thread free. Same errors as
 * `createBlobStore`; when the thread dies every call rejects. `workerFile`: path of the bundled thread, where it is not beside this file.
 */
export const createThreadedBlobStore = async (folder: string, dataKey: Buffer, { workerFile }: { readonly workerFile?: string } = {}): Promise<ThreadedBlobStore> => {
  if (dataKey.length !== 32) throw new RangeError('the data key has 32 bytes');
  const key = new Uint8Array(dataKey);
  const worker = new Worker(workerFile ?? new URL('./blobThread.ts', import.meta.url), { workerData: { folder, dataKey: key } satisfies BlobThreadData, name: 'files' });
  key.fill(0);
  const calls = new Map<number, Waiting>();
  let lastId = 0;
  let dead: Error | null = null;

  const send = (request: BlobRequest, transfer: ArrayBuffer[] = []): void => worker.postMessage(request, transfer);
  const call = <T>(asked: Call, next: (id: number, offset: number) => void = () => undefined): Promise<T> =>
    new Promise<T>((resolve, reject) => {
      if (dead) return reject(dead);
      const id = (lastId += 1);
      const settle = <V>(finish: (value: V) => void) => (value: V): void => {
        calls.delete(id);
        if (calls.size === 0) worker.unref();
        finish(value);
      };
      calls.set(id, { next: (offset) => next(id, offset), resolve: settle((value) => resolve(value as T)), reject: settle(reject) });
      worker.ref();
      send({ id, ...asked });
    });
  const die = (error: Error): void => {
    dead ??= error;
    for (const waiting of calls.values()) waiting.reject(dead);
  };
  worker.on('message', (answer: BlobAnswer) => {
    const waiting = calls.get(answer.id);
    if (answer.kind === 'next') waiting?.next(answer.offset);
    else if (answer.kind === 'done') waiting?.resolve(answer.value);
    else waiting?.reject(answer.code ? new StoreError(answer.code, answer.message.replace(`${answer.code}: `, '')) : new Error(answer.message));
  });
  worker.on('error', die);
  worker.on('exit', (code) => die(new Error(`the file thread ended (${code})`)));

  /** A call that brings a file: the thread asks for piece after piece, of the source that `from` opens where the thread wants it to begin. */
  const bring = async <T>(asked: Call, from: (offset: number) => Uint8Array | AsyncIterable<Uint8Array>, { signal, onProgress }: PutOptions = {}): Promise<T> => {
    signal?.throwIfAborted();
    let pieces: AsyncIterator<Uint8Array> | null = null;
    let sent = 0;
    let failure: { readonly error: unknown } | null = null;
    const feed = async (id: number, offset: number): Promise<void> => {
      onProgress?.(sent);
      try {
        signal?.throwIfAborted();
        pieces ??= piecesOf(from(offset))[Symbol.asyncIterator]();
        const { done, value } = await pieces.next();
        signal?.throwIfAborted();
        if (done) return send({ id, kind: 'end' });
        sent += value.length;
        send({ id, kind: 'piece', bytes: value }, [value.buffer as ArrayBuffer]);
      } catch (error) {
        failure = { error };
        send({ id, kind: 'gone' });
      }
    };
    try {
      return await call<T>(asked, (id, offset) => void feed(id, offset));
    } catch (error) {
      // what went wrong with the source says more than that the thread was told so
      throw (failure as { readonly error: unknown } | null)?.error ?? error;
    } finally {
      // a source that still waits for its next piece must not hold up the answer
      (pieces as AsyncIterator<Uint8Array> | null)?.return?.(undefined).catch(() => undefined);
    }
  };

  try {
    await call({ kind: 'open' });
  } catch (error) {
    await worker.terminate();
    throw error;
  }
  return {
    put: (bytes, options) => bring({ kind: 'put' }, () => bytes, options),
    receive: (file, from) => bring({ kind: 'receive', file }, from),
    get: (sha256) => call({ kind: 'get', sha256 }),
    read: (sha256, offset, length) => call({ kind: 'read', sha256, offset, length }),
    has: (sha256) => call({ kind: 'has', sha256 }),
    remove: (sha256) => call({ kind: 'remove', sha256 }),
    list: () => call({ kind: 'list' }),
    close: async () => {
      try {
        if (!dead) await call({ kind: 'close' });
      } finally {
        dead ??= new Error('the file store is closed');
        await worker.terminate();
      }
    },
  };
};
