import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { inflateSync } from 'node:zlib';
import { getDocument, VerbosityLevel } from 'pdfjs-dist/legacy/build/pdf.mjs';
import { beforeAll, describe, expect, it } from 'vitest';
import type { PaperInput } from '../../main/papers/render.ts';
import { createPaperMaker } from '../../main/papers/render.ts';
import { hasTool } from '../tools.ts';
import { attended, attendees, everyData, everyField, everyRecord } from './everyField.ts';
import * as s from './samples.ts';

const maker = createPaperMaker({ fontsFolder: s.fontsFolder });
const sealed: PaperInput = { def: s.serviceOrder, rec: s.sealedOrder, lang: 'zh', copies: s.threeCopies, embedded: '{"kind":"sanlian-record"}' };

type Node = { role: string; alt?: string; children: (Node | { type: string; id: string })[] };
type Heard = { readonly role: string; readonly words: string };

/** What a reader of the structure tree hears of each page: role and words, in order. */
const listen = async (bytes: Uint8Array): Promise<Heard[][]> => {
  const task = getDocument({ data: bytes.slice(), verbosity: VerbosityLevel.ERRORS });
  const pdf = await task.promise;
  const pages: Heard[][] = [];
  for (let i = 1; i <= pdf.numPages; i += 1) {
    const page = await pdf.getPage(i);
    const words = new Map<string, string>();
    const open: string[] = [];
    for (const item of (await page.getTextContent({ includeMarkedContent: true })).items) {
      if ('str' in item) {
        const id = open.findLast((each) => each !== '');
        if (id) words.set(id, (words.get(id) ?? '') + item.str);
      } else if (item.type === 'endMarkedContent') open.pop();
      else open.push(item.id ?? '');
    }
    const heard: Heard[] = [];
    const visit = (node: Node): void => {
      let said = '';
      for (const child of node.children) {
        if ('role' in child) visit(child);
        else said += words.get(child.id) ?? '';
      }
      if (node.alt !== undefined || said !== '' || node.role === 'TD') heard.push({ role: node.role, words: node.alt ?? said.trim().replace(/(\p{Script=Han}) (?=\p{Script=Han})/gu, '$1') });
    };
    visit((await page.getStructTree()) as unknown as Node);
    pages.push(heard);
  }
  await task.destroy();
  return pages;
};
const said = (heard: readonly Heard[], role: string): string[] => heard.filter((each) => each.role === role).map((each) => each.words);

describe('a paper read aloud', () => {
  it('reads label of the copy, title, cells, signatures and codes in their order, on each copy', async () => {
    const pages = await listen(await maker.make(sealed));
    expect(pages).toHaveLength(3);
    pages.forEach((heard, i) => {
      expect(heard[0]).toEqual({ role: 'P', words: `第${'一二三'[i]}联（${['甲方', '乙方', '监理'][i]}留存）` });
      expect(said(heard, 'H1')).toEqual(['现场服务单']);
      expect(said(heard, 'H2')).toEqual(['服务对象', '现场处理', '附件', '签认']);
      expect(said(heard, 'H3')).toEqual(['服务工程师', '客户签认（运维主管）']);
      const order = ['现场服务单', '项目名称', '联系人王淑芬', '需求/故障描述', '服务对象', '处理步骤', '附件', '慢查询日志-20211012.txt', '签认', '张建国的手写签名', '王淑芬的手写签名', '内容校验码', '核对用二维码'];
      const places = order.map((words) => heard.findIndex((each) => each.words.startsWith(words)));
      expect(places).not.toContain(-1);
      expect(places).toEqual([...places].sort((a, b) => a - b));
      expect(said(heard, 'TH')).toEqual(['序号', '文件名', '大小', '摘要（SHA-256 前 12 位）']);
    });
  });

  it('reads tables cell by cell, repeated heads and page numbers never', async () => {
    const steps = Array.from({ length: 60 }, (_, i) => ({ what: `第 ${i + 1} 步`, state: 'ok' }));
    const pages = await listen(await maker.make({ def: everyField, rec: everyRecord({ ...everyData, steps }), lang: 'zh', copies: [] }));
    expect(pages.length).toBeGreaterThan(1);
    const heard = pages.flat();
    expect(heard.filter((each) => each.role === 'TH' && each.words === '执行人')).toHaveLength(1);
    expect(said(heard, 'H1')).toEqual(['变更申请及实施记录']);
    expect(said(heard, 'TD').filter((words) => /^第 \d+ 步$/.test(words))).toEqual(steps.map((step) => step.what));
    expect(heard.some((each) => each.words.includes('共'))).toBe(false);
  });

  it('names who signed a sign-in sheet in the row where his ink stands', async () => {
    const def = { ...everyField, signers: [attendees] };
    const heard = (await listen(await maker.make({ def, rec: attended(everyRecord(), 3), lang: 'zh', copies: [] }))).flat();
    const names = ['张建国', '王淑芬', '李明'];
    expect(said(heard, 'Figure').slice(0, 3)).toEqual(names.map((name) => `${name}的手写签名`));
    names.forEach((name) => {
      const at = heard.findLastIndex((each) => each.role === 'TD' && each.words === name);
      expect(heard.slice(at, at + 4).some((each) => each.words === `${name}的手写签名`)).toBe(true);
    });
  });

  it('says the words of a watermark', async () => {
    const [first] = await listen(await maker.make({ def: s.serviceOrder, rec: s.draftOrder, lang: 'zh', copies: [], watermark: '草稿' }));
    expect(first![0]).toEqual({ role: 'P', words: '草稿' });
  });

  it.runIf(hasTool('pdftotext', '-v'))('hears a ticked box as ticked', async () => {
    const folder = mkdtempSync(join(tmpdir(), 'papers-'));
    writeFileSync(join(folder, 'a.pdf'), await maker.make(sealed));
    const words = execFileSync('pdftotext', ['-l', '1', join(folder, 'a.pdf'), '-'], { encoding: 'utf8' }).replace(/\s/g, '');
    rmSync(folder, { recursive: true });
    expect(words).toContain('☑故障处理');
    expect(words).toContain('☐例行检查');
  });
});

