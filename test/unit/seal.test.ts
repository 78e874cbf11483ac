import { generateKeyPairSync, sign as signBytes } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { inspection } from '../../domain/forms/inspection.ts';
import { serviceOrder } from '../../domain/forms/serviceOrder.ts';
import { survey } from '../../domain/forms/survey.ts';
import { decide } from '../../domain/record/decide.ts';
import { decideSign } from '../../domain/record/sign.ts';
import { evolve } from '../../domain/record/evolve.ts';
import { createNumber, isStationCode } from '../../domain/record/number.ts';
import { opHash, type Op } from '../../domain/record/op.ts';
import type { Attachment, Rec } from '../../domain/record/record.ts';
import { canonicalText, isCanonicalText, taggedHash } from '../../domain/seal/canonical.ts';
import { checkCode, contentHash, signatureText } from '../../domain/seal/content.ts';
import { exportSchema, exportText, verifyExport, type RecordExport } from '../../domain/seal/export.ts';
import { judge } from '../../hq/outcome.ts';
import { isKeySignature } from '../../main/sync/keySignature.ts';
import { completeOrder, createSampleLog, engineer, sampleInk } from './sampleRecords.ts';

describe('canonical text (RFC 8785)', () => {
  const comparing = (text: string): boolean | string => {
    try {
      return canonicalText(JSON.parse(text)) === text;
    } catch (error) {
      return String(error);
    }
  };
  const told = (text: string): boolean | string => {
    try {
      return isCanonicalText(JSON.parse(text), text);
    } catch (error) {
      return String(error);
    }
  };
  it('is told from any other text as a comparison tells it', () => {
    const json = fc.json({ stringUnit: 'binary', maxDepth: 4 });
    fc.assert(fc.property(fc.oneof(json, json.map((text) => canonicalText(JSON.parse(text)))), (text) => { expect(told(text)).toEqual(comparing(text)); }));
  });
  it.each([
    '{"10":1,"9":2}', '{"9":2,"10":1}', '{"b":1,"a":2}', '{"a":1,"a":1}', '{"__proto__":1}', '{"toJSON":1}', '-0', '0', '1e400', '[1E2]', '1.0', '"\\ud800"', '{"a":"\\uD83D\\uDE00"}', '"\\u000a"', '"\\n"', '" "', '{"\ud83d\ude00":1,"\ufb33":2}', '{"a": 1}', '{"a":{"d":1,"c":2}}', '[{"d":1,"c":2}]', '"\ud83d\ude00"',
  ])('%s', (text) => expect(told(text)).toEqual(comparing(text)));
  it('spells the examples of the RFC', () => {
    expect(canonicalText({ numbers: [333333333.3333333, 1e30, 4.5, 2e-3, 0.000000000000000000000000001], literals: [null, true, false] })).toBe('{"literals":[null,true,false],"numbers":[333333333.3333333,1e+30,4.5,0.002,1e-27]}');
    // member names are sorted by UTF-16 code units
    expect(Object.keys(JSON.parse(canonicalText({ '\u20ac': 1, '\r': 2, '\ufb33': 3, '1': 4, '\ud83d\ude00': 5, '\u0080': 6, '\u00f6': 7 })) as object).sort()).toHaveLength(7);
    expect(canonicalText({ b: 1, a: '€$\u000f\nA\'B"\\\\"/' })).toBe(String.raw`{"a":"€$\u000f\nA'B\"\\\\\"/","b":1}`);
  });
  it('does not depend on the order of members, and survives a round trip', () => {
    fc.assert(
      fc.property(fc.dictionary(fc.string(), fc.jsonValue({ maxDepth: 3 })), (value) => {
        const shuffled = Object.fromEntries(Object.entries(value).reverse());
        const text = canonicalText(value);
        expect(canonicalText(shuffled)).toBe(text);
        expect(canonicalText(JSON.parse(text))).toBe(text);
      }),
    );
  });
  it('refuses what JSON cannot carry', () => {
    expect(() => canonicalText({ a: Number.NaN })).toThrow();
    expect(() => canonicalText({ a: '\ud800' })).toThrow();
  });
});

