import { ORPCError } from '@orpc/server';
import { v7 as uuidv7 } from 'uuid';
import { minuteMs, msToMinute } from '../../domain/clocks/shanghai.ts';
import type { RefusedData } from '../../domain/api/contract.ts';
import type { Reading } from '../../domain/forms/form.ts';
import { isRoundLate } from '../../domain/forms/round.ts';
import type { Data } from '../../domain/record/record.ts';
import { verdictOf, withMachine } from '../../domain/readings/verdict.ts';
import type { RefusalCode } from '../../domain/result.ts';
import { text, type Lang, type Text } from '../../domain/text/text.ts';
import { startHeadquarters } from '../../hq/index.ts';
import type { Moves } from '../demo/moves.ts';
import type { Station } from '../station/station.ts';
import { verifyBytes } from './verify.ts';

export type Step = { readonly id: string; readonly label: Text; /** answers what to say about it; throws when something is not as it must be */ readonly run: () => Promise<string | Text> };
/** What has to be closed at the end, whatever happened; the last opened first. */
export type Ends = { readonly close: (() => Promise<void>)[] };

const engineer = { name: '张伟', post: '服务工程师' };
const supervisor = { name: '李建国', post: '运维主管' };
const place = '政务服务大厦 3 层机房';
const passphrase = 'sanlian-tour';
const pin = '2580';

const must = (isSo: boolean, what: string): void => {
  if (!isSo) throw new Error(what);
};

/** That a call is refused, and why. */
const mustRefuse = async (call: Promise<unknown>, code: RefusalCode): Promise<void> => {
  try {
    await call;
  } catch (error) {
    const codes = error instanceof ORPCError && error.code === 'REFUSED' ? (error.data as RefusedData).refusals.map((r) => r.code) : [];
    if (codes.includes(code)) return;
    throw error;
  }
  throw new Error(`accepted, where ${code} was due`);
};

