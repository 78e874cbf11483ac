import { blobLengthHeader, blobOffsetHeader } from '../../domain/api/protocol.ts';
import { ok, type Result } from '../../domain/result.ts';
import { faultOf, type Exchange, type SyncFault } from './exchange.ts';

export type WantedFile = { /** a record of this station's scope that names it */ readonly record: string; readonly sha256: string; readonly size: number };
/** Takes the pieces in from where an attempt before was cut off; false when the whole is not what its name says, and then nothing of it was kept. */
export type TakeIn = (from: (offset: number) => AsyncIterable<Uint8Array>) => Promise<boolean>;

class FetchError extends Error {
  readonly fault: SyncFault;
  constructor(fault: SyncFault) {
    super(fault.code);
    this.fault = fault;
  }
}

/**
 * Brings a file of another station from headquarters, piece by piece, from where the last attempt was cut off. `heard` is told how many bytes
 * are here. Each answer is signed by headquarters, and the whole counts only under the hash its record names it by: false for anything else.
 */
export const fetchBlob = async (exchange: Exchange, { record, sha256, size }: WantedFile, takeIn: TakeIn, heard: (bytes: number) => void): Promise<Result<boolean, SyncFault>> => {
  let begun = 0;
  const pieces = async function* (start: number): AsyncGenerator<Uint8Array> {
    begun = start;
    heard(start);
    for (let offset = start; offset < size; ) {
      const asked = await exchange({ method: 'GET', path: `/v1/blobs/${sha256}?record=${record}&offset=${offset}` });
      if (!asked.ok) throw new FetchError(asked.error);
      const fault = faultOf(asked.value, [200]);
      if (fault) throw new FetchError(asked.value.status === 404 ? { ...fault, code: 'file-not-there' } : fault);
      const { bytes, headers } = asked.value;
      const isNext = Number(headers.get(blobOffsetHeader)) === offset && Number(headers.get(blobLengthHeader)) === size;
      if (!isNext || bytes.length === 0 || offset + bytes.length > size) throw new FetchError({ state: 'refused', code: 'file-damaged', detail: `at ${offset}` });
      yield bytes;
      offset += bytes.length;
      heard(offset);
    }
  };
  try {
    // what lay here from before may be what is wrong: then all of it is brought once more
    return ok((await takeIn(pieces)) || (begun > 0 && (await takeIn(pieces))));
  } catch (error) {
    if (error instanceof FetchError) return { ok: false, error: error.fault };
    throw error;
  }
};
