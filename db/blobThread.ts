import { parentPort, workerData } from 'node:worker_threads';
import { createBlobStore } from './blobStore.ts';
import type { BlobAnswer, BlobCall, BlobRequest, BlobThreadData } from './createThreadedBlobStore.ts';
import { StoreError } from './storeError.ts';

/** The thread that hashes and encrypts files, so that typing and searching never wait for a large one. */
const port = parentPort!;
const { folder, dataKey } = workerData as BlobThreadData;
const opening = createBlobStore(folder, Buffer.from(dataKey));
// the store has a key of its own by the time it is open
const opened = opening.finally(() => dataKey.fill(0));

type Piece = Uint8Array | 'end' | 'gone';
/** Pieces of the files being received, by the call that brings them. */
const receivers = new Map<number, (piece: Piece) => void>();

const answer = (message: BlobAnswer): void => port.postMessage(message);
/** Bytes are handed over, not copied; those that share their memory with others are copied once. */
const answerBytes = (id: number, bytes: Uint8Array): void => {
  const own = bytes.byteLength === bytes.buffer.byteLength ? bytes : Uint8Array.from(bytes);
  port.postMessage({ id, kind: 'done', value: own } satisfies BlobAnswer, [own.buffer as ArrayBuffer]);
};

/** The pieces as they arrive; each is acknowledged when it was taken in, and only then the next one is sent. */
async function* received(id: number, offset = 0): AsyncGenerator<Uint8Array> {
  try {
    for (;;) {
      const next = new Promise<Piece>((resolve) => receivers.set(id, resolve));
      answer({ id, kind: 'next', offset });
      const piece = await next;
      if (piece === 'end') return;
      if (piece === 'gone') throw new Error('the sender gave up');
      yield piece;
    }
  } finally {
    receivers.delete(id);
  }
}

const carryOut = async (request: BlobCall): Promise<unknown> => {
  const blobs = await opened;
  switch (request.kind) {
    case 'open':
      return null;
    case 'put':
      return blobs.put(received(request.id));
    case 'receive':
      return blobs.receive(request.file, (offset) => received(request.id, offset));
    case 'get':
      return blobs.get(request.sha256);
    case 'read':
      return blobs.read(request.sha256, request.offset, request.length);
    case 'has':
      return blobs.has(request.sha256);
    case 'remove':
      return blobs.remove(request.sha256);
    case 'list':
      return blobs.list();
    case 'close':
      return blobs.close();
  }
};

port.on('message', (request: BlobRequest) => {
  switch (request.kind) {
    case 'piece':
      return receivers.get(request.id)?.(request.bytes);
    case 'end':
    case 'gone':
      return receivers.get(request.id)?.(request.kind);
    default:
      return void settle(request);
  }
});

const settle = (request: BlobCall): Promise<void> =>
  carryOut(request).then(
    (value) => (value instanceof Uint8Array ? answerBytes(request.id, value) : answer({ id: request.id, kind: 'done', value })),
    (error: unknown) => {
      const message = error instanceof Error ? error.message : String(error);
      answer({ id: request.id, kind: 'failed', message, ...(error instanceof StoreError ? { code: error.code } : {}) });
    },
  );
