import { spawn } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { createInterface } from 'node:readline';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { contentHash } from '../../domain/seal/content.ts';
import { createTestStation, passphrase } from '../station/bench.ts';

type Fact = { ready?: true; created?: string; number?: string; draft?: string; text?: string; file?: string; committed?: string; signed?: string; sealed?: string; content?: string; rated?: string };

/** Runs the working station and kills it -9 when `enough` says so; answers everything it claimed to have saved. */
const workUntilKilled = (dataFolder: string, enough: (facts: Fact[]) => number | null): Promise<Fact[]> =>
  new Promise((resolve, reject) => {
    const child = spawn(process.execPath, [fileURLToPath(new URL('stationProcess.ts', import.meta.url)), dataFolder], { stdio: ['ignore', 'pipe', 'pipe'] });
    const facts: Fact[] = [];
    let words = '';
    let timer: NodeJS.Timeout | null = null;
    child.stderr.on('data', (chunk: Buffer) => { words += chunk.toString(); });
    createInterface({ input: child.stdout }).on('line', (line) => {
      facts.push(JSON.parse(line) as Fact);
      const wait = timer ? null : enough(facts);
      if (wait !== null) timer = setTimeout(() => child.kill('SIGKILL'), wait);
    });
    child.on('exit', (_code, signal) => (signal === 'SIGKILL' ? resolve(facts) : reject(new Error(`the station ended by itself: ${words}`))));
  });

describe('kill -9 of a working station', () => {
  it('keeps everything it answered for, at whatever moment it dies', async () => {
    const dataFolder = mkdtempSync(join(tmpdir(), 'sanlian-kill-'));
    const seed = Number(process.env['SEED'] ?? Date.now() % 1_000_000);
    let state = seed;
    const random = () => (state = (state * 1_103_515_245 + 12_345) % 2 ** 31) / 2 ** 31;
    const all: Fact[] = [];
    try {
      for (let life = 0; life < 6; life += 1) {
        // the moment differs from life to life: some steps after being ready, and a little more
        const steps = life === 0 ? 9 : 1 + Math.floor(random() * 9);
        const more = Math.floor(random() * 60);
        const facts = await workUntilKilled(dataFolder, (seen) => (seen.length > steps ? more : null));
        all.push(...facts);
        const bench = await createTestStation({ dataFolder });
        try {
          const status = await bench.client.station.status();
          await bench.client.station.unlock({ account: status.accounts![0]!.id, passphrase });
          const { store, blobs } = bench.station.core.open();
          expect(store.check(), `seed ${seed}, life ${life}`).toEqual([]);
          for (const fact of all) {
            if (fact.created) expect(store.read.record(fact.created)?.number, `seed ${seed}`).toBe(fact.number);
            if (fact.committed) expect(store.read.record(fact.committed)?.data['request'], `seed ${seed}`).toBe(fact.text);
            else if (fact.draft) {
              const rec = store.read.record(fact.draft)!;
              const draft = store.read.draft(fact.draft, status.accounts![0]!.id);
              expect(draft?.set['request'] ?? rec.data['request'], `seed ${seed}`).toBe(fact.text);
            }
            if (fact.file) expect((await blobs.get(fact.file)).length).toBeGreaterThan(0);
            if (fact.signed) expect(store.read.record(fact.signed)?.signatures.length, `seed ${seed}`).toBeGreaterThanOrEqual(1);
            if (fact.sealed) {
              const rec = store.read.record(fact.sealed)!;
              expect(rec.seal?.contentHash, `seed ${seed}`).toBe(fact.content);
              expect(contentHash(rec)).toBe(fact.content);
            }
            if (fact.rated) expect(store.read.linkedFrom(fact.rated).map((l) => store.read.record(l.id)?.state)).toEqual(['answered']);
          }
          // nothing half written: a seal stands exactly where the signers are complete
          const orders = store.read.list({ form: 'service-order', offset: 0, limit: 500 }).rows.map((row) => store.read.record(row.id)!);
          for (const rec of orders) expect(rec.signatures.length === 2, rec.number).toBe(rec.seal !== undefined);
          const numbers = orders.map((rec) => Number(rec.number.slice(-6))).sort((a, b) => a - b);
          expect(numbers, `seed ${seed}: gap-free`).toEqual(numbers.map((_, i) => i + 1));
        } finally {
          await bench.station.close();
        }
      }
      expect(all.some((f) => f.sealed), `seed ${seed}: at least one seal was tried`).toBe(true);
    } finally {
      rmSync(dataFolder, { recursive: true, force: true });
    }
  }, 180_000);
});
