import { v7 as uuidv7 } from 'uuid';
import type { Attachment } from '../../domain/record/record.ts';
import type { StationClient } from '../client.ts';

/** Bytes sent at a time: small enough for a smooth percentage, large enough that the line is not the work. */
const pieceSize = 1024 * 1024;

export type UploadOptions = {
  readonly signal: AbortSignal;
  /** share of the file that the station has taken in, 0 to 1 */
  readonly onProgress: (share: number) => void;
};

/**
 * Brings a file to a record piece by piece. Rejects with the station's refusal, or with the signal's reason; what the station has of it by
 * then is thrown away there.
 */
export const uploadFile = async (client: Pick<StationClient, 'files'>, { record, file, name }: { readonly record: string; readonly file: Blob; readonly name: string }, { signal, onProgress }: UploadOptions): Promise<Attachment> => {
  const upload = uuidv7();
  await client.files.begin({ upload, record, name, size: file.size });
  try {
    for (let at = 0; at < file.size; ) {
      signal.throwIfAborted();
      const { received } = await client.files.piece({ upload, offset: at, bytes: file.slice(at, at + pieceSize) });
      at = received;
      onProgress(at / file.size);
    }
    signal.throwIfAborted();
    return await client.files.finish({ upload });
  } catch (error) {
    // best effort: the station gives up a file that nobody goes on with
    await client.files.cancel({ upload }).catch(() => undefined);
    throw error;
  }
};
