import { createPublicKey, generateKeyPairSync, sign, verify } from 'node:crypto';
import { describe, expect, it } from 'vitest';
import { exportSchema } from '../../domain/seal/export.ts';
import { chainAt } from '../../domain/paper/words.ts';
import { signCheckpoint } from '../../domain/witness/checkpoint.ts';
import { verifyWitness } from '../../domain/witness/inclusion.ts';
import { opLeaf } from '../../domain/witness/merkle.ts';

const pair = generateKeyPairSync('ed25519');
const key = pair.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
const isProof = (spki: string, said: string, proof: string): boolean => verify(null, Buffer.from(said), createPublicKey({ key: Buffer.from(spki, 'base64url'), format: 'der', type: 'spki' }), Buffer.from(proof, 'base64url'));
const hash = 'ab'.repeat(32);
const checkpoint = signCheckpoint({ epoch: 'e', size: 1, root: opLeaf(hash), time: '2021-11-22T01:30:00.000Z' }, key, (said) => sign(null, Buffer.from(said), pair.privateKey).toString('base64url'));
const witness = { key, checkpoint, inclusions: [{ seq: 1, index: 0, path: [] }] };

describe('a record with its place in the log', () => {
  it('carries it in its export; one without it is as it was', () => {
    const file = { kind: 'sanlian-record', v: 1, definition: { fields: {}, lifecycle: {} }, ops: [{ seq: 1, hash, bytes: '{}' }], key: 'k' };
    expect(exportSchema.safeParse(file).success).toBe(true);
    const read = exportSchema.parse({ ...file, witness });
    expect(verifyWitness(read.witness!, key, new Map([[1, hash]]), isProof)).toMatchObject({ proven: [{ index: 0 }], failed: [] });
    expect(exportSchema.safeParse({ ...file, witness: { ...witness, more: 1 } }).success).toBe(false);
  });
  it('has it in the footer once it is known', () => {
    expect(chainAt('0123456789abcdef', 7).zh).toBe('0123456789abcdef 第 7 条');
    expect(chainAt('0123456789abcdef', 7, 42)).toEqual({ zh: '0123456789abcdef 第 7 条 · 总部日志第 42 条', en: "0123456789abcdef entry 7 · headquarters' log entry 42" });
  });
});
