import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { forms } from '../../domain/forms/index.ts';
import type { FormDef, Reading } from '../../domain/forms/form.ts';
import { clustersOf, type Measure } from '../../domain/paper/breaking.ts';
import { cellText } from '../../domain/paper/cells.ts';
import { footerTop, frameTop, qrText } from '../../domain/paper/furniture.ts';
import { a4, labelUnits, mmToPt, unit, contentWidth } from '../../domain/paper/geometry.ts';
import { cellsByPage, layOut } from '../../domain/paper/layout.ts';
import type { Box, Mark, Page } from '../../domain/paper/marks.ts';
import type { Data, Rec } from '../../domain/record/record.ts';
import { text } from '../../domain/text/text.ts';
import { pageOpeners } from '../../renderer/paper/pageOpeners.ts';
import * as s from '../papers/samples.ts';

const measure: Measure = (content, _font, size) => clustersOf(content).reduce((sum, c) => sum + (c.codePointAt(0)! < 0x2000 ? 0.52 : 1), 0) * size;
const lay = (def: FormDef, rec: Rec, lang: 'zh' | 'en' = 'zh'): Page[] => layOut({ def, rec, lang, measure });

const marksOf = (page: Page): Mark[] => [...page.marks, ...page.parts.flatMap((part) => part.marks)];
const overlap = (a: Box, b: Box): boolean => a.x < b.x + b.w - 0.01 && b.x < a.x + a.w - 0.01 && a.y < b.y + b.h - 0.01 && b.y < a.y + a.h - 0.01;

const checkPages = (pages: readonly Page[]): void => {
  for (const page of pages) {
    const { boxes, frame } = page;
    expect(frame.y + frame.h).toBeLessThanOrEqual(footerTop + 0.02);
    boxes.forEach((box, i) => {
      expect(box.x).toBeGreaterThanOrEqual(frame.x - 0.01);
      expect(box.x + box.w).toBeLessThanOrEqual(frame.x + frame.w + 0.01);
      expect(box.y).toBeGreaterThanOrEqual(frameTop - 0.01);
      expect(box.y + box.h).toBeLessThanOrEqual(frame.y + frame.h + 0.01);
      for (const other of boxes.slice(i + 1)) expect(overlap(box, other), `${box.name} over ${other.name}`).toBe(false);
    });
    for (const mark of marksOf(page)) {
      if (mark.kind !== 'text') continue;
      expect(mark.x).toBeGreaterThanOrEqual(frame.x - 0.01);
      expect(mark.x + measure(mark.text, mark.font, mark.size)).toBeLessThanOrEqual(frame.x + frame.w + 0.01);
      expect(mark.y).toBeLessThan(mmToPt(a4.height));
    }
  }
};

const fieldsOn = (def: FormDef): string[] =>
  def.paper.sections.flatMap((section) => (section.kind === 'grid' ? section.rows.flatMap((cells) => cells.map((c) => c.f)) : section.kind === 'ratings' ? [...section.fields] : []));

