import { z } from 'zod';
import { opLeaf } from './merkle.ts';
import { openCheckpoint, type Checkpoint } from './checkpoint.ts';
import type { IsProof } from './note.ts';
import { isIncluded } from './verify.ts';

const hex64 = z.string().regex(/^[0-9a-f]{64}$/);
/** Where operation `seq` of a station stands in headquarters' log, and the path that proves it. */
export const inclusionSchema = z.strictObject({ seq: z.number().int().min(1), index: z.number().int().min(0), path: z.array(hex64).max(60) });
/** What a record carries to be proven without headquarters: a signed checkpoint, headquarters' key, the places of its operations. */
export const witnessSchema = z.strictObject({ key: z.string().max(200), checkpoint: z.string().max(2000), inclusions: z.array(inclusionSchema).min(1).max(1000) });
type Inclusion = z.infer<typeof inclusionSchema>;
export type Witness = z.infer<typeof witnessSchema>;

export type WitnessFinding = { readonly checkpoint: Checkpoint | null; /** the operations whose place is proven */ readonly proven: readonly Inclusion[]; readonly failed: readonly Inclusion[] };

/** Checks a record's places in the log against the checkpoint signed by `key`. `hashes` are the operations' hashes by sequence number. */
export const verifyWitness = (witness: Witness, key: string, hashes: ReadonlyMap<number, string>, isProof: IsProof): WitnessFinding => {
  const checkpoint = openCheckpoint(witness.checkpoint, key, isProof);
  if (!checkpoint) return { checkpoint, proven: [], failed: witness.inclusions };
  const holds = ({ seq, index, path }: Inclusion): boolean => {
    const hash = hashes.get(seq);
    return hash !== undefined && /^[0-9a-f]{64}$/.test(hash) && isIncluded(opLeaf(hash), index, checkpoint.size, path, checkpoint.root);
  };
  return { checkpoint, proven: witness.inclusions.filter(holds), failed: witness.inclusions.filter((each) => !holds(each)) };
};
