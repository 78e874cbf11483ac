import { execFileSync } from 'node:child_process';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, describe, expect, it } from 'vitest';
import { sheetsToXlsx } from '../../main/report/xlsx.ts';
import { streamWorkbook } from '../../main/station/workbook.ts';
import { hasTool } from '../tools.ts';

const folder = mkdtempSync(join(tmpdir(), 'sanlian-wide-'));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

const heads = Array.from({ length: 30 }, (_, i) => `第 ${i + 1} 列的栏目名`);
const rows = Array.from({ length: 120 }, (_, n) => heads.map((_head, i) => `${n}-${i} 现场服务`));
async function* each() { yield* rows; }
const written = async (): Promise<Uint8Array> => {
  const pieces: Buffer[] = [];
  for await (const piece of streamWorkbook('一张很宽 的清单', heads, each())) pieces.push(piece);
  return Buffer.concat(pieces);
};

if (!hasTool('soffice') || !hasTool('pdftotext', '-v')) console.log('没有 LibreOffice 或 pdftotext，跳过宽表打印检查 (no LibreOffice or pdftotext: printing of wide sheets is not checked)');
describe.runIf(hasTool('soffice') && hasTool('pdftotext', '-v'))('a list of thirty columns on paper', () => {
  it.each([
    ['the list of a form', written],
    ['a sheet of a report', () => sheetsToXlsx([{ name: '很宽 的表', heads, rows }], { title: '宽表', creator: '三联', created: new Date(0), modified: new Date(0) })],
  ] as const)('has every column on each page under its head: %s', async (name, make) => {
    const file = join(folder, `${name.replaceAll(' ', '-')}.xlsx`);
    writeFileSync(file, await make());
    execFileSync('soffice', ['--headless', `-env:UserInstallation=file://${folder}/office`, '--convert-to', 'pdf', '--outdir', folder, file], { timeout: 300_000 });
    const pdf = file.replace(/xlsx$/, 'pdf');
    expect(readFileSync(pdf).subarray(0, 4).toString()).toBe('%PDF');
    const pages = execFileSync('pdftotext', ['-layout', pdf, '-'], { encoding: 'utf8' }).split('\f').filter((page) => page.trim() !== '').map((page) => page.replaceAll(/\s/g, ''));
    expect(pages.length).toBeGreaterThan(0);
    for (const page of pages) for (const sign of ['第1列', '第30列']) expect(page).toContain(sign);
  }, 400_000);
});