/** The steps of one engineer's day, in order; each checks its own outcome. `save` keeps a file for the reader. */
export const createDay = (parts: { readonly station: Station; readonly moves: Moves; readonly headquartersFolder: string; readonly save: (name: string, bytes: Uint8Array | string) => void; readonly ends: Ends }): readonly Step[] => {
  const { station, moves, save, ends } = parts;
  const { client } = moves;
  const kept: { name: string; bytes: Uint8Array }[] = [];
  let order = '';
  let sheet = '';
  let second = '';
  let headquarters: Awaited<ReturnType<typeof startHeadquarters>> | null = null;

  const ago = (minutes: number): string => msToMinute(Date.now() - minutes * minuteMs);
  const orderData = (): Data => ({
    type: 'fault', urgency: 'urgent', department: '积分落户服务中心', contact: '刘晓㛃', phone: '010-5560-2101', place, channel: 'phone', requestedAt: ago(95), wantedAt: ago(50), engineer: engineer.name,
    request: '申报页面提交缓慢，约需 15 秒。', system: '申报模块', side: 'internet',
  });
  const workDone: Data = { diagnosis: '缓存命中率由 96% 降到 41%，缓存内存达到上限。', work: '1. 缓存内存由 4 GB 调整为 8 GB；2. 切换并验证；3. 提交恢复到 1.2 秒。', changed: 'cache.maxmemory 4g→8g', dataTouched: 'no', result: 'solved', affected: 640 };
  /** The second visit: a window's printer. */
  const printing: Data = {
    type: 'support', urgency: 'normal', department: '服务大厅', contact: '王𬱖', phone: '010-5560-2203', place: '1 层大厅 3 号窗口', channel: 'phone', requestedAt: ago(95), wantedAt: ago(50), engineer: engineer.name,
    request: '3 号窗口打印的受理回执右侧文字被截断。', system: '打印服务', side: 'private', host: '窗口终端 3 号',
  };
  const printed: Data = {
    diagnosis: '终端更新打印驱动后，默认纸张由 A4 变为 Letter，右边约 6 毫米打印不出。', work: '将 3 号窗口终端的默认纸张改回 A4。', changed: '3 号窗口终端打印机默认纸张 Letter→A4', dataTouched: 'no', result: 'solved', affected: 1,
    advice: '驱动更新后先试打一份回执再开窗办理。',
  };
  const toSigning = async (id: string, data: Data): Promise<void> => {
    await moves.move(id, 'dispatch');
    await moves.edit(id, { departedAt: ago(80), arrivedAt: ago(60) });
    await moves.move(id, 'start');
    await moves.edit(id, { ...data, finishedAt: ago(0) });
    await moves.move(id, 'submit');
  };
  const handOver = async (id: string, answer: () => Promise<void>): Promise<string> => {
    await client.handover.begin({ id });
    await mustRefuse(client.records.list({ form: 'service-order' }), 'handover-active');
    const rec = await moves.sign(id, { role: 'supervisor', ...supervisor, place });
    must(rec.seal !== undefined && rec.state === 'signed', `the record is not sealed but ${rec.state}`);
    await answer();
    await mustRefuse(client.handover.end({ secret: '0000' }), 'wrong-secret');
    await client.handover.end({ secret: pin });
    return `${rec.number} ${rec.seal!.contentHash.slice(0, 16)}`;
  };
  const marks = { promptness: 5, skill: 5, attitude: 5, outcome: 4, paperwork: 5 };

  return [
    {
      id: 'station', label: text('建立工作站（离线）', 'Make a station (offline)'),
      run: async () => {
        const status = await client.station.setUp({ profile: 'jifenluohu', site: 'BJ01', stationCode: 'BJ01', account: { name: engineer.name, role: 'engineer', passphrase } });
        await client.station.setPin({ passphrase, pin });
        must(status.phase === 'open', `the station is ${status.phase}`);
        return status.station?.code ?? '';
      },
    },
    {
      id: 'order', label: text('服务单：派工、到场、处理', 'Order: dispatch, arrive, work'),
      run: async () => {
        const made = await moves.create('service-order', orderData());
        order = made.id;
        const machine = await client.records.readMachine();
        await moves.attach(order, '现场读数.log', new TextEncoder().encode(JSON.stringify(machine, null, 1)));
        await toSigning(order, workDone);
        return made.number;
      },
    },
    {
      id: 'inspection', label: text('巡检：本机实测，一项超阈值', 'Inspection: this machine, one value over'),
      run: async () => {
        const made = await client.records.startInspection({ id: uuidv7(), template: 'os-daily', day: ago(0).slice(0, 10), round: Number(ago(0).slice(11, 13)) < 12 ? 'am' : 'pm' });
        sheet = made.id;
        const read = withMachine(made.data['readings'] as readonly Reading[], await client.records.readMachine());
        const real = read.filter((r) => r.source);
        const filled = (action: boolean): Reading[] =>
          read.map((r): Reading => {
            if (r.kind === 'state') return { ...r, value: 'normal' };
            const { source: _source, ...plain } = r;
            const next: Reading = r.key === 'processes' ? { ...plain, value: 1180 } : r.value === undefined ? { ...r, notApplicable: true, note: '本机无此项' } : r;
            return action && verdictOf(next) === 'alarm' ? { ...next, action: '结束失控的导出任务，进程数回落，已观察 30 分钟。' } : next;
          });
        await moves.edit(sheet, { readings: filled(false) });
        await mustRefuse(moves.move(sheet, 'submit'), 'alarm-needs-action');
        // a tour in the evening is after its round
        const isLate = isRoundLate(await client.records.definition({ hash: made.def }), { ...made.data, inspectedAt: ago(0) });
        await moves.edit(sheet, { readings: filled(true), finding: '进程数超过告警阈值。', measure: '结束失控的导出任务。', ...(isLate && { lateReason: '演示在时段结束后进行。' }) });
        const submitted = await moves.move(sheet, 'submit');
        must(real.length > 0, 'no reading came from this machine');
        const measured = (lang: Lang): string => real.slice(0, 3).map((r) => `${r.name[lang]} ${r.value}${r.unit ?? ''}`).join(lang === 'zh' ? '，' : ', ');
        return text(`${submitted.number} · ${measured('zh')} …`, `${submitted.number} · ${measured('en')} …`);
      },
    },
    {
      id: 'engineer-signs', label: text('工程师签名', 'The engineer signs'),
      run: async () => {
        await moves.sign(order, { role: 'engineer', ...engineer, place });
        const rec = await moves.sign(sheet, { role: 'inspector', ...engineer, place });
        const strokes = rec.signatures[0]?.ink.strokes.length ?? 0;
        return text(`${strokes} 画`, `${strokes} strokes`);
      },
    },
    {
      id: 'hand-over', label: text('客户签认并测评', 'The client signs and rates'),
      run: async () => {
        await mustRefuse(moves.sign(order, { role: 'supervisor', ...supervisor, place }), 'only-in-handover');
        return handOver(order, async () => {
          must((await client.handover.survey({ id: order })) !== null, 'there is no survey');
          await client.handover.answerSurvey({ id: order, marks, comment: '响应及时。' });
          await mustRefuse(client.handover.answerSurvey({ id: order, marks, comment: '' }), 'already-answered');
        });
      },
    },
    { id: 'inspection-signed', label: text('客户签认巡检单', 'The client signs the sheet'), run: () => handOver(sheet, async () => undefined) },
    {
      id: 'refusal', label: text('第二张：拒签、补正、再签、拒评', 'Second order: refused, mended, signed, not rated'),
      run: async () => {
        const made = await moves.create('service-order', printing);
        second = made.id;
        await toSigning(second, printed);
        await moves.sign(second, { role: 'engineer', ...engineer, place });
        await client.handover.begin({ id: second });
        await client.handover.refuse({ id: second, role: 'supervisor', name: supervisor.name, reason: '处理步骤里没有写改后是否试打过。' });
        await client.handover.end({ secret: pin });
        await moves.move(second, 'rework', '补写试打结果');
        await moves.edit(second, { work: '将 3 号窗口终端的默认纸张改回 A4；用测试件连续打印回执 3 份，由窗口人员核对，右侧文字完整。' });
        await moves.move(second, 'submit');
        await moves.sign(second, { role: 'engineer', ...engineer, place });
        return handOver(second, () => client.handover.declineSurvey({ id: second, reason: '本次不评' }).then(() => undefined));
      },
    },
    {
      id: 'sealed', label: text('封存后不能再改', 'Sealed is sealed'),
      run: async () => {
        await mustRefuse(moves.edit(order, { work: '改动' }), 'sealed');
        return (await moves.current(order)).state;
      },
    },
    {
      id: 'copies', label: text('一式三份与单据导出', 'Three copies and the exports'),
      run: async () => {
        for (const id of [order, sheet, second]) {
          const pdf = await moves.saveCopies(id, [1, 2, 3]);
          const { number, copies } = await moves.current(id);
          must(copies.length === 3, `${number} has ${copies.length} copies in the register`);
          const record = new Uint8Array(await (await client.papers.export({ id, to: '自查 self-check' })).arrayBuffer());
          kept.push({ name: `${number}.pdf`, bytes: pdf }, { name: `${number}.record.json`, bytes: record });
        }
        for (const { name, bytes } of kept) save(name, bytes);
        return kept.map((file) => file.name).filter((name) => name.endsWith('.pdf')).join(' ');
      },
    },
    {
      id: 'offline', label: text('离线：等待上报', 'Offline: waiting to be sent'),
      run: async () => {
        const { state, unsent, unsentFiles } = await client.sync.now();
        must(state === 'not-enrolled' || state === 'offline', `sync says ${state}`);
        must(unsent > 0 && unsentFiles > 0, 'there is nothing to send');
        return `${state} · ${unsent} + ${unsentFiles}`;
      },
    },
    {
      id: 'headquarters', label: text('启动总部（PostgreSQL）', 'Start headquarters (PostgreSQL)'),
      run: async () => {
        headquarters = await startHeadquarters({ dataFolder: parts.headquartersFolder, port: 0 });
        ends.close.push(headquarters.stop);
        return headquarters.address;
      },
    },
    {
      id: 'sync', label: text('登记并上报', 'Enrol and send'),
      run: async () => {
        if (!headquarters) throw new Error('headquarters is not running');
        await client.sync.enrol({ address: headquarters.address, code: await headquarters.createEnrolmentCode() });
        let status = await client.sync.now();
        for (let round = 0; round < 3 && (status.unsent > 0 || status.unsentFiles > 0); round += 1) status = await client.sync.now();
        must(status.state === 'connected' && status.unsent === 0 && status.unsentFiles === 0, `sync says ${status.state}, ${status.unsent} + ${status.unsentFiles} unsent, ${status.lastError?.code ?? ''} ${status.lastError?.detail ?? ''}`);
        const { seq } = station.core.open().store.read.head();
        return text(`${seq} 条操作`, `${seq} operations`);
      },
    },
    {
      id: 'compare', label: text('两端比对', 'Compare both ends'),
      run: async () => {
        const compared = await station.core.open().sync.compare();
        if (!compared.ok) throw new Error(compared.error.map((r) => r.code).join(', '));
        must(compared.value.length === 0, `the ends differ in ${compared.value.join(', ')}`);
        return station.core.open().store.read.head().hash.slice(0, 16);
      },
    },
    {
      id: 'chain', label: text('操作链与数据库', 'Chain and database'),
      run: async () => {
        const broken = station.core.open().store.check();
        must(broken.length === 0, broken.join('; '));
        return `${station.core.open().store.read.head().seq}`;
      },
    },
    {
      id: 'verify', label: text('核验每份文件，改一字节即不通过', 'Verify every file; one flipped byte fails'),
      run: async () => {
        for (const { name, bytes } of kept) {
          const result = await verifyBytes(bytes, station.core.papers);
          must(result.valid, `${name}: ${result.lines.filter((line) => line.ok === false).map((line) => line.check).join(', ')}`);
        }
        const first = kept[0]!;
        const tampered = Uint8Array.from(first.bytes);
        const middle = Math.floor(tampered.length / 2);
        tampered[middle] = tampered[middle]! ^ 1;
        must(!(await verifyBytes(tampered, station.core.papers)).valid, `${first.name} with a flipped byte passes`);
        return text(`${kept.length} 份文件`, `${kept.length} files`);
      },
    },
  ];
};
