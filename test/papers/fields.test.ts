import { createHash } from 'node:crypto';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { FormDef, RecordRef, Row } from '../../domain/forms/form.ts';
import { checkData } from '../../domain/forms/values.ts';
import { cellText, moneyFigures, moneyText, refText, valueText } from '../../domain/paper/cells.ts';
import { footerTop, frameTop } from '../../domain/paper/furniture.ts';
import { signersPerRow } from '../../domain/paper/geometry.ts';
import { layOut } from '../../domain/paper/layout.ts';
import type { Box, Page } from '../../domain/paper/marks.ts';
import { signersOnPaper } from '../../domain/paper/signoff.ts';
import type { Data, Rec } from '../../domain/record/record.ts';
import { createFonts } from '../../main/papers/fonts.ts';
import { createPaperMaker } from '../../main/papers/render.ts';
import { attended, attendees, everyData, everyField, everyRecord, signersNamed } from './everyField.ts';
import { readPages } from './readPages.ts';
import * as s from './samples.ts';

const maker = createPaperMaker({ fontsFolder: s.fontsFolder });
const { measure } = createFonts(s.fontsFolder);
const bare = (text: string): string => text.replace(/\s/g, '');
const lay = (def: FormDef, rec: Rec): Page[] => layOut({ def, rec, lang: 'zh', measure });
const wordsOf = (pages: readonly Page[]): string =>
  bare(pages.flatMap((page) => page.parts.flatMap((part) => part.marks.map((mark) => (mark.kind === 'text' ? mark.text : '')))).join(''));
const make = (def: FormDef, rec: Rec) => maker.make({ def, rec, lang: 'zh', copies: [] });

const meets = (a: Box, b: Box): boolean => a.x < b.x + b.w - 0.01 && b.x < a.x + a.w - 0.01 && a.y < b.y + b.h - 0.01 && b.y < a.y + a.h - 0.01;
/** Names of boxes that stand over another or outside the frame, and of texts wider than the frame. */
const faultsOf = (pages: readonly Page[]): string[] =>
  pages.flatMap(({ boxes, frame, parts }) => [
    ...boxes.filter((box) => box.y < frameTop - 0.01 || box.y + box.h > footerTop + 0.02 || box.x < frame.x - 0.01 || box.x + box.w > frame.x + frame.w + 0.01).map((box) => `${box.name} outside`),
    ...boxes.flatMap((box, i) => boxes.slice(i + 1).filter((other) => meets(box, other)).map((other) => `${box.name} over ${other.name}`)),
    ...parts.flatMap(({ marks }) => marks.flatMap((mark) => (mark.kind === 'text' && mark.x + measure(mark.text, mark.font, mark.size) > frame.x + frame.w + 0.5 ? [`${mark.text} too wide`] : []))),
  ]);

const words = fc.array(fc.constantFrom('故障', '，', '。', '重建索引', 'connection pool', '10.10.20.33', '（', '）', '㛃𬱖', 'x'.repeat(50)), { minLength: 1, maxLength: 60 }).map((parts) => parts.join(''));
const money = fc.tuple(fc.bigInt(0n, 999_999_999_999n), fc.integer({ min: 0, max: 99 })).map(([yuan, fen]) => `${yuan}.${String(fen).padStart(2, '0')}`);
const minute = fc.integer({ min: 0, max: 500_000 }).map((n) => `${new Date(Date.UTC(2021, 0, 1) + n * 60_000).toISOString().slice(0, 16)}+08:00`);
const row = fc.record({ at: minute, what: words, who: fc.constantFrom('张建国', '㛃𬱖䶮'), state: fc.constantFrom('ok', 'no'), hours: fc.integer({ min: 0, max: 999 }).map((n) => n / 10), cost: money }, { requiredKeys: [] });
const refs = (max: number) => fc.uniqueArray(fc.integer({ min: 1, max: 99 }), { maxLength: max }).map((ns): RecordRef[] => ns.map((n) => ({ id: `019a0000-0000-7000-8000-0000000000${String(n).padStart(2, '0')}`, form: n % 2 ? s.serviceOrder.id : 'lost', number: `XC-BJ01-2021-0000${n}` })));
const data: fc.Arbitrary<Data> = fc.record(
  {
    subject: words, person: fc.constantFrom('王淑芬', '㛃𬱖䶮'), kind: fc.constantFrom('normal', 'major'), parts: fc.subarray(['db', 'app', 'host']), from: minute, to: minute,
    day: minute.map((at) => at.slice(0, 10)), people: fc.nat(99_999), mark: fc.integer({ min: 1, max: 5 }), price: money, fee: money, incident: refs(1), related: refs(12),
    grade: fc.constantFrom('C', 'D'), steps: fc.array(row, { maxLength: 12 }), readings: fc.nat(12).map((n) => s.readingsOf(n)),
  },
  { requiredKeys: [] },
) as fc.Arbitrary<Data>;

