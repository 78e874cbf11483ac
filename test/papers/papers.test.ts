import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { forms } from '../../domain/forms/index.ts';
import { cellLabel, cellText, optionsOf } from '../../domain/paper/cells.ts';
import { checkCode } from '../../domain/seal/content.ts';
import { createPaperWorker } from '../../main/papers/createPaperWorker.ts';
import { readEmbeddedRecord } from '../../main/papers/read.ts';
import { createPaperMaker } from '../../main/papers/render.ts';
import { RefusedError } from '../../domain/refused.ts';
import { readPages } from './readPages.ts';
import { hasTool } from '../tools.ts';
import * as s from './samples.ts';

const maker = createPaperMaker({ fontsFolder: s.fontsFolder });
const bare = (text: string): string => text.replace(/\s/g, '');
const digest = (bytes: Uint8Array): string => createHash('sha256').update(bytes).digest('hex');
const order = { def: s.serviceOrder, rec: s.sealedOrder, lang: 'zh', copies: s.threeCopies, embedded: '{"kind":"sanlian-record","名":"王淑芬"}' } as const;
const tool = (name: string): boolean => {
  const there = hasTool(name, name === 'qpdf' ? '--version' : '-v');
  if (!there) console.warn(`${name} is not installed here: its own check of the PDF is left out`);
  return there;
};