/** Content streams and dictionaries of a file as written by the station: nothing is packed away. */
const partsOf = (bytes: Uint8Array) => {
  const raw = Buffer.from(bytes);
  const plain = raw.toString('latin1');
  const streams: string[] = [];
  let dictionaries = '';
  let from = 0;
  for (const found of plain.matchAll(/\/Length (\d+)[^]*?\nstream\n/g)) {
    const start = found.index + found[0].length;
    if (found.index < from) continue;
    dictionaries += plain.slice(from, start);
    const body = raw.subarray(start, start + Number(found[1]));
    streams.push(found[0].includes('FlateDecode') || plain.slice(Math.max(0, found.index - 120), found.index).includes('FlateDecode') ? inflateSync(body).toString('latin1') : body.toString('latin1'));
    from = start + body.length;
  }
  return { dictionaries: dictionaries + plain.slice(from), streams };
};

describe('a paper for the archive (PDF/A-3b, as far as it can be checked without its validator)', () => {
  let file: ReturnType<typeof partsOf>;
  beforeAll(async () => {
    file = partsOf(await maker.make({ ...sealed, watermark: '作废' }));
  });

  it('names its part, language, title and colours', () => {
    expect(file.dictionaries).toMatch(/\/OutputIntents \[/);
    expect(file.dictionaries).toMatch(/\/S \/GTS_PDFA1/);
    expect(file.dictionaries).toMatch(/\/DestOutputProfile \d+ 0 R/);
    expect(file.dictionaries).toMatch(/\/Lang \(zh-CN\)/);
    expect(file.dictionaries).toMatch(/\/DisplayDocTitle true/);
    expect(file.dictionaries).toMatch(/\/Marked true/);
    expect(file.dictionaries).toMatch(/\/ID \[/);
    const xmp = file.streams.find((stream) => stream.includes('<x:xmpmeta'))!;
    expect(xmp).toMatch(/<pdfaid:part>3<\/pdfaid:part>[^]*<pdfaid:conformance>B<\/pdfaid:conformance>/);
    expect(Buffer.from(xmp, 'latin1').toString('utf8')).toContain('现场服务单 XC-BJ01-2021-000123');
  });

  it('holds the record as an associated file', () => {
    expect(file.dictionaries).toMatch(/\/AFRelationship \/Source/);
    expect(file.dictionaries).toMatch(/\/AF \[\d+ 0 R\]/);
    expect(file.dictionaries).toMatch(/\/Type \/EmbeddedFile\b/);
    expect(file.dictionaries).toMatch(/\/Subtype \/application#2Fjson/);
    expect(file.dictionaries).toMatch(/\/UF \(/);
  });

  it('has nothing that an archive forbids: transparency, scripts, encryption, images, fonts left out', () => {
    expect(file.dictionaries).not.toMatch(/\/(ca|CA|SMask|JavaScript|JS|Encrypt|Launch|XFA|BM|LZWDecode)\b/);
    expect(file.dictionaries).not.toMatch(/\/Subtype \/Image/);
    const counted = (pattern: RegExp) => file.dictionaries.match(pattern)?.length ?? 0;
    expect(counted(/\/Type \/FontDescriptor/g)).toBeGreaterThan(2);
    expect(counted(/\/FontFile2 /g)).toBe(counted(/\/Type \/FontDescriptor/g));
    expect(counted(/\/ToUnicode /g)).toBe(counted(/\/Subtype \/Type0/g));
    expect(counted(/\/CIDToGIDMap \/Identity/g)).toBe(counted(/\/Subtype \/CIDFontType2/g));
  });

  it('leaves no mark outside the tags and artifacts', () => {
    const pages = file.streams.filter((stream) => stream.includes(' BDC'));
    expect(pages.length).toBeGreaterThan(1);
    for (const page of pages) {
      let depth = 0;
      const loose: string[] = [];
      for (const line of page.split('\n')) {
        if (/ (BDC|BMC)$/.test(line)) depth += 1;
        else if (line === 'EMC') depth -= 1;
        else if (depth === 0 && /\b(Tj|f|S|B|re|Do)\b/.test(line)) loose.push(line);
      }
      expect(depth).toBe(0);
      expect(loose).toEqual([]);
    }
  });
});

