import { v7 as uuidv7 } from 'uuid';
import { msToSecond } from '../../domain/clocks/shanghai.ts';
import { systemClock } from '../../main/station/clock.ts';
import { createTestStation, orderAtSigning, passphrase } from '../station/bench.ts';

/**
 * A whole station under a clock that is wrong from its first moment: sets up, enrols, works, sends and reads. `error`: ms the clock is given
 * besides what the process's own clock says. Says on stdout what it saw.
 */
const [dataFolder = '', stationCode = '', address = '', code = '', error = '0'] = process.argv.slice(2);
const bench = await createTestStation({ dataFolder, clock: { ...systemClock, now: () => systemClock.now() + Number(error) } });
const { client } = bench;
await client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode, account: { name: '张晓明', role: 'engineer', passphrase } });
await client.sync.enrol({ address, code });
// the times an engineer with that clock before him types
const typed = (minutes: number): string => `${msToSecond(systemClock.now() + Number(error) - minutes * 60_000).slice(0, 16)}+08:00`;
await orderAtSigning(bench, { requestedAt: typed(90), arrivedAt: typed(60), finishedAt: typed(30) });
const photographed = uuidv7();
await client.records.execute({ kind: 'create', id: photographed, form: 'service-order', data: {} });
await client.files.add({ record: photographed, file: new Blob(['日志'.repeat(50_000)]), name: 'app.log' });
const status = await client.sync.now();
const files = await client.sync.now();
const differs = await bench.station.core.open().sync.compare();
const heard = Object.values(bench.station.core.open().store.read.countByForm()).reduce((sum, n) => sum + n, 0);
await bench.station.close();
process.stdout.write(JSON.stringify({ now: systemClock.now() + Number(error), status, unsentFiles: files.unsentFiles, differs, heard }));
process.exit(0);
