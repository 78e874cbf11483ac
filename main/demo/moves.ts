import { createHash } from 'node:crypto';
import { createRouterClient } from '@orpc/server';
import { v7 as uuidv7 } from 'uuid';
import type { Attachment, Data, Rec } from '../../domain/record/record.ts';
import type { Station } from '../station/station.ts';
import { handwrite } from './handwriting.ts';
import type { Random } from './random.ts';

/** What people do at a station, each move one or two calls through the router, the way the window makes them. */
export type Moves = ReturnType<typeof createMoves>;

/** CSS px of the signature pad in the demo */
const pad = { width: 560, height: 200 };

/** `pause(seconds)` passes the time a move takes; a station on the system's clock leaves it out. */
export const createMoves = (station: Station, options: { readonly random: Random; readonly now: () => number; readonly pause?: (seconds: number) => void }) => {
  const { random, now, pause = () => undefined } = options;
  const client = createRouterClient(station.router, { context: {} });

  const create = (form: string, data: Data, corrects?: string): Promise<Rec> =>
    client.records.execute({ kind: 'create', id: uuidv7({ msecs: now() }), form, data: data as Record<string, string>, ...(corrects ? { corrects } : {}) });

  const current = async (id: string): Promise<Rec> => (await client.records.get({ id })).record;

  const edit = async (id: string, set: Data): Promise<Rec> =>
    client.records.execute({ kind: 'edit', id, base: (await current(id)).rev, set: set as Record<string, string>, unset: [] });

  const move = async (id: string, transition: string, reason?: string): Promise<Rec> =>
    client.records.execute({ kind: 'move', id, base: (await current(id)).rev, transition, ...(reason ? { reason } : {}) });

  /** Reads the document, writes the name, signs. */
  const sign = async (id: string, signer: { readonly role: string; readonly name: string; readonly post: string; readonly place: string }): Promise<Rec> => {
    const shown = await client.signing.document({ id });
    const shownHash = createHash('sha256').update(new Uint8Array(await shown.arrayBuffer())).digest('hex');
    pause(20);
    const ink = handwrite(signer.name, { ...pad, random });
    pause(Math.ceil((ink.strokes.at(-1)?.at(-1)?.t ?? 0) / 1000) + 2);
    return client.signing.sign({ id, ...signer, shownHash, consented: true, ink: { ...ink, strokes: ink.strokes.map((stroke) => stroke.map((sample) => ({ ...sample }))) } });
  };

  const attach = (id: string, name: string, bytes: Uint8Array<ArrayBuffer>): Promise<Attachment> => client.files.add({ record: id, file: new Blob([bytes]), name });

  /** The copies as one PDF file, entered in the copy register. */
  const saveCopies = async (id: string, copies: number[], reason?: string): Promise<Uint8Array<ArrayBuffer>> =>
    new Uint8Array(await (await client.papers.save({ id, copies, ...(reason ? { reason } : {}) })).arrayBuffer());

  return { client, create, current, edit, move, sign, attach, saveCopies };
};
