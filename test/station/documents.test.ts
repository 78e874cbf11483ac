import { createHash } from 'node:crypto';
import { copyFileSync, cpSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { v7 as uuidv7 } from 'uuid';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { bundleElectronIfOld } from '../../build/bundle.ts';
import { msToSecond } from '../../domain/clocks/shanghai.ts';
import { formsById } from '../../domain/forms/index.ts';
import { createTextReader } from '../../main/documents/createTextReader.ts';
import { fileText } from '../../main/documents/fileText.ts';
import { keepSending, sendDue } from '../../main/documents/mail.ts';
import { readNewFiles } from '../../main/documents/readFiles.ts';
import { readZip } from '../../main/zip/readZip.ts';
import { zipStream } from '../../main/zip/zipStream.ts';
import { readPages } from '../papers/readPages.ts';
import { codesOf, createTestStation, refusalsOf, type TestStation } from './bench.ts';
import { createLives } from './lifeOfForm.ts';
import { mailServerOf } from './mailServer.ts';

let time = Date.parse('2026-10-13T10:00:00+08:00');
/** ms on; whoever waits gives a sign, or the station would lock itself. */
const wait = (ms: number): void => {
  time += ms;
  bench.station.core.touch();
};
let bench: TestStation;
let lives: Awaited<ReturnType<typeof createLives>>;
const sealed = new Map<string, { readonly id: string; readonly number: string }>();
beforeAll(async () => {
  bench = await createTestStation({ clock: { now: () => time, mono: () => time } });
  await bench.setUp('projectManager');
  lives = await createLives(bench, (seconds) => {
    wait(seconds * 1000);
    bench.station.core.touch();
  });
  for (const form of ['service-order', 'document', 'extra-cost', 'contact-book']) {
    const { id, number } = await lives.wholeLife(formsById.get(form)!);
    sealed.set(form, { id, number });
  }
}, 240_000);
afterAll(() => bench.remove());

const span = { from: '2026-10-01', to: '2026-10-31' };

describe('the document register', () => {
  it('has what was issued, from every form, with versions, signatures, holders, place and the clocks of R27', async () => {
    const { rows, total } = await bench.client.documents.register(span);
    expect(total).toBe(rows.length);
    expect(rows.map((row) => row.number)).toEqual(expect.arrayContaining([...sealed.values()].map(({ number }) => number)));
    const order = rows.find((row) => row.form === 'service-order')!;
    expect(order.signatures.map(({ name }) => name)).toContain('李建国');
    expect(order.archivedAt).toBeDefined();
    // its form may have changed meanwhile: the paper itself was never corrected
    expect(order.version).toBe('1');
    expect((await bench.client.documents.register({ ...span, form: 'survey' })).rows.every(({ version }) => version === '1')).toBe(true);
    const registered = rows.find((row) => row.form === 'document')!;
    expect(registered).toMatchObject({ kind: { zh: '预案' }, version: expect.stringContaining('版本号') });
    expect(registered.place).not.toBe('');
    expect(registered.copies.length).toBeGreaterThan(0);
    expect(registered.clocks.map(({ rule }) => rule)).toEqual(['R27', 'R27']);
    expect((await bench.client.documents.register({ from: '2026-11-01', to: '2026-11-30' })).total).toBe(0);
    expect((await bench.client.documents.register({ ...span, form: 'document' })).rows.every((row) => row.form === 'document')).toBe(true);
    expect(await codesOf(bench.client.documents.register({ ...span, form: 'no-such' }))).toEqual(['form-unknown']);
  });

  it('leaves as CSV, XLSX and PDF, each written down', async () => {
    const csv = await (await bench.client.documents.exportRegister({ ...span, format: 'csv', lang: 'zh', recipient: '监理' })).text();
    expect(csv).toContain(sealed.get('service-order')!.number);
    const book = readZip(Buffer.from(await (await bench.client.documents.exportRegister({ ...span, format: 'xlsx', lang: 'en', recipient: '监理' })).arrayBuffer()));
    expect(book.find((file) => file.name === 'xl/worksheets/sheet1.xml')!.read(1_000_000).toString()).toContain('Signed by');
    const pages = await readPages(new Uint8Array(await (await bench.client.documents.exportRegister({ ...span, format: 'pdf', lang: 'zh', recipient: '监理' })).arrayBuffer()));
    expect(pages.join('')).toContain('文档清单');
    expect(pages.join('')).toContain(sealed.get('extra-cost')!.number);
    expect(bench.station.core.open().store.read.history('document-register').map(({ event }) => event.kind === 'released' && event.what.split(' ')[0])).toEqual(['csv', 'xlsx', 'pdf']);
  });

  it('is gathered as one ZIP with every sealed PDF, its list and sums that hold', async () => {
    const blob = await bench.client.documents.bundle({ ...span, lang: 'zh', recipient: '甲方' });
    const files = readZip(Buffer.from(await blob.arrayBuffer()));
    const sums = files.find((file) => file.name === 'SHA256SUMS')!.read(1_000_000).toString().trim().split('\n').map((line) => line.split('  ') as [string, string]);
    expect(sums.map(([, name]) => name)).toContain(`service-order/${sealed.get('service-order')!.number}.pdf`);
    for (const [sum, name] of sums) expect(createHash('sha256').update(files.find((file) => file.name === name)!.read(50_000_000)).digest('hex'), name).toBe(sum);
    expect(files.find((file) => file.name === '目录.csv')!.read(1_000_000).toString()).toContain(sealed.get('document')!.number);
    expect(bench.station.core.open().store.read.history('document-bundle')).toMatchObject([{ event: { kind: 'released', to: '甲方' } }]);
  });

  it('takes attachments along under names every system takes, and names in its list what is not here', async () => {
    const { client } = bench;
    const id = uuidv7();
    const filed = (await client.records.get({ id: sealed.get('document')!.id })).record;
    const { replaces: _, ...data } = filed.data;
    await client.records.execute({ kind: 'create', id, form: 'document', data: { ...data, title: '机房停电' } as Record<string, string> });
    const add = (name: string, words: string) => client.files.add({ record: id, name, file: new File([words], name) });
    await add('预案.txt', '停电时先停数据库');
    await add('预案.TXT', '又一份');
    await add('CON.txt', '名字');
    await add('a:b?.bin', '冒号');
    const lost = await add('丢失.txt', '不在磁盘上');
    const away = await add('总部.txt', '没有取回');
    const { store, blobs } = bench.station.core.open();
    await blobs.remove(lost.sha256);
    store.write((writer) => writer.dropBlob(away.sha256));
    for (const transition of ['submit', 'archive']) {
      const { record } = await client.records.get({ id });
      await client.records.execute({ kind: 'move', id, base: record.rev, transition });
    }
    const { number, seal } = (await client.records.get({ id })).record;
    expect(seal).toBeDefined();
    const zip = readZip(Buffer.from(await (await client.documents.bundle({ ...span, lang: 'zh', recipient: '甲方' })).arrayBuffer()));
    const names = zip.map(({ name }) => name);
    const place = `document/${number}`;
    for (const name of ['预案.txt', '预案 (2).TXT', '_CON.txt', 'a_b_.bin']) expect(names).toContain(`${place}/${name}`);
    expect(zip.find(({ name }) => name === `${place}/预案.txt`)!.read(1000).toString()).toBe('停电时先停数据库');
    expect(names.some((name) => name.includes('丢失') || name.includes('总部'))).toBe(false);
    const list = zip.find(({ name }) => name === '目录.csv')!.read(1_000_000).toString().split('\n');
    expect(list.find((line) => line.includes('丢失.txt'))).toContain('在本机已丢失或损坏');
    expect(list.find((line) => line.includes('总部.txt'))).toContain('不在本机');
    const sums = zip.find(({ name }) => name === 'SHA256SUMS')!.read(1_000_000).toString();
    expect(sums).toContain(`${createHash('sha256').update('停电时先停数据库').digest('hex')}  ${place}/预案.txt\n`);
  });

  it('is handed over: a list of what was issued since the last one', async () => {
    const list = await bench.client.documents.startHandover({ id: uuidv7() });
    const numbers = (list.data['rows'] as { number: string }[]).map((row) => row.number);
    expect(numbers).toEqual(expect.arrayContaining([...sealed.values()].map(({ number }) => number)));
    expect(list.state).toBe('draft');
    await bench.client.records.execute({ kind: 'move', id: list.id, base: list.rev, transition: 'submit' });
    expect(await codesOf(bench.client.documents.startHandover({ id: uuidv7() }))).toEqual(['nothing-issued']);
    // sealed an hour after the list was made, on its own day
    wait(3_600_000);
    const { id, number } = await lives.wholeLife(formsById.get('extra-cost')!);
    sealed.set('extra-cost', { id, number });
    wait(86_400_000);
    bench.station.core.touch();
    const next = await bench.client.documents.startHandover({ id: uuidv7() });
    expect((next.data['rows'] as { number: string }[]).map((row) => row.number)).toEqual([number]);
    expect([next.data['from'], next.data['to']]).toEqual([list.data['to'], list.data['to']]);
    await bench.client.records.execute({ kind: 'move', id: next.id, base: next.rev, transition: 'submit' });
    expect(await codesOf(bench.client.documents.startHandover({ id: uuidv7() }))).toEqual(['nothing-issued']);
  });
});

describe('what was not issued, thrown away or replaced', () => {
  const card = async (title: string, more: Readonly<Record<string, unknown>> = {}) =>
    bench.client.records.execute({ kind: 'create', id: uuidv7(), form: 'document', data: { title, edition: '1', kind: 'rule', secrecy: 'both', author: '周凯', eventAt: '2026-10-13T09:00+08:00', submittedTo: '甲方', submittedAt: '2026-10-13T10:00+08:00', ...more } as never });
  type Card = Awaited<ReturnType<typeof card>>;
  const move = (rec: Card, transition: string, more: object = {}) => bench.client.records.execute({ kind: 'move', id: rec.id, base: rec.rev, transition, ...more } as never) as Promise<Card>;
  const filed = async (rec: Card): Promise<Card> => move(await move(rec, 'submit'), 'archive');
  const place = { place: '甲方档案室', holder: '张晓明', completedAt: '2026-10-13T10:30+08:00' };
  const listOf = async (blob: Blob): Promise<string> => readZip(Buffer.from(await blob.arrayBuffer())).find((file) => file.name === '目录.csv')!.read(1_000_000).toString();

  it('is told apart: a draft is not issued, a card thrown away is in the register alone', async () => {
    const draft = await card('尚在编写的制度');
    const dropped = await move(await card('编写中就作废的制度'), 'void', { reason: '重复' });
    const thrown = await move(await move(await card('作废的制度'), 'submit'), 'void', { reason: '重复' });
    const rows = (await bench.client.documents.register({ ...span, form: 'document' })).rows;
    const numbers = rows.map(({ number }) => number);
    for (const { number } of [draft, dropped]) expect(numbers).not.toContain(number);
    expect(rows.find(({ number }) => number === thrown.number)).toMatchObject({ isVoided: true, state: { zh: '作废' } });
    expect(await listOf(await bench.client.documents.bundle({ ...span, lang: 'zh', recipient: '甲方' }))).not.toContain(thrown.number);
    const kept = await filed(await card('留下的制度', place));
    const list = await bench.client.documents.startHandover({ id: uuidv7() });
    const handed = (list.data['rows'] as { number: string }[]).map(({ number }) => number);
    expect(handed).toContain(kept.number);
    for (const { number } of [draft, dropped, thrown]) expect(handed).not.toContain(number);
    await bench.client.records.execute({ kind: 'move', id: list.id, base: list.rev, transition: 'submit' });
  });

  it('names the edition that took its place, once that one is filed, and finds the one in force first', async () => {
    const withFile = async (rec: Card, name: string): Promise<Card> => {
      await bench.client.files.add({ record: rec.id, name, file: new File([`值班电话须全天畅通 ${name}`], name) });
      return (await bench.client.records.get({ id: rec.id })).record as Card;
    };
    const next = await withFile(await card('值班制度', { ...place, edition: '2' }), '新版.txt');
    const old = await filed(await withFile(await card('值班制度', place), '旧版.txt'));
    const named = await bench.client.records.execute({ kind: 'edit', id: next.id, base: next.rev, set: { replaces: [{ id: old.id, form: 'document', number: old.number }] } as never, unset: [] });
    const submitted = await move(named, 'submit');
    const rowOf = async (id: string) => (await bench.client.documents.register({ ...span, form: 'document' })).rows.find((row) => row.id === id)!;
    expect((await rowOf(old.id)).replacedBy).toBeUndefined();
    const reader = createTextReader();
    try {
      for (let n = 1; n > 0; ) n = await readNewFiles(bench.station.core.open(), reader);
    } finally {
      await reader.close();
    }
    await move(submitted, 'archive');
    expect(await rowOf(old.id)).toMatchObject({ replacedBy: next.number });
    expect((await rowOf(next.id)).replacedBy).toBeUndefined();
    const csv = await (await bench.client.documents.exportRegister({ ...span, form: 'document', format: 'csv', lang: 'zh', recipient: '监理' })).text();
    expect(csv).toContain(`已被 ${next.number} 替代`);
    const found = await bench.client.documents.searchFiles({ text: '值班电话' });
    expect(found.map(({ file, replacedBy }) => [file, replacedBy])).toEqual([['新版.txt', undefined], ['旧版.txt', next.number]]);
  });

  it('is said where it is filed, and how its clocks were kept, in every file of the register', async () => {
    const rows = (await bench.client.documents.register(span)).rows;
    expect(rows.find(({ form }) => form === 'service-order')!.place.zh).toMatch(/^已归档/);
    expect(rows.find(({ place: at }) => at.zh === '甲方档案室')).toBeDefined();
    const csv = await (await bench.client.documents.exportRegister({ ...span, form: 'document', format: 'csv', lang: 'zh', recipient: '监理' })).text();
    expect(csv.split('\n')[0]).toContain('期限');
    expect(csv).toMatch(/当天提交[^,]*2026-10-13/);
    const english = await (await bench.client.documents.exportRegister({ ...span, form: 'document', format: 'csv', lang: 'en', recipient: '监理' })).text();
    expect(english).toMatch(/Submit on the day[^,]*2026-10-13/);
    const pages = (await readPages(new Uint8Array(await (await bench.client.documents.exportRegister({ ...span, format: 'pdf', lang: 'zh', recipient: '监理' })).arrayBuffer()))).join('');
    for (const words of ['当天提交', '甲方档案室', '归档位置', '已归档']) expect(pages).toContain(words);
  });
});

/** `around`: other parts beside the pages, by name. */
const docx = async (body: string, around: Readonly<Record<string, string>> = {}): Promise<Uint8Array> => {
  const pieces: Buffer[] = [];
  const parts = Object.entries({ document: `<w:body>${body}</w:body>`, ...around }).map(([name, xml]) => ({ name: `word/${name}.xml`, bytes: [Buffer.from(`<?xml version="1.0"?><w:${name}>${xml}</w:${name}>`)] }));
  for await (const piece of zipStream(parts)) pieces.push(piece);
  return Buffer.concat(pieces);
};

/** One page in 宋体, which is named and not embedded; `hex`: its words as the encoding writes them. */
const chinesePdf = (encoding: string, hex: string): Uint8Array => {
  const content = `BT /F1 16 Tf 50 700 Td <${hex}> Tj ET`;
  const objects = [
    '<</Type/Catalog/Pages 2 0 R>>',
    '<</Type/Pages/Kids[3 0 R]/Count 1>>',
    '<</Type/Page/Parent 2 0 R/MediaBox[0 0 595 842]/Resources<</Font<</F1 5 0 R>>>>/Contents 4 0 R>>',
    `<</Length ${content.length}>>\nstream\n${content}\nendstream`,
    `<</Type/Font/Subtype/Type0/BaseFont/STSong-Light/Encoding/${encoding}/DescendantFonts[6 0 R]>>`,
    '<</Type/Font/Subtype/CIDFontType0/BaseFont/STSong-Light/CIDSystemInfo<</Registry(Adobe)/Ordering(GB1)/Supplement 2>>/FontDescriptor 7 0 R/DW 1000>>',
    '<</Type/FontDescriptor/FontName/STSong-Light/Flags 6/FontBBox[-25 -254 1000 880]/ItalicAngle 0/Ascent 880/Descent -120/CapHeight 880/StemV 93>>',
  ];
  let file = '%PDF-1.4\n';
  const places = objects.map((object, i) => {
    const at = file.length;
    file += `${i + 1} 0 obj\n${object}\nendobj\n`;
    return `${String(at).padStart(10, '0')} 00000 n \n`;
  });
  const table = file.length;
  file += `xref\n0 ${objects.length + 1}\n0000000000 65535 f \n${places.join('')}trailer\n<</Size ${objects.length + 1}/Root 1 0 R>>\nstartxref\n${table}\n%%EOF\n`;
  return new Uint8Array(Buffer.from(file, 'latin1'));
};

describe('the text of files', () => {
  it('is found with the file and its page; a damaged file hurts nothing', async () => {
    const { client } = bench;
    const id = uuidv7();
    await client.records.execute({ kind: 'create', id, form: 'document', data: { title: '故障处理手册' } });
    const pdf = new Uint8Array(await (await client.papers.pdf({ id: sealed.get('service-order')!.id, copies: [1, 2] })).arrayBuffer());
    const add = (name: string, bytes: Uint8Array) => client.files.add({ record: id, name, file: new File([new Uint8Array(bytes)], name) });
    await add('工单.pdf', pdf);
    await add('手册.docx', await docx('<w:p><w:r><w:t>总则</w:t></w:r></w:p><w:p><w:r><w:lastRenderedPageBreak/><w:t>磁盘阵列更换&amp;重建</w:t></w:r></w:p>'));
    await add('说明.txt', Uint8Array.from(Buffer.from('d6d8c6f4b7feceF1'.toLowerCase(), 'hex')));
    await add('坏.pdf', Buffer.from('%PDF-1.7\nthis is no PDF at all'));
    await add('坏.docx', Buffer.from('PK\u0003\u0004 no'));
    const reader = createTextReader();
    try {
      for (let n = 1; n > 0; ) n = await readNewFiles(bench.station.core.open(), reader);
    } finally {
      await reader.close();
    }
    expect(await client.documents.searchFiles({ text: '阵列更换' })).toMatchObject([{ file: '手册.docx', page: 2, record: { id }, excerpt: expect.stringContaining('磁盘阵列更换&重建') }]);
    expect(await client.documents.searchFiles({ text: '重启服务' })).toMatchObject([{ file: '说明.txt', page: 1 }]);
    expect((await client.documents.searchFiles({ text: '现场服务单' })).map(({ file, page }) => [file, page])).toContainEqual(['工单.pdf', 1]);
    expect(await client.documents.searchFiles({ text: '没有这样的话' })).toEqual([]);
  });

  it('of a PDF that leaves its Chinese font to the computer is read', async () => {
    expect(await fileText('预案.pdf', chinesePdf('GBK-EUC-H', 'd3a6bcb1d4a4b0b8'))).toEqual({ pages: ['应急预案'] });
    expect(await fileText('预案.pdf', chinesePdf('UniGB-UCS2-H', '5e94602598846848'))).toEqual({ pages: ['应急预案'] });
  });

  it('of a scan is said to be none, on its paper too', async () => {
    const { client } = bench;
    const id = uuidv7();
    await client.records.execute({ kind: 'create', id, form: 'document', data: { title: '扫描件' } });
    const scan = await client.files.add({ record: id, name: '扫描.pdf', file: new File([new Uint8Array(chinesePdf('GBK-EUC-H', ''))], '扫描.pdf') });
    await client.files.add({ record: id, name: '说明.txt', file: new File(['有字'], '说明.txt') });
    expect((await client.records.get({ id })).textless).toBeUndefined();
    const reader = createTextReader();
    try {
      for (let n = 1; n > 0; ) n = await readNewFiles(bench.station.core.open(), reader);
    } finally {
      await reader.close();
    }
    expect((await client.records.get({ id })).textless).toEqual([scan.sha256]);
  });

  it('in UTF-16 is read by its mark, and what stands around the pages of a DOCX with them', async () => {
    const text = '应急联系人：王工';
    const little = Buffer.from(`\uFEFF${text}`, 'utf16le');
    expect(await fileText('a.txt', little)).toEqual({ pages: [text] });
    expect(await fileText('a.txt', Buffer.from(little).swap16())).toEqual({ pages: [text] });
    const paragraph = (words: string) => `<w:p><w:r><w:t>${words}</w:t></w:r></w:p>`;
    const { pages } = await fileText('a.docx', await docx(paragraph('正文'), { header1: paragraph('密级：内部'), footer2: paragraph('第三版'), footnotes: paragraph('见附录') }));
    for (const words of ['正文', '密级：内部', '第三版', '见附录']) expect(pages[0]).toContain(words);
  });

  it('is read by the bundled thread away from the packages', async () => {
    const bundle = await bundleElectronIfOld(fileURLToPath(new URL('../..', import.meta.url)));
    const folder = mkdtempSync(join(tmpdir(), 'sanlian-thread-'));
    const threadFile = join(folder, 'textThread.js');
    copyFileSync(join(bundle, 'textThread.js'), threadFile);
    cpSync(join(bundle, 'cmaps'), join(folder, 'cmaps'), { recursive: true });
    writeFileSync(join(folder, 'package.json'), '{"type":"module"}');
    const reader = createTextReader({ threadFile });
    try {
      expect(await reader.read('预案.pdf', chinesePdf('GBK-EUC-H', 'd3a6bcb1d4a4b0b8'))).toEqual({ pages: ['应急预案'] });
    } finally {
      await reader.close();
      rmSync(folder, { recursive: true });
    }
  });

  it('of no known kind is none, with a reason', async () => {
    expect(await fileText('a.docx', Buffer.from('PK'))).toMatchObject({ pages: [], fault: expect.any(String) });
    expect(await fileText('a.bin', Buffer.from([0, 1]))).toMatchObject({ pages: [] });
    expect(await fileText('a.txt', Buffer.from('ok'))).toEqual({ pages: ['ok'] });
  });
});

const mail = (more: object = {}) => ({ ids: [sealed.get('service-order')!.id], to: ['lijianguo@example.cn'], subject: '现场服务单', text: '请查收。', ...more });

describe('e-mail', () => {
  it('goes to addresses of the confirmed book; another warns and needs a reason', async () => {
    const { client } = bench;
    expect((await client.documents.recipients()).map(({ email }) => email)).toEqual(['lijianguo@example.cn']);
    expect(await refusalsOf(client.documents.mailDraft(mail({ to: ['someone@example.com'] })))).toMatchObject([{ code: 'address-unconfirmed', params: { address: 'someone@example.com' } }]);
    await expect(client.documents.mailDraft(mail({ to: ['no address'] }))).rejects.toMatchObject({ data: { refusals: [{ code: 'not-an-address', params: { address: 'no address' } }] } });
    const before = (await client.records.get({ id: sealed.get('service-order')!.id })).record;
    wait(3_600_000);
    const eml = await (await client.documents.mailDraft(mail({ to: ['someone@example.com'], reason: '甲方临时邮箱' }))).text();
    expect(eml).toMatch(/^X-Unsent: 1/m);
    expect(eml).toContain(`filename=${sealed.get('service-order')!.number}.pdf`);
    const { record } = await client.records.get({ id: sealed.get('service-order')!.id });
    const last = bench.station.core.open().store.read.history(record.id).at(-1);
    expect(last).toMatchObject({ event: { kind: 'released', what: 'eml (甲方临时邮箱)', to: 'someone@example.com' } });
    // that it left is written down; nobody worked on it, and it keeps its place in the list
    expect(record).toMatchObject({ rev: before.rev + 1, updatedAt: before.updatedAt });
  });

  it('and every other way out asks why, too, when its receiver is an address that is not in the book (R39)', async () => {
    const { client } = bench;
    const { id } = sealed.get('service-order')!;
    const list = { list: { form: 'service-order' }, format: 'csv', lang: 'zh' } as const;
    const span = { from: '2000-01-01', to: '2100-01-01' };
    const outside = '王工 someone@example.com';
    for (const leave of [
      () => client.papers.export({ id, to: outside }), () => client.papers.exportList({ ...list, to: outside }), () => client.documents.exportRegister({ ...span, format: 'csv', lang: 'zh', recipient: outside }),
      () => client.documents.bundle({ ...span, lang: 'zh', recipient: outside }), () => client.agenda.exportFile({ from: '2026-10-01', to: '2026-10-02', lang: 'zh', recipient: outside }),
      () => client.processes.exportComparison({ before: null, after: null, lang: 'zh', to: outside }), () => client.reports.exportFile({ from: '2026-10-01', to: '2026-10-02', format: 'json', lang: 'zh', receiver: outside }),
    ]) expect(await refusalsOf(leave()), leave.toString()).toMatchObject([{ code: 'address-unconfirmed', field: 'to', params: { address: 'someone@example.com' } }]);
    expect(await client.documents.unconfirmed({ to: outside })).toEqual(['someone@example.com']);
    expect(await client.documents.unconfirmed({ to: '李建国 lijianguo@example.cn' })).toEqual([]);
    await client.papers.exportList({ ...list, to: outside, reason: '甲方来函指定' });
    await client.papers.export({ id, to: '李建国 lijianguo@example.cn' });
    const { read } = bench.station.core.open().store;
    expect(read.history('list:service-order').at(-1)).toMatchObject({ event: { kind: 'released', to: '王工 someone@example.com (甲方来函指定)' } });
    expect(read.history(id).at(-1)).toMatchObject({ event: { kind: 'released', what: 'export', to: '李建国 lijianguo@example.cn' } });
  });

  it('waits while there is no network, then leaves once, with its papers', async () => {
    const { client } = bench;
    expect(await codesOf(client.documents.mailSend(mail()))).toEqual(['mail-not-set-up']);
    await client.documents.setMailServer({ server: { host: '127.0.0.1', port: 9, secure: false, from: 'desk@example.org', user: 'u', password: 'secret' } });
    expect(JSON.stringify(await client.documents.mailServer())).not.toContain('secret');
    await client.documents.setMailServer({ server: { host: '127.0.0.1', port: 9, secure: false, from: 'desk@example.org' } });
    await client.documents.mailSend(mail());
    await client.documents.sendWaiting();
    // above the one another program sends, which keeps why it went where it went
    const draft = { state: 'draft', to: ['someone@example.com'], reason: '甲方临时邮箱', numbers: [sealed.get('service-order')!.number] };
    expect(await client.documents.outbox()).toMatchObject([{ state: 'waiting', error: expect.stringContaining('ECONNREFUSED'), to: ['lijianguo@example.cn'] }, draft]);
    const { server, port, got } = await mailServerOf();
    await client.documents.setMailServer({ server: { host: '127.0.0.1', port, secure: false, from: 'desk@example.org' } });
    expect(await client.documents.sendWaiting()).toEqual({ sent: 1 });
    expect(await client.documents.sendWaiting()).toEqual({ sent: 0 });
    expect(await client.documents.outbox()).toMatchObject([{ state: 'sent', sentAt: expect.any(String), numbers: [sealed.get('service-order')!.number] }, draft]);
    expect(got).toHaveLength(1);
    expect(got[0]).toContain('Content-Type: application/pdf');
    server.close();
  });

  it('that the server refuses for good is not tried again', async () => {
    const { server, port } = await mailServerOf('550 no such user');
    await bench.client.documents.setMailServer({ server: { host: '127.0.0.1', port, secure: false, from: 'desk@example.org' } });
    await bench.client.documents.mailSend(mail({ subject: '再发' }));
    await bench.client.documents.sendWaiting();
    expect((await bench.client.documents.outbox())[0]).toMatchObject({ state: 'failed', error: expect.stringContaining('550') });
    server.close();
  });

  it('too large for one message is told when it is to be sent, not later', async () => {
    const make = vi.spyOn(bench.station.core.papers, 'make').mockResolvedValue(new Uint8Array(26 * 1024 * 1024));
    const before = (await bench.client.documents.outbox()).length;
    expect(await codesOf(bench.client.documents.mailSend(mail()))).toEqual(['mail-too-large']);
    make.mockRestore();
    expect(await bench.client.documents.outbox()).toHaveLength(before);
  });

  it('is tried again by itself, later each time, until it leaves or is taken back; the log says which', async () => {
    const { client, station } = bench;
    const open = station.core.open();
    const line = (port: number) => client.documents.setMailServer({ server: { host: '127.0.0.1', port, secure: false, from: 'desk@example.org' } });
    const newest = async (subject: string) => (await client.documents.outbox()).find((each) => each.subject === subject)!;
    const said = () => open.store.read.history(sealed.get('service-order')!.id).flatMap(({ event }) => (event.kind === 'released' && event.what.startsWith('smtp') ? [event.what] : []));
    await line(9);
    const { id } = await client.documents.mailSend(mail({ subject: '不发' }));
    await sendDue(station.core, open);
    expect(await newest('不发')).toMatchObject({ state: 'waiting', tries: 1, nextAt: msToSecond(time + 60_000) });
    expect(await client.documents.cancelMail({ id })).toMatchObject({ state: 'canceled' });
    expect(await client.documents.cancelMail({ id })).toMatchObject({ state: 'canceled' });
    expect(said().at(-1)).toBe('smtp canceled');
    expect(await codesOf(client.documents.cancelMail({ id: uuidv7() }))).toEqual(['not-found']);

    await client.documents.mailSend(mail({ subject: '再试' }));
    await sendDue(station.core, open);
    wait(60_000);
    await sendDue(station.core, open);
    expect(await newest('再试')).toMatchObject({ tries: 2, nextAt: msToSecond(time + 120_000) });
    const { server, port, got } = await mailServerOf();
    await line(port);
    wait(60_000);
    expect(await sendDue(station.core, open)).toBe(0);
    wait(60_000);
    const stop = keepSending(station.core, () => open, 20);
    await vi.waitFor(async () => expect(await newest('再试')).toMatchObject({ state: 'sent', tries: 3 }), { timeout: 20_000 });
    stop();
    expect(got).toHaveLength(1);
    expect(said().slice(-2)).toEqual(['smtp', 'smtp sent']);
    expect(said()).toContain('smtp failed');
    server.close();
  });
});