describe('three copies of a sealed order', () => {
  let bytes: Uint8Array;
  let pages: string[];
  beforeAll(async () => {
    bytes = await maker.make(order);
    pages = await readPages(bytes);
  });

  it('takes one page each, labelled, counted within the copy', () => {
    expect(pages).toHaveLength(3);
    expect(pages.map((p) => /第.联（.+?留存）/.exec(p)?.[0])).toEqual(['第一联（甲方留存）', '第二联（乙方留存）', '第三联（监理留存）']);
    for (const page of pages) expect(page).toContain('第1页共1页');
  });

  it('carries every field, signer and code as text', () => {
    for (const page of pages) {
      for (const name of Object.keys(s.serviceOrder.fields)) {
        expect(page).toContain(bare(cellLabel(s.serviceOrder, name, 'zh')));
        for (const option of optionsOf(s.serviceOrder, s.sealedOrder, name, 'zh')) expect(page).toContain(option.label);
        if (s.serviceOrder.fields[name]!.kind !== 'choice') expect(page).toContain(bare(cellText(s.serviceOrder, s.sealedOrder, name, 'zh')));
      }
      for (const word of ['2021年10月12日08:35', '1.8小时', '36人', '王淑芬', '张建国', '应用软件工程师', '已封存', 'XC-BJ01-2021-000123', '第1284条', '慢查询日志-20211012.txt', '47.1KB', '1a9c4e7b21d0']) expect(page).toContain(word);
      expect(page).toContain(checkCode(s.sealedOrder.seal!.contentHash));
      expect(page).not.toMatch(/undefined|\[object|NaN|null/);
    }
  });

  it('keeps a refusal on the paper after the client has signed', async () => {
    const refused = { ...s.sealedOrder, refusals: [{ role: 'supervisor', name: '王淑芬', reason: '离场时间不对', at: '2021-10-12T11:20:00+08:00' }] };
    const [page] = await readPages(await maker.make({ ...order, rec: refused, copies: [] }));
    expect(page).toContain('此前拒签（2021年10月12日11:20）：王淑芬，离场时间不对');
  });

  it('marks a reprint on its own copy only', async () => {
    const again = await readPages(await maker.make({ ...order, reprints: { 2: 3 } }));
    expect(again.map((p) => /补打第\d+次/.exec(p)?.[0])).toEqual([undefined, '补打第3次', undefined]);
  });

  it('gives the same bytes twice, in a fresh process, and in another time zone', async () => {
    expect(digest(await maker.make(order))).toBe(digest(bytes));
    const script = `
      const { createPaperMaker } = await import(${JSON.stringify(new URL('../../main/papers/render.ts', import.meta.url).href)});
      const s = await import(${JSON.stringify(new URL('./samples.ts', import.meta.url).href)});
      const { createHash } = await import('node:crypto');
      const maker = createPaperMaker({ fontsFolder: s.fontsFolder });
      await maker.make({ def: s.inspection, rec: s.sealedInspection, lang: 'zh', copies: [] });
      const bytes = await maker.make({ def: s.serviceOrder, rec: s.sealedOrder, lang: 'zh', copies: s.threeCopies, embedded: ${JSON.stringify(order.embedded)} });
      console.log(createHash('sha256').update(bytes).digest('hex'));`;
    const other = execFileSync(process.execPath, ['--input-type=module', '-e', script], { encoding: 'utf8', env: { ...process.env, TZ: 'America/New_York' } });
    expect(other.trim()).toBe(digest(bytes));
  });

  it('holds the record inside, also after another program packed the file', async () => {
    expect(await readEmbeddedRecord(bytes)).toBe(order.embedded);
    expect(await readEmbeddedRecord(await maker.make({ ...order, embedded: undefined }))).toBeNull();
    expect(await readEmbeddedRecord(new TextEncoder().encode('no paper at all'))).toBeNull();
    if (!tool('qpdf')) return;
    const folder = mkdtempSync(join(tmpdir(), 'papers-'));
    writeFileSync(join(folder, 'a.pdf'), bytes);
    execFileSync('qpdf', ['--object-streams=generate', join(folder, 'a.pdf'), join(folder, 'b.pdf')]);
    expect(await readEmbeddedRecord(readFileSync(join(folder, 'b.pdf')))).toBe(order.embedded);
    rmSync(folder, { recursive: true });
  });

  it('is a sound PDF/A-3b file with every font inside', () => {
    const raw = Buffer.from(bytes).toString('latin1');
    expect(raw).not.toMatch(/\/BaseFont \/(Helvetica|Times|Courier)/);
    expect(raw).toMatch(/<pdfaid:part>3<\/pdfaid:part>/);
    expect(raw.match(/\/Type \/FontDescriptor/g)?.length).toBe(raw.match(/\/FontFile2 /g)?.length);
    const folder = mkdtempSync(join(tmpdir(), 'papers-'));
    const file = join(folder, 'order.pdf');
    writeFileSync(file, bytes);
    if (tool('qpdf')) expect(execFileSync('qpdf', ['--check', file], { encoding: 'utf8' })).toContain('No syntax or stream encoding errors');
    if (tool('pdffonts')) {
      const rows = execFileSync('pdffonts', [file], { encoding: 'utf8' }).trim().split('\n').slice(2);
      expect(rows.length).toBeGreaterThan(2);
      for (const row of rows) expect(row).toMatch(/Identity-H\s+yes\s+yes\s+yes/);
    }
    rmSync(folder, { recursive: true });
  });
});

describe('papers of every kind', () => {
  it.each(forms.flatMap((def) => (['zh', 'en'] as const).map((lang) => ({ id: def.id, def, lang }))))('$id, empty, $lang: labels, no stray words', async ({ def, lang }) => {
    const pages = (await readPages(await maker.make({ def, rec: { ...s.emptyOrder, form: def.id, data: {} }, lang, copies: [], watermark: '草稿' }))).join('');
    for (const name of Object.keys(def.fields)) if (def.fields[name]!.kind !== 'readings') expect(pages).toContain(bare(cellLabel(def, name, lang)));
    expect(pages).toContain(lang === 'zh' ? '草稿' : 'DRAFT');
    expect(pages).not.toMatch(/undefined|\[object|NaN/);
    if (lang === 'en') expect(pages.replace(/XC-[\w-]+/g, '')).not.toMatch(/\p{Script=Han}/u);
  });

  it('draws rare characters of names so that they can be copied', async () => {
    const rec = { ...s.draftOrder, data: { ...s.orderData, contact: '㛃𬱖䶮', engineer: '葛\u{e0100}龙' } };
    const [page] = await readPages(await maker.make({ def: s.serviceOrder, rec, lang: 'zh', copies: [] }));
    expect(page).toContain('㛃𬱖䶮');
    expect(page).toMatch(/葛\u{e0100}?龙/u);
  });

  it('lets 8000 characters flow over pages, losing none', async () => {
    const work = Array.from({ length: 800 }, (_, i) => `第${String(i).padStart(4, '0')}步完成。`).join('');
    const pages = await readPages(await maker.make({ def: s.serviceOrder, rec: { ...s.draftOrder, data: { ...s.orderData, work } }, lang: 'zh', copies: s.threeCopies }));
    expect(pages.length % 3).toBe(0);
    const perCopy = pages.length / 3;
    expect(perCopy).toBeGreaterThan(2);
    pages.forEach((page, i) => expect(page).toContain(`第${(i % perCopy) + 1}页共${perCopy}页`));
    const first = pages.slice(0, perCopy).join('');
    const digits = first.replace(/\D/g, '');
    for (let i = 0; i < 800; i += 1) expect(digits).toContain(String(i).padStart(4, '0'));
  });

  it('repeats the head of the readings table on each of its pages', async () => {
    const rec = { ...s.inspectionSheet, data: { ...s.inspectionSheet.data, readings: s.readingsOf(500) } };
    const pages = await readPages(await maker.make({ def: s.inspection, rec, lang: 'zh', copies: [] }));
    expect(pages.length).toBeGreaterThan(8);
    for (const page of pages.slice(0, -1)) expect(page).toContain('说明与处理');
    expect(pages.join('').match(/告警/g)!.length).toBeGreaterThan(100);
  });

  it('shows a refusal where the signature would stand', async () => {
    const rec = { ...s.draftOrder, refusals: [{ role: 'supervisor', name: '王淑芬', reason: '遗留问题未写明', at: '2021-10-12T11:30:00+08:00' }] };
    const [page] = await readPages(await maker.make({ def: s.serviceOrder, rec, lang: 'zh', copies: [] }));
    expect(page).toContain('拒绝签认（2021年10月12日11:30）：王淑芬，遗留问题未写明');
  });
});

describe('the paper thread', () => {
  const worker = createPaperWorker({ fontsFolder: s.fontsFolder });
  afterAll(() => worker.close());

  it('makes the same bytes as the thread that asks', async () => {
    expect(digest(await worker.make(order))).toBe(digest(await maker.make(order)));
  });
  it('reports a failure and goes on', async () => {
    await expect(worker.make({ ...order, rec: null as unknown as typeof order.rec })).rejects.toThrow();
    expect((await worker.make(order)).length).toBeGreaterThan(1000);
  });
  it('forgets a canceled paper, waiting or being made', async () => {
    const [now, later] = [new AbortController(), new AbortController()];
    const made = [worker.make(order, { signal: now.signal }), worker.make(order, { signal: later.signal }), worker.make(order)] as const;
    later.abort();
    now.abort();
    await expect(made[0]).rejects.toThrow(RefusedError);
    await expect(made[1]).rejects.toThrow('canceled');
    expect(digest(await made[2])).toBe(digest(await maker.make(order)));
  });
  it('says when fonts are missing', async () => {
    const lost = createPaperWorker({ fontsFolder: '/nowhere' });
    await expect(lost.make(order)).rejects.toThrow(/ENOENT/);
    await lost.close();
    await expect(lost.make(order)).rejects.toThrow('closed');
  });
});
