import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createStation } from '../../main/station/station.ts';
import { assetsFolder, codesOf, createTestStation, orderAtSigning, passphrase, signAs } from '../station/bench.ts';

/** A key store asks nobody for anything: it must not be the customer's way to the desk. */
test('a key store opens a locked desk, but not one that was in a customer\'s hands, not even after a restart', async () => {
  const bench = await createTestStation();
  try {
    await bench.setUp();
    const [account] = (await bench.client.station.status()).accounts!;
    const id = await orderAtSigning(bench);
    await signAs(bench, id, 'engineer', '张晓明', '工程师');
    await bench.client.station.lock();
    expect((await bench.client.station.status()).leftInHandover).toBeUndefined();
    await bench.station.core.unlock(account!.id, passphrase, 'remembered');

    await bench.client.handover.begin({ id });
    expect(existsSync(join(bench.dataFolder, 'handover.mark'))).toBe(true);
    await bench.client.station.lock();
    expect(await bench.client.station.status()).toMatchObject({ phase: 'locked', leftInHandover: true });
    await expect(bench.station.core.unlock(account!.id, passphrase, 'remembered')).rejects.toMatchObject({ refusals: [{ code: 'handover-active' }] });
    await bench.station.close();

    const restarted = await createStation({ dataFolder: bench.dataFolder, assetsFolder, shell: 'electron', version: '0.0.0', autoSync: false });
    await expect(restarted.core.unlock(account!.id, passphrase, 'remembered')).rejects.toMatchObject({ refusals: [{ code: 'handover-active' }] });
    await restarted.core.unlock(account!.id, passphrase);
    expect(restarted.status().phase).toBe('open');
    await restarted.core.lock();
    await restarted.core.unlock(account!.id, passphrase, 'remembered');
    await restarted.close();
  } finally {
    await bench.remove();
  }
});

test('a hand-over that the engineer ended leaves no mark', async () => {
  const bench = await createTestStation();
  try {
    await bench.setUp();
    const [account] = (await bench.client.station.status()).accounts!;
    const id = await orderAtSigning(bench);
    await signAs(bench, id, 'engineer', '张晓明', '工程师');
    await bench.client.handover.begin({ id });
    expect(await codesOf(bench.client.handover.end({ secret: 'something else' }))).toEqual(['wrong-passphrase']);
    expect(bench.station.core.handoverMark.isSet()).toBe(true);
    await bench.client.handover.end({ secret: passphrase });
    await bench.client.station.lock();
    await bench.station.core.unlock(account!.id, passphrase, 'remembered');
    expect(bench.station.status().phase).toBe('open');
  } finally {
    await bench.remove();
  }
});
