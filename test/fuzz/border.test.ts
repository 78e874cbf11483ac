import { ORPCError } from '@orpc/server';
import fc from 'fast-check';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { contract } from '../../domain/api/contract.ts';
import { formsById } from '../../domain/forms/index.ts';
import { createPaperTray, createTestStation, orderAtSigning, type TestStation } from '../station/bench.ts';

let bench: TestStation;
let order: string;
beforeAll(async () => {
  bench = await createTestStation({ printing: createPaperTray().printing });
  await bench.setUp();
  order = await orderAtSigning(bench);
});
afterAll(() => bench.remove());

/** What comes back is an answer or a refusal in words; anything else is a hole in the border. */
const isAnswered = async (call: () => Promise<unknown>): Promise<string> => {
  try {
    await call();
    return 'answered';
  } catch (error) {
    if (error instanceof ORPCError) return error.code;
    throw error;
  }
};

/** Those that would end the test's session, touch the network or start a machine reading each time. */
const left = new Set(['station.setUp', 'station.lock', 'station.unlock', 'station.watch', 'station.addAccount', 'station.changePassphrase', 'station.setPin', 'sync.enrol', 'sync.now', 'handover.begin', 'handover.end', 'records.startInspection', 'records.readMachine']);
const procedures = Object.entries(contract).flatMap(([router, calls]) => Object.keys(calls).map((call) => `${router}.${call}`)).filter((name) => !left.has(name));

const call = (name: string, input: unknown): Promise<unknown> => {
  const [router, procedure] = name.split('.') as [keyof typeof bench.client, string];
  return (bench.client[router] as unknown as Record<string, (input: unknown) => Promise<unknown>>)[procedure]!(input);
};

const nasty = fc.oneof(
  fc.constantFrom('', ' ', '\u0000', '\ud800', '𬱖', '\uE000', 'a'.repeat(5000), '../../etc/passwd', "'; DROP TABLE op; --", '%_*"', '{}', '2021-02-30', '2021-10-12T25:00+08:00', '__proto__'),
  fc.constantFrom(0, -0, -1, 1e9, 1e300, Number.NaN, Number.POSITIVE_INFINITY, 0.1 + 0.2),
  fc.constantFrom(null, true, [], {}, [[]], [{ key: 1 }]),
  fc.string({ unit: 'binary' }),
);

describe('the border', () => {
  it('answers or refuses whatever is sent to any procedure', async () => {
    await fc.assert(
      fc.asyncProperty(
        fc.constantFrom(...procedures),
        fc.oneof(
          fc.anything(),
          fc.record({ id: fc.oneof(fc.constantFrom(order, uuidv7(), 'x'), nasty), form: nasty, text: nasty, limit: nasty, offset: nasty, base: nasty, set: fc.dictionary(fc.string(), nasty), unset: fc.array(fc.string()), copies: fc.array(fc.oneof(fc.integer(), nasty)), printer: nasty, kind: nasty, role: nasty, sha256: nasty, to: nasty }, { requiredKeys: [] }),
        ),
        async (name, input) => {
          expect(['answered', 'REFUSED'], name).toContain(await isAnswered(() => call(name, input)));
        },
      ),
      { numRuns: 600 },
    );
  });

  it('takes or refuses any value in any field of any form, and keeps no half of it', async () => {
    const form = formsById.get('service-order')!;
    const outcomes: Record<string, number> = {};
    await fc.assert(
      fc.asyncProperty(fc.dictionary(fc.oneof(fc.constantFrom(...Object.keys(form.fields)), fc.string()), nasty, { maxKeys: 6 }), async (data) => {
        const id = uuidv7();
        const before = bench.station.core.open().store.read.head().seq;
        const outcome = await isAnswered(() => call('records.execute', { kind: 'create', id, form: form.id, data }));
        expect(['answered', 'REFUSED']).toContain(outcome);
        outcomes[outcome] = (outcomes[outcome] ?? 0) + 1;
        const made = bench.station.core.open().store.read.record(id);
        if (outcome === 'REFUSED') {
          expect(made).toBeNull();
          expect(bench.station.core.open().store.read.head().seq).toBe(before);
        } else {
          expect(made?.data).toEqual(JSON.parse(JSON.stringify(data)));
          // whatever was accepted can be put on paper and found again
          expect((await bench.client.papers.pdf({ id, copies: [1] })).size).toBeGreaterThan(1000);
        }
      }),
      { numRuns: 250 },
    );
    // both sides of the border were walked
    expect(outcomes['answered']).toBeGreaterThan(10);
    expect(outcomes['REFUSED']).toBeGreaterThan(10);
    expect(bench.station.core.open().store.check()).toEqual([]);
  });

  it('searches for anything without an error', async () => {
    await fc.assert(fc.asyncProperty(fc.oneof(fc.string({ unit: 'binary', maxLength: 40 }), fc.constantFrom('宕机', '"', '*', 'NEAR(', 'a AND', '-', '^', '字*', '{x}:y')), async (text) => {
      expect(await isAnswered(() => bench.client.records.search({ text }))).toBe('answered');
      expect(await isAnswered(() => bench.client.records.list({ form: 'service-order', text }))).toBe('answered');
    }), { numRuns: 300 });
  });
});
