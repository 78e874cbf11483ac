import { generateKeyPairSync, sign as signBytes } from 'node:crypto';
import { expect, it } from 'vitest';
import { serviceOrder } from '../../domain/forms/serviceOrder.ts';
import { copiesOf } from '../../domain/record/copies.ts';
import type { Rec } from '../../domain/record/record.ts';
import { decideSign } from '../../domain/record/sign.ts';
import { bytesHash } from '../../domain/seal/canonical.ts';
import { signatureText } from '../../domain/seal/content.ts';
import { exportText } from '../../domain/seal/export.ts';
import { verifyBytes } from '../../main/cli/verify.ts';
import { createPaperMaker } from '../../main/papers/render.ts';
import { completeOrder, createSampleLog, engineer, sampleInk } from '../unit/sampleRecords.ts';
import { fontsFolder } from './samples.ts';

const keys = generateKeyPairSync('ed25519');
const key = keys.publicKey.export({ format: 'der', type: 'spki' }).toString('base64url');
const device = { key, sign: (text: string): string => signBytes(null, Buffer.from(text), keys.privateKey).toString('base64url') };
const maker = createPaperMaker({ fontsFolder });
const id = '0199c1d0-0000-7000-8000-0000000000f3';
const sentAt = '2021-10-12T15:00:00+08:00';

/** An order that left as a file before anybody signed it; `dated` is the moment by which its pages are dated for a signer. */
const signedAfterSending = async (dated: (rec: Rec) => string) => {
  const log = createSampleLog(device);
  log.create(serviceOrder, id, completeOrder);
  log.append(id, { kind: 'moved', transition: 'submit', from: 'draft', to: 'signing' });
  log.append(id, { kind: 'released', what: 'record', to: '监理' }, sentAt);
  for (const [role, actor, name] of [['engineer', 'engineer', engineer.name], ['supervisor', 'customer', '李建国']] as const) {
    const rec = log.records.get(id)!;
    const shownHash = bytesHash(await maker.make({ def: serviceOrder, rec: { ...rec, updatedAt: dated(rec) }, lang: 'zh', copies: [] }));
    const command = { id, role, name, post: '运维主管', place: '', shownHash, consented: true as const, ink: sampleInk() };
    const signed = decideSign(rec, command, log.setting(serviceOrder, actor), { signatureId: role, shownHash, key, staff: [], prove: (unsigned) => device.sign(signatureText(unsigned)) });
    if (!signed.ok) throw new Error(JSON.stringify(signed.error));
    for (const event of signed.value) log.append(id, event, sentAt);
  }
  const ops = log.ops.filter(({ op }) => op.doc === id && op.event.kind !== 'defined').map(({ op, hash, bytes }) => ({ seq: op.seq, hash, bytes }));
  const rec = log.records.get(id)!;
  return { rec, embedded: exportText({ definition: serviceOrder, ops, key }) };
};

/** What `verify` says of the pages: of those the record makes, and of pages that say another thing. */
const pagesOf = async ({ rec, embedded }: Awaited<ReturnType<typeof signedAfterSending>>) => {
  const pages = async (shown: Rec) => (await verifyBytes(await maker.make({ def: serviceOrder, rec: shown, lang: 'zh', copies: copiesOf(serviceOrder, rec), embedded }), maker)).lines.find(({ check }) => check === 'pages')?.ok;
  return [await pages(rec), await pages({ ...rec, data: { ...rec.data, work: '重装系统' } })];
};

it('altered pages are told also of a paper whose pages an earlier program dated by what had left of it', async () => {
  // today what leaves is no work on the record, and dates nothing
  expect(await pagesOf(await signedAfterSending((rec) => rec.updatedAt))).toEqual([true, false]);
  expect(await pagesOf(await signedAfterSending(() => sentAt))).toEqual([true, false]);
  // drawn some third way, nothing is claimed
  expect(await pagesOf(await signedAfterSending(() => '2021-10-12T15:00:01+08:00'))).toEqual([true, null]);
});
