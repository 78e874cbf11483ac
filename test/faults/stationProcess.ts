import { v7 as uuidv7 } from 'uuid';
import { createTestStation, orderAtSigning, passphrase, signAs } from '../station/bench.ts';

/**
 * A station that works without pause until somebody kills it. Says on stdout, one JSON line each, what it was told is saved: the line
 * comes after the station's answer, never before.
 */
const [dataFolder] = process.argv.slice(2);
const bench = await createTestStation({ dataFolder });
const { client } = bench;
const status = await client.station.status();
if (status.phase === 'new') await bench.setUp();
else await client.station.unlock({ account: status.accounts![0]!.id, passphrase });
const say = (fact: Record<string, unknown>) => process.stdout.write(`${JSON.stringify(fact)}\n`);
say({ ready: true });

for (let round = 0; ; round += 1) {
  const id = uuidv7();
  const created = await client.records.execute({ kind: 'create', id, form: 'service-order', data: {} });
  say({ created: id, number: created.number });
  const draft = { request: `第 ${round} 轮：页面打开缓慢` };
  await client.records.saveDraft({ id, base: 1, set: draft, unset: [] });
  say({ draft: id, text: draft.request });
  const file = await client.files.add({ record: id, file: new Blob([`log ${round} `.repeat(5000)]), name: 'app.log' });
  say({ file: file.sha256, on: id });
  await client.records.commitDraft({ id });
  say({ committed: id, text: draft.request });
  const signing = await orderAtSigning(bench);
  await signAs(bench, signing, 'engineer', '张晓明');
  say({ signed: signing });
  await client.handover.begin({ id: signing });
  const sealed = await signAs(bench, signing, 'supervisor', '李建国');
  say({ sealed: signing, content: sealed.seal!.contentHash });
  await client.handover.answerSurvey({ id: signing, marks: { promptness: 5, skill: 5, attitude: 5, outcome: 4, paperwork: 5 }, comment: '好' });
  say({ rated: signing });
  await client.handover.end({ secret: passphrase });
}