describe('numbers', () => {
  it('are padded, sort as text, and never meet between stations', () => {
    expect(createNumber('XC', 'BJ01', '2021', 123)).toBe('XC-BJ01-2021-000123');
    fc.assert(fc.property(fc.stringMatching(/^[A-Z0-9]{2,8}$/), fc.stringMatching(/^[A-Z0-9]{2,8}$/), fc.integer({ min: 1, max: 999_999 }), fc.integer({ min: 1, max: 999_999 }), (a, b, n, m) => {
      expect(isStationCode(a)).toBe(true);
      if (a !== b || n !== m) expect(createNumber('XC', a, '2021', n)).not.toBe(createNumber('XC', b, '2021', m));
    }));
  });
});

const keys = generateKeyPairSync('ed25519');
const publicKey = keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
const device = { key: publicKey, sign: (text: string): string => signBytes(null, Buffer.from(text), keys.privateKey).toString('base64url') };
const prove = (unsigned: Parameters<typeof signatureText>[0]): string => device.sign(signatureText(unsigned));

/** A signed and sealed order's log; `beside` comes in after the first signature. */
const sealedLog = (id: string, beside?: Attachment) => {
  const log = createSampleLog(device);
  log.create(serviceOrder, id, completeOrder);
  log.append(id, { kind: 'moved', transition: 'submit', from: 'draft', to: 'signing' });
  for (const [role, actor, name] of [['engineer', 'engineer', engineer.name], ['supervisor', 'customer', '李建国']] as const) {
    if (role === 'supervisor' && beside) log.append(id, { kind: 'attached', attachment: beside });
    const command = { id, role, name, post: '运维主管', place: '', shownHash: 'a'.repeat(64), consented: true as const, ink: sampleInk() };
    const signed = decideSign(log.records.get(id)!, command, log.setting(serviceOrder, actor), { signatureId: role, shownHash: 'a'.repeat(64), key: publicKey, staff: [], prove });
    if (!signed.ok) throw new Error(JSON.stringify(signed.error));
    for (const event of signed.value) log.append(id, event);
  }
  return log;
};
const sealedExport = (beside?: Attachment): RecordExport => {
  const id = '0199c1d0-0000-7000-8000-0000000000f2';
  const log = sealedLog(id, beside);
  const ops = log.ops.filter((o) => o.op.doc === id && o.op.event.kind !== 'defined').map((o) => ({ seq: o.op.seq, hash: o.hash, bytes: o.bytes }));
  return exportSchema.parse(JSON.parse(exportText({ definition: serviceOrder, ops, key: publicKey })));
};
const failed = (file: RecordExport): string[] => verifyExport(file, isKeySignature).findings.filter((f) => !f.ok).map((f) => f.check);

