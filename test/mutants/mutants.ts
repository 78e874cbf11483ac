/** One way to get it wrong: exact pieces of source and what stands there instead, and the test that must notice. */
export type Mutant = {
  readonly name: string;
  readonly changes: readonly { readonly file: string; readonly from: string; readonly to: string }[];
  /** vitest file and the beginning of the test's name */
  readonly caughtBy: { readonly file: string; readonly test: string };
};

const story = { file: 'test/faults/simulation.test.ts', test: 'nothing is lost, doubled or believed too early' };
const disk = { file: 'test/sync/blobDurability.test.ts', test: 'a file’s row comes after its bytes' };

export const mutants: readonly Mutant[] = [
  {
    name: 'the cursor is stored before its page, in a transaction of its own',
    changes: [{
      file: 'main/sync/pull.ts', from: `        failpoint('pull-before-store');\n`,
      to: `        store.write((writer) => {\n          writer.setMeta(pullKeys.n, String(page.data.next.n));\n          writer.setMeta(pullKeys.h, page.data.next.h);\n        });\n        failpoint('pull-before-store');\n`,
    }],
    caughtBy: { file: 'test/faults/killSync.test.ts', test: 'has the page and the cursor, or neither' },
  },
  {
    name: 'serial ids as the cursor: numbers are given before the commit, without a lock',
    changes: [
      {
        file: 'hq/log.ts', from: `  const held = (await client.query<{ value: number; chain: string }>(\`select value, chain from counter where name = 'op' for update\`)).rows[0]!;\n`,
        to: `  const held = { value: Math.max(serial, (await client.query<{ value: number }>('select coalesce(max(server_seq), 0) as value from op')).rows[0]!.value), chain: '0'.repeat(64) };\n  serial = held.value + size;\n`,
      },
      { file: 'hq/log.ts', from: `  await client.query(\`update counter set value = $1, chain = $2 where name = 'op'\`, [held.value + size, chain]);\n`, to: '' },
      { file: 'hq/log.ts', from: `export const toAll = 'all';\n`, to: `export const toAll = 'all';\nlet serial = 0;\n` },
      {
        file: 'hq/pull.ts', from: `\`select value, chain from counter where name = 'op'\``,
        to: `\`select n as value, chain from (select server_seq as n, chain from op union all select n, chain from notice union all select 0, repeat('0', 64)) log order by n desc limit 1\``,
      },
    ],
    caughtBy: { file: 'test/sync/commitOrder.test.ts', test: 'nobody reads past a commit that is still under way' },
  },
  {
    name: 'headquarters answers before it has committed',
    changes: [
      {
        file: 'hq/push.ts', from: `  const result = await database.transaction(async (client): Promise<PushResult> => {\n`,
        to: `  let early: (result: PushResult) => void = () => undefined;\n  const said = new Promise<PushResult>((resolve) => (early = resolve));\n  const done = database.transaction(async (client): Promise<PushResult> => {\n`,
      },
      { file: 'hq/push.ts', from: `    return { kind: 'stored', stepped, answer: {`, to: `    const stored: PushResult = { kind: 'stored', stepped, answer: {` },
      { file: 'hq/push.ts', from: `  });\n  failpoint('push-after-commit');\n`, to: `    early(stored);\n    await new Promise((resolve) => setTimeout(resolve, 400));\n    return stored;\n  });\n  const result = await Promise.race([said, done]);\n  failpoint('push-after-commit');\n` },
    ],
    caughtBy: { file: 'test/faults/killSync.test.ts', test: 'has what it acknowledged (I3)' },
  },
  {
    name: 'the station takes what it sends for acknowledged',
    changes: [{ file: 'main/sync/sendOps.ts', from: `    failpoint('sync-before-push');\n`, to: `    store.write((writer) => writer.ackOps(last));\n    failpoint('sync-before-push');\n` }],
    caughtBy: story,
  },
  {
    name: 'no check for what is there already',
    changes: [{ file: 'hq/push.ts', from: `ops.filter((sent) => sent.seq > device.last_seq)`, to: `ops` }],
    caughtBy: { file: 'test/sync/push.test.ts', test: 'leaves headquarters byte-identical when the whole outbox is replayed twice' },
  },
  {
    name: 'no check for an operation’s id',
    changes: [{ file: 'hq/push.ts', from: `    if (seen.has(op.id)) return`, to: `    if (false as boolean) return` }],
    caughtBy: { file: 'test/sync/push.test.ts', test: 'is kept with its reason and blocks nothing' },
  },
  {
    name: 'another hash under a known number is passed over',
    changes: [{ file: 'hq/push.ts', from: `    if (forked) return freeze(forked.seq);\n`, to: '' }],
    caughtBy: { file: 'test/sync/push.test.ts', test: 'is found by hash and by link, and stays frozen' },
  },
  {
    name: 'the last writer wins',
    changes: [{ file: 'hq/outcome.ts', from: `      if (ruling.kind === 'conflict') return { outcome: 'conflict', reason: ruling.reason };\n`, to: `      if (ruling.kind === 'conflict') return { outcome: 'applied', record: evolve(current, op)! };\n` }],
    caughtBy: story,
  },
  {
    name: 'a file’s row is written before its bytes are on the disk',
    changes: [{ file: 'hq/blobs.ts', from: `        const handle = await open(part, 'a', 0o600);\n`, to: `        if (offset + chunk.length === length) await remember(client, sha256, length);\n        const handle = await open(part, 'a', 0o600);\n` }],
    caughtBy: disk,
  },
  {
    name: 'a file’s bytes are not synced',
    changes: [{ file: 'hq/blobs.ts', from: `          await handle.writeFile(chunk);\n          await handle.sync();\n`, to: `          await handle.writeFile(chunk);\n` }],
    caughtBy: disk,
  },
  {
    name: 'an answer is believed without its signature',
    changes: [{ file: 'main/sync/exchange.ts', from: `      if (key !== null && !isKeySignature(`, to: `      if (key === '' && !isKeySignature(` }],
    caughtBy: { file: 'test/sync/border.test.ts', test: 'another server that names itself so' },
  },
];
