import { z } from 'zod';
import { bytesHash } from '../seal/canonical.ts';

const key = z.string().max(200);
const proof = z.string().max(200);
type IsProof = (key: string, text: string, proof: string) => boolean;

/** SHA-256 of a public key (SPKI DER, base64url), its first 128 bits in groups of four: what two people can read to each other. */
export const keyFingerprint = (spki: string): string =>
  bytesHash(Uint8Array.from(atob(spki.replaceAll('-', '+').replaceAll('_', '/')), (letter) => letter.charCodeAt(0))).slice(0, 32).replace(/(.{4})(?=.)/g, '$1 ');

/**
 * POST /v1/rotate (JSON): a station's new device key, signed by the old one and by itself. It carries its own proof: what was asked with the
 * old key, and whose answer was lost, is answered alike again. Signatures of before stay good under the old key.
 */
export const rotationSchema = z.strictObject({ station: z.uuid(), old: key, key, byOld: proof, byNew: proof });
export type Rotation = z.infer<typeof rotationSchema>;
export const rotationText = ({ station, old, key: fresh }: Pick<Rotation, 'station' | 'old' | 'key'>): string => `sanlian/station-key/1\n${station}\n${old}\n${fresh}`;
export const isRotation = (rotation: Rotation, isProof: IsProof): boolean =>
  rotation.old !== rotation.key && isProof(rotation.old, rotationText(rotation), rotation.byOld) && isProof(rotation.key, rotationText(rotation), rotation.byNew);
/** Every key that one of a chain of rotations leads from, to `last`; `last` itself is among them. */
export const keysBefore = (last: string, rotations: readonly Rotation[], isProof: IsProof): ReadonlySet<string> => {
  const keys = new Set([last]);
  for (let grown = true; grown; ) {
    grown = false;
    for (const each of rotations) {
      if (!keys.has(each.key) || keys.has(each.old) || !isRotation(each, isProof)) continue;
      keys.add(each.old);
      grown = true;
    }
  }
  return keys;
};
export const rotateAnswer = z.object({ key, time: z.string() });

/**
 * A stolen laptop: every refusal `revoked` of its station then carries this order, signed by headquarters' key over the station and the key it
 * signs with. Nothing else makes a station wipe itself.
 */
export const wipeOrder = z.object({ at: z.iso.datetime({ offset: true }), proof });
export type WipeOrder = z.infer<typeof wipeOrder>;
export const wipeText = (station: string, stationKey: string, at: string): string => `sanlian/wipe/1\n${station}\n${stationKey}\n${at}`;

/** of a station's last word; one for the newest */
export const mostRotations = 50;
/** POST /v1/wiped (JSON, the request itself unsigned: the key is gone by then): the station's last word, signed before it destroyed its keys. `text` is a `WipedReport`. */
export const wipedRequest = z.strictObject({
  text: z.string().max(60_000), signature: proof,
  /** how the station came to the key that signed, for a headquarters restored from before */
  rotations: z.array(rotationSchema).max(mostRotations).optional(),
});
export const wipedReport = z.strictObject({
  station: z.uuid(), /** the order's proof */ order: proof,
  /** what the order was signed over: by it headquarters knows its own order when it has withdrawn, renewed or lost it */
  ordered: z.strictObject({ at: z.iso.datetime({ offset: true }), key }).optional(), at: z.iso.datetime({ offset: true }),
  /** what headquarters never got and nobody has any more */
  ops: z.number().int().min(0), files: z.number().int().min(0), /** numbers of the records they belong to */ records: z.array(z.string().max(100)).max(500),
});
export type WipedReport = z.infer<typeof wipedReport>;
export const wipedText = (text: string): string => `sanlian/wiped/1\n${text}`;