/** Everything the paper must say of a record's data. */
const saidOf = (values: Data): string[] =>
  Object.entries(values).flatMap(([name, value]): string[] => {
    const field = everyField.fields[name]!;
    if (field.kind === 'table') return (value as readonly Row[]).flatMap((each) => Object.entries(each).flatMap(([column, cell]) => (column === 'cost' ? moneyText(String(cell), 'zh').split(/[（）]/) : [valueText(field.columns[column]!, cell, 'zh')])));
    if (field.kind === 'record') return (value as readonly RecordRef[]).map((ref) => ref.number);
    if (field.kind === 'money') return moneyText(String(value), 'zh').split(/[（）]/);
    return field.kind === 'choice' || field.kind === 'rating' || field.kind === 'readings' ? [] : [cellText(everyField, everyRecord(values), name, 'zh')];
  }).map(bare);

describe('a form with every kind of field', () => {
  it('overlaps nothing, says everything, on a sane number of pages (property)', () => {
    fc.assert(
      fc.property(data, (values) => {
        const pages = lay(everyField, everyRecord(values));
        const said = wordsOf(pages);
        expect(faultsOf(pages)).toEqual([]);
        // a cell that a page's end has parted is said in two places
        if (pages.length === 1) for (const each of saidOf(values)) expect(said).toContain(each);
        const characters = JSON.stringify(values).length;
        expect(pages.length).toBeLessThanOrEqual(2 + Math.ceil(characters / 900));
      }),
      { numRuns: 60 },
    );
  });

  it('gives the same bytes for the same record, and its text can be copied (property)', async () => {
    await fc.assert(
      fc.asyncProperty(data, async (values) => {
        const [one, two] = [await make(everyField, everyRecord(values)), await make(everyField, everyRecord(values))];
        expect(createHash('sha256').update(one).digest('hex')).toBe(createHash('sha256').update(two).digest('hex'));
        const pages = await readPages(one);
        if (pages.length === 1) for (const each of saidOf(values)) expect(pages[0]!).toContain(each);
      }),
      { numRuns: 6 },
    );
  });

  it('has sample data that the form itself accepts', () => {
    expect(checkData(everyField, everyData, '2021-12-31T00:00+08:00')).toEqual([]);
  });

  it('takes 200 rows and 8000 characters, the head above each page of rows', async () => {
    const steps = Array.from({ length: 200 }, (_, i) => ({ what: `第${String(i).padStart(3, '0')}步。`.repeat(3), cost: '1.00' }));
    const subject = Array.from({ length: 800 }, (_, i) => `第${String(i).padStart(4, '0')}条说明。`).join('');
    const rec = everyRecord({ ...everyData, steps, subject });
    const layout = lay(everyField, rec);
    expect(faultsOf(layout)).toEqual([]);
    for (const page of layout) {
      const first = page.boxes.findIndex((box) => /^steps\.\d+\.at$/.test(box.name));
      if (first >= 0) expect(page.boxes.slice(0, first).some((box) => box.name === 'steps.head.at')).toBe(true);
    }
    const said = (await readPages(await make(everyField, rec))).join('');
    for (let i = 0; i < 200; i += 1) expect(said).toContain(`第${String(i).padStart(3, '0')}步`);
    const digits = said.replace(/\D/g, '');
    for (let i = 0; i < 800; i += 1) expect(digits).toContain(String(i).padStart(4, '0'));
  });

  it('keeps free lines in an empty table while it is written, and says there is nothing after', () => {
    const rowsOf = (rec: Rec) => lay(everyField, rec)[0]!.boxes.filter((box) => /^steps\.\d+\.at$/.test(box.name)).length;
    expect(rowsOf(everyRecord({}))).toBe(3);
    expect(rowsOf(everyRecord({ steps: [{ what: '一' }] }))).toBe(3);
    expect(rowsOf({ ...everyRecord({}), state: 'signing' })).toBe(0);
    expect(wordsOf(lay(everyField, { ...everyRecord({}), state: 'signing' }))).toContain('实施步骤无');
  });

  it('never leaves signatures alone on a page', () => {
    for (let lines = 0; lines < 40; lines += 1) {
      const pages = lay(everyField, everyRecord({ ...everyData, subject: '一行\n'.repeat(lines) }));
      expect(pages.at(-1)!.boxes[0]!.name.startsWith('title:签认')).toBe(false);
    }
  });
});

