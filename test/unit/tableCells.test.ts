import { describe, expect, it } from 'vitest';
import type { Column, Row } from '../../domain/forms/form.ts';
import { rowToCsv } from '../../domain/text/csv.ts';
import { parseMoneyInput } from '../../domain/text/moneyInput.ts';
import { text } from '../../domain/text/text.ts';
import { pasteGrid, textToGrid } from '../../renderer/paper/grid.ts';

const now = '2026-10-12T09:00:00+08:00';
const columns: Readonly<Record<string, Column>> = {
  at: { kind: 'time', precision: 'minute', label: text('时间', 'Time'), span: 6 },
  what: { kind: 'text', max: 200, label: text('事项', 'What'), span: 10 },
  done: { kind: 'choice', label: text('完成', 'Done'), options: [{ value: 'yes', label: text('是', 'Yes') }, { value: 'no', label: text('否', 'No') }], span: 4 },
  cost: { kind: 'money', label: text('费用', 'Cost'), span: 4 },
};
const table = { columns, maxRows: 3 };

describe('amounts as people type them', () => {
  it.each([
    ['103900', '103900.00'], ['103,900.5', '103900.50'], ['￥１０３，９００', '103900.00'], ['¥ 1 039.05', '1039.05'], ['1039.5元', '1039.50'], ['1039元整', '1039.00'], ['.5', '0.50'], ['007', '7.00'], ['0', '0.00'],
    ['999999999999.99', '999999999999.99'],
  ])('reads %s as %s', (typed, amount) => expect(parseMoneyInput(typed)).toBe(amount));
  it.each(['', '元', '.', '-5', '1.005', '1e3', '一百', '1.2.3', '1000000000000'])('does not guess at %j', (typed) => expect(parseMoneyInput(typed)).toBeNull());
});

describe('rows pasted from a spreadsheet', () => {
  it('takes a text with tabs or lines apart, and leaves one cell alone', () => {
    expect(textToGrid('只有一格')).toBeNull();
    expect(textToGrid('一格\r\n')).toBeNull();
    expect(textToGrid('a\tb\r\nc\t"d ""x""\n第二行"\r\n')).toEqual([['a', 'b'], ['c', 'd "x"\n第二行']]);
  });

  it('fills from the cell on, reads every kind, and leaves out a line of labels', () => {
    const grid = textToGrid('时间\t事项\t完成\t费用\n10-12 08:30\t重启服务\t是\t1,200\n\t"查日志\n两次"\tno\t')!;
    const pasted = pasteGrid(table, [], { row: 0, column: 'at' }, grid, now);
    expect(pasted).toEqual({
      rows: [{ at: '2026-10-12T08:30+08:00', what: '重启服务', done: 'yes', cost: '1200.00' }, { what: '查日志 两次', done: 'no' }], unread: [], cut: 0,
    });
  });

  it('keeps other cells, names what it cannot read and counts what has no room', () => {
    const before: readonly Row[] = [{ what: '甲', cost: '1.00' }, { what: '乙', done: 'no' }];
    const pasted = pasteGrid(table, before, { row: 1, column: 'done' }, [['也许', '三百'], ['yes', '2', 'too far right'], ['no', '3']], now);
    expect(pasted.rows).toEqual([{ what: '甲', cost: '1.00' }, { what: '乙', done: 'no' }, { done: 'yes', cost: '2.00' }]);
    expect(pasted.unread).toEqual([{ row: 2, column: 'done', text: '也许' }, { row: 2, column: 'cost', text: '三百' }]);
    expect(pasted.cut).toBe(1);
  });
});

describe('a line of CSV', () => {
  it('quotes what needs it and lets nothing run', () => {
    expect(rowToCsv(['甲', 'a,b', '说"好"', '两\n行', -3.5, '=1+1', '@x', '-5'])).toBe(`甲,"a,b","说""好""","两\n行",-3.5,'=1+1,'@x,'-5\r\n`);
  });
});