describe('a sealed record by itself', () => {
  it('proves its content, its signatures and their order', () => {
    const result = verifyExport(sealedExport(), isKeySignature);
    expect(result.findings.filter((f) => !f.ok)).toEqual([]);
    expect(result.valid).toBe(true);
    expect(result.record?.state).toBe('signed');
  });

  /** Someone edits an operation and makes its hash right again. */
  const forge = (file: RecordExport, find: string, put: string): RecordExport => ({
    ...file,
    ops: file.ops.map((op) => {
      const bytes = op.bytes.replaceAll(find, put);
      return { seq: op.seq, bytes, hash: opHash(bytes) };
    }),
  });

  it('shows a changed word, even when the hashes of the log were made right', () => {
    const file = sealedExport();
    expect(failed({ ...file, ops: file.ops.map((o) => ({ ...o, bytes: o.bytes.replace('重建索引', '重建表') })) })).toContain('operation-hash');
    expect(failed(forge(file, '重建索引', '重建表'))).toContain('content-hash');
  });
  it('shows a changed signer, a changed stroke, a missing signature and another form', () => {
    const file = sealedExport();
    expect(failed(forge(file, '"name":"李建国","place"', '"name":"王五","place"'))).toContain('signature-key:supervisor');
    expect(failed(forge(file, '"t":40', '"t":41'))).toContain('signature-strokes:engineer');
    expect(failed({ ...file, ops: file.ops.filter((o) => !o.bytes.includes('"role":"engineer"')) })).toEqual(expect.arrayContaining(['signature-link:supervisor', 'signers-complete']));
    expect(failed({ ...file, definition: inspection })).toContain('definition');
  });
  const slipped: Attachment = { id: 'a', name: '补充协议.pdf', type: 'application/pdf', size: 9, sha256: 'b'.repeat(64), addedAt: '2021-10-12T14:05:09+08:00', by: engineer, scanOf: 'supervisor' };
  const returned: Attachment = { ...slipped, returned: { name: '李建国', post: '运维主管', day: '2021-10-12' } };
  it.each([['a scan', slipped], ['a returned paper', returned]])('shows a file slipped in beside what was signed as %s', (_as, file) => {
    expect(failed(sealedExport(file))).toEqual(['scans']);
    const id = '0199c1d0-0000-7000-8000-0000000000f2';
    const ops = sealedLog(id, file).ops.filter(({ op }) => op.doc === id && op.event.kind !== 'defined');
    let current: Rec | null = null;
    for (const { op } of ops.slice(0, -1)) current = evolve(current, op);
    expect(judge(ops.at(-1)!.op, current, { key: publicKey, code: 'BJ01' }, { own: ops.length - 1, others: [] })).toEqual({ outcome: 'quarantined', reason: 'seal: file beside the content' });
  });
  it('turns down a key that did not sign', () => {
    const other = generateKeyPairSync('ed25519').publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
    expect(failed({ ...sealedExport(), key: other })).toContain('signature-key:engineer');
  });
  it('anchors the seal right after the last signature, by the device key', () => {
    const file = sealedExport();
    const { prev, seq, event } = JSON.parse(file.ops.at(-1)!.bytes) as Op;
    if (event.kind !== 'sealed') throw new Error('the last operation is the seal');
    expect(event.seal).toMatchObject({ chainHead: prev, chainSeq: seq - 1, key: publicKey });
    expect(prev).toBe(file.ops.at(-2)!.hash);
    expect(failed(forge(file, event.seal.at, '2021-10-13T00:00:00+08:00'))).toContain('seal-key');
    expect(failed(forge(file, `"chainSeq":${seq - 1}`, '"chainSeq":1'))).toEqual(expect.arrayContaining(['seal-key', 'seal-anchor']));
  });

  /** A survey nobody signs: its seal alone says that it is the station's. */
  const surveyBy = (sealer: typeof device, key = publicKey): RecordExport => {
    const id = '0199c1d0-0000-7000-8000-0000000000f4';
    const log = createSampleLog(sealer);
    const marks = { promptness: 5, skill: 5, attitude: 5, outcome: 5, paperwork: 5 };
    log.create(survey, id, { orderNumber: 'FW-BJ01-2021-000001', servedBy: engineer.name, respondent: '李建国', ...marks });
    const rec = log.records.get(id)!;
    const answered = decide(rec, { kind: 'move', id, base: rec.rev, transition: 'answer' }, log.setting(survey, 'customer'));
    if (!answered.ok) throw new Error(JSON.stringify(answered.error));
    for (const event of answered.value) log.append(id, event);
    const ops = log.ops.filter((o) => o.op.doc === id).map((o) => ({ seq: o.op.seq, hash: o.hash, bytes: o.bytes }));
    return exportSchema.parse(JSON.parse(exportText({ definition: survey, ops, key })));
  };
  it('turns down a survey the station never wrote', () => {
    expect(failed(surveyBy(device))).toEqual([]);
    const invented = generateKeyPairSync('ed25519');
    const sign = (text: string): string => signBytes(null, Buffer.from(text), invented.privateKey).toString('base64url');
    expect(failed(surveyBy({ key: publicKey, sign }))).toEqual(['seal-key']);
    expect(failed(surveyBy({ key: invented.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url'), sign }))).toEqual(['seal-key']);
    expect(failed(surveyBy({ key: publicKey, sign: () => '' }))).toEqual(['seal-key']);
  });

  it('gives people a code they can read out', () => {
    expect(checkCode('0123456789abcdef'.repeat(4))).toBe('0123-4567-89AB-CDEF');
  });
  it('hashes content and operations apart', () => {
    expect(taggedHash('sanlian/op/1', 'x')).not.toBe(taggedHash('sanlian/content/1', 'x'));
    const log = createSampleLog();
    const rec = log.create(serviceOrder, '0199c1d0-0000-7000-8000-0000000000f3', completeOrder);
    expect(contentHash({ ...rec, state: 'void', copies: [] })).toBe(contentHash(rec));
    expect(contentHash({ ...rec, data: { ...rec.data, work: '别的' } })).not.toBe(contentHash(rec));
  });
});
