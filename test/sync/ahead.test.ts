import { randomBytes } from 'node:crypto';
import { join } from 'node:path';
import { Worker } from 'node:worker_threads';
import { expect, it } from 'vitest';
import { createStore } from '../../db/createStore.ts';
import { headquartersHeader } from '../../domain/api/protocol.ts';
import { createExchange } from '../../main/sync/exchange.ts';
import { pullKeys, pullOps } from '../../main/sync/pull.ts';
import { createFolder, removeFolder } from './headquarters.ts';
import { openStation } from './station.ts';

const pages = 4;
/** Answers one page after the other, on a thread of its own, and counts in shared memory what was asked. */
const server = `
  const { createServer } = require('node:http');
  const { parentPort, workerData } = require('node:worker_threads');
  const asked = new Int32Array(workerData.asked);
  createServer((request, response) => {
    const after = Number(new URL(request.url, 'http://hq').searchParams.get('after'));
    Atomics.add(asked, 0, 1);
    Atomics.notify(asked, 0);
    response.writeHead(200, { '${headquartersHeader}': '1', 'content-type': 'application/json' });
    response.end(JSON.stringify({ epoch: 'e', time: '2021-11-22T09:30:00+08:00', headquarters: '0197a5a0-0000-7000-8000-0000000000aa', entries: [], next: { n: after + 1, h: 'ab'.repeat(32) }, more: after + 1 < ${pages} }));
  }).listen(0, '127.0.0.1', function () { parentPort.postMessage(this.address().port); });
`;

it('the next page has been asked for before one is stored: storing it keeps the thread for itself, and headquarters works meanwhile', async () => {
  const asked = new Int32Array(new SharedArrayBuffer(4));
  const worker = new Worker(server, { eval: true, workerData: { asked: asked.buffer } });
  const listening = new Promise<number>((resolve) => worker.once('message', resolve));
  const folder = createFolder();
  const { identity, close } = await openStation(folder);
  const store = createStore(join(folder, 'other.db'), randomBytes(32));
  try {
    const exchange = createExchange({
      address: `http://127.0.0.1:${await listening}`, epoch: 'e', identity, fetch, random: (size) => randomBytes(size), signal: new AbortController().signal, keyOf: () => null,
      clock: { now: Date.now, after: (ms, work) => {
        const timer = setTimeout(work, ms);
        return () => clearTimeout(timer);
      } },
    });
    const heard: string[] = [];
    let stored = 0;
    const pulled = await pullOps(store, exchange, '', (page) => {
      stored += 1;
      // this thread stands still: whoever is not asked by now is not asked until it goes on
      heard.push(page.more ? Atomics.wait(asked, 0, stored, 10_000) : 'last');
      store.write((writer) => {
        writer.setMeta(pullKeys.n, String(page.next.n));
        writer.setMeta(pullKeys.h, page.next.h);
      });
    });
    expect(pulled.ok).toBe(true);
    expect(heard).not.toContain('timed-out');
    expect(heard).toHaveLength(pages);
  } finally {
    store.close();
    await close();
    await worker.terminate();
    removeFolder(folder);
  }
});

it('a request ahead that fails while a page is stored ends the round, and nothing else', async () => {
  const folder = createFolder();
  const store = createStore(join(folder, 'other.db'), randomBytes(32));
  const next = { n: 1, h: 'ab'.repeat(32) };
  const json = { epoch: 'e', time: '2021-11-22T09:30:00+08:00', headquarters: '0197a5a0-0000-7000-8000-0000000000aa', entries: [], next, more: true };
  let asked = 0;
  const unseen: unknown[] = [];
  const note = (error: unknown): void => void unseen.push(error);
  process.on('unhandledRejection', note);
  try {
    const broken = pullOps(store, async () => {
      asked += 1;
      if (asked === 1) return { ok: true, value: { status: 200, headers: new Headers(), json, bytes: new Uint8Array() } };
      throw new Error('the disk cannot be read');
    }, '', () => store.write((writer) => {
      writer.setMeta(pullKeys.n, String(next.n));
      writer.setMeta(pullKeys.h, next.h);
    }));
    await expect(broken).rejects.toThrow('the disk cannot be read');
    expect([asked, store.read.meta(pullKeys.n), unseen]).toEqual([2, '1', []]);
  } finally {
    process.off('unhandledRejection', note);
    store.close();
    removeFolder(folder);
  }
});