describe('amounts and references in a cell', () => {
  it('are written as the contract asks (R4), and stand as they are when they are nothing of the kind', () => {
    expect(moneyText('1039000.00', 'zh')).toBe('¥1,039,000.00（人民币壹佰零叁万玖仟元整）');
    expect(moneyText('103900.05', 'en')).toBe('¥103,900.05');
    expect([moneyFigures('999.99'), moneyFigures('1000'), moneyText('若干', 'zh'), moneyText('-3', 'zh')]).toEqual(['¥999.99', '¥1,000', '若干', '-3']);
    expect(refText({ id: '1', form: s.inspection.id, number: 'XJ-1' }, 'zh', { [s.inspection.id]: s.inspection.short })).toBe(`XJ-1（${s.inspection.short.zh}）`);
    expect(refText({ id: '1', form: 'lost', number: 'XJ-1' }, 'en')).toBe('XJ-1');
  });
});

describe('a time in a third of the row', () => {
  it('stays on one line, a little smaller', () => {
    const def: FormDef = { ...everyField, paper: { size: 'A4', sections: [{ kind: 'grid', rows: [[{ f: 'person', span: 8 }, { f: 'from', span: 8 }, { f: 'to', span: 8 }]] }] } };
    const times = lay(def, everyRecord()).flatMap((page) => page.parts.flatMap((part) => part.marks)).flatMap((mark) => (mark.kind === 'text' && mark.text.includes('10月13日') ? [mark] : []));
    expect(times.map((mark) => mark.text)).toEqual(['2021年10月13日 20:00', '2021年10月13日 22:30']);
    for (const mark of times) expect(mark.size).toBeGreaterThanOrEqual(9);
  });
});

describe('those who sign', () => {
  const signoff = (signers: FormDef['signers']): FormDef => ({ ...everyField, signers, paper: { size: 'A4', sections: everyField.paper.sections.filter((section) => section.kind === 'grid' || section.kind === 'signoff') } });

  it('stand side by side as evenly as can be', () => {
    expect([0, 1, 2, 3, 4, 5, 6, 7].map((count) => signersPerRow(count))).toEqual([[], [1], [2], [3], [2, 2], [3, 2], [3, 3], [3, 2, 2]]);
    for (const count of [0, 1, 4, 6]) {
      const pages = lay(signoff(signersNamed(count)), everyRecord());
      expect(faultsOf(pages)).toEqual([]);
      expect(pages.flatMap((page) => page.boxes).filter((box) => box.name.startsWith('signature.'))).toHaveLength(count);
      expect(wordsOf(pages).includes('签认')).toBe(count > 0);
    }
  });

  it('are only those whom what is filled in asks for, and any who has signed', () => {
    const [first, second] = signersNamed(2);
    const def = signoff([first!, { ...second!, when: { field: 'kind', in: ['major'] } }]);
    const minor = everyRecord({ ...everyData, kind: 'normal' });
    expect(signersOnPaper(def, everyRecord()).map((signer) => signer.role)).toEqual(['r0', 'r1']);
    expect(signersOnPaper(def, minor).map((signer) => signer.role)).toEqual(['r0']);
    expect(signersOnPaper(def, s.sign(minor, 'r1', '李明', '', '李明')).map((signer) => signer.role)).toEqual(['r0', 'r1']);
  });

  it('fill a sign-in sheet over pages, each with ink, in order, the same every time (R23)', async () => {
    const def = signoff([...signersNamed(1), attendees]);
    const rec = attended(everyRecord(), 45);
    const pages = lay(def, rec);
    expect(faultsOf(pages)).toEqual([]);
    expect(pages.length).toBeGreaterThan(1);
    expect(pages.flatMap((page) => page.parts.flatMap((part) => part.marks)).filter((mark) => mark.kind === 'ink')).toHaveLength(45);
    const numbers = pages.flatMap((page) => page.boxes).flatMap((box) => /^signIn\.attendee\.(\d+)\.0$/.exec(box.name)?.[1] ?? []);
    expect(numbers).toEqual(Array.from({ length: 46 }, (_, i) => String(i + 1)));
    const [one, two] = [await make(def, rec), await make(def, rec)];
    expect(Buffer.compare(one, two)).toBe(0);
    for (const page of await readPages(one)) expect(page).toContain('序号姓名职务签名时间');
    expect(Buffer.from(one).includes('/Subtype /Image')).toBe(false);
  });

  it('leave free lines on an open sign-in sheet, none on a sealed one', () => {
    const rowsOf = (rec: Rec) => lay(signoff([attendees]), rec).flatMap((page) => page.boxes).filter((box) => /^signIn\.attendee\.\d+\.0$/.test(box.name)).length;
    expect(rowsOf(everyRecord())).toBe(8);
    expect(rowsOf(attended(everyRecord(), 3))).toBe(8);
    expect(rowsOf(s.seal(attended(everyRecord(), 3)))).toBe(3);
  });
});