describe('the layout of a paper', () => {
  it.each(forms)('$id: every declared row fills 24 units and every label leaves room for its value', (def) => {
    for (const section of def.paper.sections) {
      if (section.kind !== 'grid') continue;
      for (const cells of section.rows) {
        expect(cells.reduce((sum, c) => sum + c.span, 0)).toBe(24);
        cells.forEach((cell, i) => expect(cell.span - labelUnits(cell, i)).toBeGreaterThanOrEqual(3));
      }
    }
    expect(unit * 24).toBe(contentWidth);
  });

  it.each(forms)('$id: every field of the declaration has its place', (def) => {
    const names = new Set(lay(def, { ...s.emptyOrder, data: {} }).flatMap((p) => p.boxes.map((b) => b.name)));
    expect(fieldsOn(def).filter((field) => !names.has(field))).toEqual([]);
  });

  const texts = fc.array(fc.constantFrom('故障', '，', '。', 'connection pool ', '10.10.20.33', '\n', '（', '）', '𬱖', 'x'.repeat(60)), { maxLength: 400 }).map((parts) => parts.join(''));
  const data: fc.Arbitrary<Data> = fc.record({ request: texts, work: texts, diagnosis: texts, contact: texts, place: texts, leftover: texts, type: fc.constantFrom('fault', 'data') }, { requiredKeys: [] });
  it('overlaps nothing and leaves the frame nowhere, whatever is written (property)', () => {
    fc.assert(
      fc.property(data, fc.constantFrom('zh' as const, 'en' as const), (values, lang) => {
        const pages = lay(s.serviceOrder, { ...s.draftOrder, data: { ...s.orderData, ...values } }, lang);
        checkPages(pages);
        expect(pages.length).toBeGreaterThan(0);
      }),
      { numRuns: 40 },
    );
  });

  it('ends the readings with what they amount to, and a critical alarm fails the sheet', () => {
    const conclusion = (readings: readonly Reading[]): string =>
      lay(s.inspection, { ...s.inspectionSheet, data: { ...s.inspectionSheet.data, readings } }).flatMap(marksOf).flatMap((mark) => (mark.kind === 'text' ? mark.text : '')).join('');
    const readings = s.readingsOf(3) as readonly Reading[];
    const alarm: Reading = { ...readings[0]!, kind: 'state', value: 'abnormal', action: '更换' };
    expect(conclusion([alarm])).toContain('巡检结论告警 1');
    expect(conclusion([{ ...alarm, critical: true }])).toContain('不合格（关键项目告警）：告警 1');
    expect(conclusion([{ ...alarm, value: 'normal', critical: true }])).not.toContain('不合格');
  });

  it('places the readings of 500 items, signatures and attachments inside the frame too', () => {
    checkPages(lay(s.inspection, { ...s.sealedInspection, data: { ...s.sealedInspection.data, readings: s.readingsOf(500) } }));
    const many = Array.from({ length: 60 }, (_, i) => ({ ...s.sealedOrder.attachments[0]!, id: `f${i}`, name: `附件-${'长'.repeat(i)}.png` }));
    checkPages(lay(s.serviceOrder, { ...s.sealedOrder, attachments: many }));
    const survey = lay(s.survey, s.surveyAnswer);
    checkPages(survey);
    expect(survey).toHaveLength(1);
  });

  it('sets a paper that runs a little over its page tight, and takes one page', () => {
    const request = (lines: number) => lay(s.serviceOrder, { ...s.sealedOrder, data: { ...s.orderData, request: Array.from({ length: lines }, () => '一行').join('\n') } });
    expect(request(3)).toHaveLength(1);
    expect(request(5)).toHaveLength(1);
    expect(request(30)).toHaveLength(2);
  });

  it('draws signers of any number, none under another', () => {
    const signers = Array.from({ length: 7 }, (_, i) => ({ ...s.serviceOrder.signers[1]!, role: `r${i}` }));
    const pages = lay({ ...s.serviceOrder, signers }, s.draftOrder);
    checkPages(pages);
    expect(pages.flatMap((p) => p.boxes).filter((b) => b.name.startsWith('signature.'))).toHaveLength(7);
  });

  it('keeps a section title with the row it names', () => {
    for (let lines = 1; lines < 60; lines += 1) {
      const pages = lay(s.serviceOrder, { ...s.draftOrder, data: { ...s.orderData, request: '一行\n'.repeat(lines) } });
      for (const page of pages) expect(page.boxes.at(-1)!.name.startsWith('title:')).toBe(false);
    }
  });

  it('tells the window with which cells a page begins, and keeps silent where a row is cut', () => {
    const openersOf = (data: Data) => pageOpeners(cellsByPage({ def: s.serviceOrder, rec: { ...s.draftOrder, data }, lang: 'zh', measure }));
    expect(openersOf(s.orderData)).toEqual([]);
    for (const lines of [12, 30, 60, 200]) {
      const data = { ...s.orderData, request: '一行\n'.repeat(lines) };
      const pages = lay(s.serviceOrder, { ...s.draftOrder, data });
      const openers = openersOf(data);
      expect(openers).toHaveLength(pages.length - 1);
      openers.forEach((names, i) => {
        const first = pages[i + 1]!.boxes[0]!.name;
        expect(names).toEqual(pages[i]!.boxes.some(({ name }) => name === first) ? [] : pages[i + 1]!.boxes.map(({ name }) => name));
      });
    }
    expect(pageOpeners([['title:巡检项目', 'readings.head0', 'readings.cpu.item'], ['readings.head0', 'readings.disk.item']])).toEqual([['readings.disk.item']]);
  });

  it('stands a label above its value when it has no units of its own', () => {
    const def: FormDef = { ...s.serviceOrder, paper: { size: 'A4', sections: [{ kind: 'grid', rows: [[{ f: 'request', span: 24, label: 0 }]] }, { kind: 'note', text: text('注意', 'Note') }] } };
    const [page] = lay(def, s.draftOrder);
    expect(page!.boxes.map((b) => b.name)).toEqual(['request', 'note']);
  });
});

describe('what cells say', () => {
  it('shows half-filled and foreign values as they stand, never as a fault', () => {
    const rec = { ...s.draftOrder, data: { type: 'unknown', affected: 'many', requestedAt: 'soon', work: 3 } as unknown as Data };
    for (const name of [...Object.keys(s.serviceOrder.fields), '@number', '@nothing', 'toString']) expect(cellText(s.serviceOrder, rec, name, 'zh')).not.toMatch(/undefined|NaN|object/);
    expect(cellText(s.serviceOrder, rec, 'requestedAt', 'zh')).toBe('soon');
  });
  it('writes times, hours, amounts in the paper\'s words', () => {
    const cell = (name: string, lang: 'zh' | 'en') => cellText(s.serviceOrder, s.draftOrder, name, lang);
    expect([cell('requestedAt', 'zh'), cell('hours', 'zh'), cell('affected', 'zh'), cell('type', 'zh'), cell('@contract', 'zh')]).toEqual(['2021年10月12日 08:35', '1.8 小时', '36 人', '故障处理', 'JFLH-YW-2021-01']);
    expect([cell('requestedAt', 'en'), cell('hours', 'en'), cell('type', 'en')]).toEqual(['12 October 2021 08:35', '1.8 h', 'Fault handling']);
  });
  it('says nothing of how long work took while its times are the wrong way round', () => {
    const turned = { ...s.draftOrder, data: { ...s.orderData, arrivedAt: '2021-10-12T11:00+08:00', finishedAt: '2021-10-12T09:30+08:00' } };
    expect(cellText(s.serviceOrder, turned, 'hours', 'zh')).toBe('');
  });
  it('says in the QR code what the paper is, and what it hangs on', () => {
    expect(qrText('XC-1', 'a'.repeat(64), { chainHead: 'b'.repeat(64), chainSeq: 3 })).toBe(`SL1.XC-1.${'a'.repeat(32)}.${'b'.repeat(16)}`);
    expect(qrText('XC-1', 'a'.repeat(64))).toBe(`SL1.XC-1.${'a'.repeat(32)}.-`);
  });
});
