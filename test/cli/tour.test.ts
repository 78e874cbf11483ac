import { existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { verifyBytes } from '../../main/cli/verify.ts';
import { createPaperMaker } from '../../main/papers/render.ts';
import { assetsFolder, flipped, runSanlian, type Ran } from './run.ts';

type Summary = { passed: boolean; ms: number; steps: { id: string; ok: boolean; detail?: string }[]; files: string[] };

const folder = mkdtempSync(join(tmpdir(), 'sanlian-cli-'));
const out = join(folder, 'out');
const papers = createPaperMaker({ fontsFolder: join(assetsFolder, 'fonts') });
let ran: Ran;
let summary: Summary;
const file = (ending: string): string => join(out, summary.files.find((name) => name.endsWith(ending))!);

beforeAll(async () => {
  ran = await runSanlian(['tour', '--out', out, '--json']);
  summary = JSON.parse(ran.out.trim().split('\n').at(-1) ?? '{}') as Summary;
}, 240_000);
afterAll(() => rmSync(folder, { recursive: true, force: true }));

describe('sanlian tour', () => {
  it('does the whole day and ends well', () => {
    expect(ran.err).toBe('');
    expect(summary.steps.filter((step) => !step.ok)).toEqual([]);
    expect(ran.code).toBe(0);
    expect(summary.passed).toBe(true);
    expect(summary.steps.map((step) => step.id)).toEqual([
      'station', 'order', 'inspection', 'engineer-signs', 'hand-over', 'inspection-signed', 'refusal', 'sealed', 'copies', 'offline', 'headquarters', 'sync', 'compare', 'chain', 'verify',
    ]);
    expect(summary.ms).toBeLessThan(60_000);
  });

  it('is offline before headquarters is there', () => {
    expect(summary.steps.find((step) => step.id === 'offline')?.detail).toMatch(/^(not-enrolled|offline) · [1-9]\d* \+ [1-9]/);
  });

  it('leaves the papers, the records and a summary', () => {
    expect(summary.files.filter((name) => name.endsWith('.pdf'))).toHaveLength(3);
    for (const name of [...summary.files, 'summary.json', 'summary.md']) expect(existsSync(join(out, name))).toBe(true);
    expect(readFileSync(file('.pdf')).subarray(0, 5).toString('latin1')).toBe('%PDF-');
    expect(readFileSync(join(out, 'summary.md'), 'utf8')).toContain('| 步骤 | 结果 |');
  });
});

describe('sanlian verify', () => {
  it('accepts the PDF and the export', async () => {
    for (const ending of ['.pdf', '.record.json']) {
      const { code, out: said } = await runSanlian(['verify', file(ending)]);
      expect(said).toContain('李建国 运维主管');
      expect(said).toContain('结论：有效');
      expect(code).toBe(0);
    }
  });

  it('says it in English and in JSON', async () => {
    const english = await runSanlian(['verify', file('.record.json'), '--lang', 'en']);
    expect(english.out).toContain('Valid: it is what was signed.');
    expect((await runSanlian(['verify', file('.record.json')], { LANG: 'en_GB.UTF-8' })).out).toContain('Valid:');
    const json = JSON.parse((await runSanlian(['verify', file('.pdf'), '--json'])).out) as { valid: boolean; kind: string; lines: { check: string; ok: boolean }[] };
    expect(json).toMatchObject({ valid: true, kind: 'pdf' });
    expect(json.lines.find((line) => line.check === 'pages')?.ok).toBe(true);
  });

  it('refuses a file with one byte changed, wherever it is', async () => {
    const pdf = readFileSync(file('.pdf'));
    const record = readFileSync(file('.record.json'));
    for (let part = 0; part < 8; part += 1) {
      for (const bytes of [pdf, record]) {
        const at = Math.floor((bytes.length * (part + 0.5)) / 8);
        expect((await verifyBytes(flipped(bytes, at), papers)).valid, `byte ${at} of ${bytes.length}`).toBe(false);
      }
    }
    const tampered = join(folder, 'tampered.pdf');
    writeFileSync(tampered, flipped(pdf, Math.floor(pdf.length / 3)));
    const { code, out: said } = await runSanlian(['verify', tampered]);
    expect(said).toContain('结论：无效');
    expect(code).toBe(1);
  });

  it('refuses content that was rewritten with its hashes, by the signatures', async () => {
    const record = readFileSync(file('.record.json'), 'utf8').replaceAll('响应', '回应').replaceAll('申报', '审报');
    const result = await verifyBytes(new TextEncoder().encode(record), papers);
    expect(result.valid).toBe(false);
    expect(result.lines.filter((line) => line.ok === false).length).toBeGreaterThan(0);
  });

  it('tells garbage from a file that is not there', async () => {
    const garbage = join(folder, 'garbage.bin');
    writeFileSync(garbage, Buffer.from([0xff, 0x00, 0xfe, 0x31]));
    expect((await runSanlian(['verify', garbage])).code).toBe(1);
    writeFileSync(garbage, '{"kind":"sanlian-record","v":1,"ops":[{"seq":1,"hash":"","bytes":"{}"}],"definition":{"fields":{},"lifecycle":{}},"key":""}');
    expect((await runSanlian(['verify', garbage])).code).toBe(1);
    const missing = await runSanlian(['verify', join(folder, 'nothing.pdf')]);
    expect(missing.code).toBe(4);
    expect(missing.err).toMatch(/打不开.*没有这个文件/);
    const aFolder = await runSanlian(['verify', folder, '--lang', 'en']);
    expect([aFolder.code, aFolder.err]).toEqual([4, expect.stringMatching(/Cannot open .*: it is a folder, not a file/)]);
  });
});

describe('sanlian by itself', () => {
  it('explains itself and its exit codes', async () => {
    const { code, out: said } = await runSanlian(['--help']);
    expect(code).toBe(0);
    for (const word of ['tour', 'verify', 'doctor', '退出码']) expect(said).toContain(word);
  });

  it('answers wrong usage with 2', async () => {
    expect((await runSanlian(['verify'])).code).toBe(2);
    expect((await runSanlian(['fly'])).code).toBe(2);
    expect((await runSanlian(['tour', '--out', out, '--lang', 'fr'])).code).toBe(2);
  });

  it('does not write into a folder that holds a station', async () => {
    const data = join(folder, 'data');
    mkdirSync(join(data, 'station'), { recursive: true });
    writeFileSync(join(data, 'station', 'keyring.json'), '{}');
    expect((await runSanlian(['tour', '--out', out, '--data', data])).code).toBe(4);
  });
});
