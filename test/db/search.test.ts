import { join } from 'node:path';
import Sqlite from 'better-sqlite3-multiple-ciphers';
import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { textToQuery, textToTokens } from '../../db/bigrams.ts';
import { createStore } from '../../db/createStore.ts';
import { nameToPinyin } from '../../db/pinyin.ts';
import { createReader } from '../../db/reader.ts';
import { createSearchDebt } from '../../db/searchRows.ts';
import { createSql, keyConnection, openDatabase } from '../../db/sqlite.ts';
import type { Data } from '../../domain/record/record.ts';
import { serviceOrder } from '../../domain/forms/serviceOrder.ts';
import type { Store } from '../../db/store.ts';
import { indexOrder } from '../bench/orders.ts';
import { apply, createSample, idOf, sampleKey, withStore } from './sample.ts';

const orders: readonly Data[] = [
  { system: '积分落户申报审核子系统', request: '服务器宕机, 数据库无法连接', contact: '张晓明', work: 'Restarted Tomcat9, Oracle19c补丁已安装' },
  { system: '短信平台', request: '短信重复发送', contact: '单雪梅', work: '清理队列 128 条' },
  { system: '公示网站', request: '页面打不开', contact: '曾国强', work: '主机10.1.20.35重启', engineer: '仇小军' },
  { system: '门禁', request: '数、据分开写', contact: '欧阳锋', work: 'Ｔｏｍｃａｔ 全角' },
];

test.each([
  ['宕机', [1]],
  ['宕', [1]],
  ['机', [3, 1]],
  ['机0', []],
  ['落户申报审核', [1]],
  ['积分落户申报审核子系统', [1]],
  ['积分申报', []],
  ['数据', [1]],
  ['数据库无法', [1]],
  ['机,数', [1]],
  ['tomcat', [4, 1]],
  ['TOM', [4, 1]],
  ['tomcat9', [1]],
  ['19c', [1]],
  ['oracle19c补丁', [1]],
  ['oracle19c补', [1]],
  ['补丁已', [1]],
  ['000002', [2]],
  ['XC-BJ01', [4, 3, 2, 1]],
  ['xc-bj01-2021-000003', [3]],
  ['bj01-2021', [4, 3, 2, 1]],
  ['2021-000003', [3]],
  ['10.1.20', [3]],
  ['10.1.20.3', [3]],
  ['10.1.2', [3]],
  ['20.36', []],
  ['128', [2]],
  ['zxm', [1]],
  ['zhangxm', []],
  ['zhangxiaoming', [1]],
  ['zhangx', [1]],
  ['zhang xiao', [1]],
  ['xiaoming', [1]],
  ['xm', [2, 1]],
  ['sxm', [2]],
  ['shanxuemei', [2]],
  ['zgq', [3]],
  ['zeng', [3]],
  ['qxj', [3]],
  ['qiuxiaojun', [3]],
  ['oyf', [4]],
  ['ouyangfeng', [4]],
  ['短信 清理', [2]],
  ['短信 张', []],
  ['张 宕机 tomcat', [1]],
  ['" OR *', [1]],
  ['(短信) AND', []],
  ['、', []],
  ['', []],
])('search for %j', (text, expected) =>
  withStore((store) => {
    orders.forEach((data, i) => createSample(store, i + 1, data));
    expect(store.read.search(text, 30).map((row) => row.id)).toEqual(expected.map(idOf));
  }),
);

test('a changed record is found by what it says now', () =>
  withStore((store) => {
    createSample(store, 1, { request: '服务器宕机' });
    apply(store, idOf(1), { kind: 'edited', set: { request: '磁盘告警' }, unset: [] });
    expect(store.read.search('宕机', 30)).toEqual([]);
    expect(store.read.search('磁盘', 30)).toHaveLength(1);
    expect(store.check()).toEqual([]);
  }));

test('numbers are found without their leading zeros, and the newest come first', () =>
  withStore((store) => {
    for (const n of [123, 124, 7]) createSample(store, n);
    expect(store.read.search('123', 30).map((r) => r.id)).toEqual([idOf(123)]);
    expect(store.read.search('0001', 30).map((r) => r.id)).toEqual([idOf(124), idOf(123)]);
    expect(store.read.search('xc', 2).map((r) => r.id)).toEqual([idOf(7), idOf(124)]);
  }));

test('the paper of the number typed comes before all that name it, also when these alone would fill the list', () =>
  withStore((store) => {
    createSample(store, 1, { request: '服务器宕机' });
    const { number } = store.read.record(idOf(1))!;
    for (const n of [2, 3, 4]) createSample(store, n, { request: `见 ${number}` });
    expect(store.read.search(number.toLowerCase(), 2).map((r) => r.id)).toEqual([idOf(1), idOf(4)]);
    expect(store.read.search('000001', 30).map((r) => r.id)).toEqual([idOf(1), idOf(4), idOf(3), idOf(2)]);
  }));

const han = fc.array(fc.constantFrom(...'数据库服务器宕机积分落户〇々㛃𬱖䶮'), { minLength: 1, maxLength: 12 });
test('every sub-phrase of a text is found, also of characters beyond the basic plane', () =>
  withStore((store) => {
    let n = 0;
    fc.assert(
      fc.property(han, han, fc.nat(), fc.nat(), (left, right, from, length) => {
        n += 1;
        createSample(store, n, { request: `${left.join('')}A1${right.join('')}` });
        const all = [...left, 'A', '1', ...right];
        const start = from % all.length;
        const part = all.slice(start, start + 1 + (length % (all.length - start))).join('');
        expect(store.read.search(part, 1_000).map((r) => r.id)).toContain(idOf(n));
      }),
      { numRuns: 200 },
    );
  }));

test('what is typed never breaks the query', () =>
  withStore((store) => {
    createSample(store, 1, { request: '服务器宕机' });
    fc.assert(fc.property(fc.string({ unit: 'binary', maxLength: 40 }), (text) => {
      expect(store.read.search(text, 5).length).toBeLessThanOrEqual(1);
    }), { numRuns: 300 });
  }));

test('a write that is undone leaves nothing to find, and one inside another is found with it', () =>
  withStore((store) => {
    expect(() => store.write(() => {
      createSample(store, 1, { request: '服务器宕机' });
      throw new RangeError('undone');
    })).toThrow('undone');
    store.write((writer) => {
      const rec = createSample(store, 2, { request: '短信重复' });
      expect(() => store.write((inner) => {
        inner.putRecord({ ...rec, id: idOf(3), number: 'XC-BJ01-2021-000003' }, { headline: '', cells: {}, text: '页面空白', persons: [], links: [], clocks: [] });
        throw new RangeError('undone');
      })).toThrow('undone');
      writer.putRecord({ ...rec, id: idOf(4), number: 'XC-BJ01-2021-000004' }, { headline: '', cells: {}, text: '打印乱码', persons: [], links: [], clocks: [] });
    });
    expect(['宕机', '短信', '空白', '乱码'].map((text) => store.read.search(text, 5).map((row) => row.id))).toEqual([[], [idOf(2)], [], [idOf(4)]]);
    expect(store.check()).toEqual([]);
  }));

test('text is cut into pairs, words and numbers', () => {
  expect(textToTokens('数据库\nOracle19c ＸＣ')).toEqual(['数据', '据库', '库', '¶', 'oracle', '19', 'c', 'xc']);
  expect(textToQuery('数据库')).toBe('"数据 据库"');
  expect(textToQuery(' 库  Ora ')).toBe('"库" * AND "ora" *');
  expect(textToQuery(' 、 ')).toBeNull();
});

test('surnames are read as surnames', () => {
  expect(nameToPinyin('张晓明')).toEqual(['zhangxiaoming', 'zxm', 'xiaoming', 'xm', 'zhang', 'xiao', 'ming']);
  expect(nameToPinyin('单雪')).toContain('shanxue');
  expect(nameToPinyin('尉迟恭')).toEqual(['yuchigong', 'ycg', 'gong', 'g', 'yu', 'chi']);
  expect(nameToPinyin('吕布')).toContain('lvbu');
  expect(nameToPinyin('John Smith')).toEqual([]);
});

describe('words that are put in later', () => {
  const due = (store: Store, n: number, data: Data): void => {
    store.write((writer) => {
      writer.putDefinition('d'.repeat(64), serviceOrder);
      const rec = { ...createSample(store, n, {}), data };
      writer.putRecord(rec, indexOrder(rec), 'later');
    });
  };

  test.each([
    ['search', (store: Store) => store.read.search('宕机', 10).length],
    ['list', (store: Store) => store.read.list({ form: 'service-order', text: '宕机', offset: 0, limit: 10 }).total],
    ['pick', (store: Store) => store.read.pick([{ form: 'service-order', without: [] }], '宕机', 10).length],
    ['alike', (store: Store) => store.read.alike('service-order', ['宕机'], 10).length],
  ])('%s finds them all the same, and there is nothing left to do after it', (_name, find) => withStore((store) => {
    for (let n = 1; n <= 3; n += 1) due(store, n, { request: '服务器宕机' });
    expect(find(store)).toBe(3);
    expect(store.settleSearch(10)).toBe(0);
  }));

  test('they are put in by slices, and the old words are gone then', () => withStore((store) => {
    for (let n = 1; n <= 5; n += 1) createSample(store, n, { request: '打印机卡纸' });
    for (let n = 1; n <= 5; n += 1) due(store, n, { request: '服务器宕机' });
    expect([store.settleSearch(2), store.settleSearch(2), store.settleSearch(2), store.settleSearch(2)]).toEqual([2, 2, 1, 0]);
    expect(store.read.search('宕机', 10)).toHaveLength(5);
    expect(store.read.search('卡纸', 10)).toEqual([]);
    expect(store.check()).toEqual([]);
  }));

  test('written again with its words, a record is found by the newest ones', () => withStore((store) => {
    due(store, 1, { request: '服务器宕机' });
    const rec = { ...store.read.record(idOf(1))!, data: { request: '短信重复' } };
    store.write((writer) => writer.putRecord(rec, indexOrder(rec)));
    expect(store.read.search('短信', 10)).toHaveLength(1);
    expect(store.read.search('宕机', 10)).toEqual([]);
  }));

  const finders = {
    search: (read: Store['read'], text: string) => read.search(text, 10).map((row) => row.id),
    list: (read: Store['read'], text: string) => read.list({ form: 'service-order', text, offset: 0, limit: 10 }).rows.map((row) => row.id),
    pick: (read: Store['read'], text: string) => read.pick([{ form: 'service-order', without: [] }], text, 10).map((row) => row.id),
    alike: (read: Store['read'], text: string) => read.alike('service-order', [text], 10).map((rec) => rec.id).toSorted().toReversed(),
  };
  /** One record whose words are in, one whose words changed since, one whose words are due. */
  const mixed = (store: Store): void => {
    createSample(store, 1, { request: '服务器宕机' });
    createSample(store, 2, { request: '服务器宕机' });
    store.write((writer) => {
      writer.putDefinition('d'.repeat(64), serviceOrder);
      const rec = { ...writer.record(idOf(2))!, data: { request: '磁盘告警' } };
      writer.putRecord(rec, indexOrder(rec), 'later');
    });
    due(store, 3, { request: '机房宕机' });
  };
  const dueOf = (folder: string): number => {
    const db = openDatabase(join(folder, 'station.db'), sampleKey);
    try {
      return (db.prepare('SELECT count(*) AS n FROM words_due').get() as { n: number }).n;
    } finally {
      db.close();
    }
  };
  const hitsOf = (read: Store['read']) => Object.values(finders).map((find) => [find(read, '宕机'), find(read, '告警')]);
  const hits = [[idOf(3), idOf(1)], [idOf(2)]];

  test('are found from beside without a write', () => withStore((store, folder) => {
    mixed(store);
    const beside = createStore(join(folder, 'station.db'), sampleKey, { beside: true });
    try {
      expect(hitsOf(beside.read)).toEqual(Object.keys(finders).map(() => hits));
      expect(dueOf(folder), 'the station that has it open puts them in').toBe(2);
      // what it writes meanwhile is found too, and nothing twice when it has put them in
      due(store, 4, { request: '宕机' });
      expect(finders.list(beside.read, '宕机')).toEqual([idOf(4), idOf(3), idOf(1)]);
      expect(hitsOf(store.read)[0]).toEqual([[idOf(4), idOf(3), idOf(1)], [idOf(2)]]);
      expect(finders.search(beside.read, '宕机')).toEqual([idOf(4), idOf(3), idOf(1)]);
    } finally {
      beside.close();
    }
  }));

  test('are found in a store that is read-only, and on a disk that is full; a write there is refused', () => withStore((store, folder) => {
    mixed(store);
    const file = join(folder, 'station.db');
    const readOnly = new Sqlite(file, { readonly: true });
    keyConnection(readOnly, sampleKey);
    readOnly.pragma('temp_store = MEMORY');
    const full = openDatabase(file, sampleKey);
    for (const db of [readOnly, full]) {
      const sql = createSql(db);
      // SQLite refuses to grow the file as it does when the disk refuses
      if (db === full) full.pragma(`max_page_count = ${String(full.pragma('page_count', { simple: true }))}`);
      const debt = createSearchDebt(db, sql, (hash) => store.read.definition(hash), false);
      if (db === full) for (let n = 10; n < 60; n += 1) due(store, n, { work: Array.from({ length: 200 }, (_, i) => `占满${n * 1000 + i}`).join('') });
      expect(() => debt.settle(1000)).toThrow(/readonly|full/);
      expect(hitsOf(createReader(sql, debt.words))).toEqual(Object.keys(finders).map(() => hits));
      expect(() => db.transaction(() => debt.words())()).toThrow(/readonly|full/);
      db.close();
    }
    expect(dueOf(folder)).toBe(52);
  }));

  test('a transaction that fails owes nothing', () => withStore((store) => {
    expect(() => store.write((writer) => {
      const rec = createSample(store, 1, {});
      writer.putRecord(rec, indexOrder(rec), 'later');
      throw new Error('no');
    })).toThrow('no');
    expect(store.settleSearch(10)).toBe(0);
  }));
});

test('everyday text is cut as Unicode has any other', () => {
  // the same text with a sign of another script at its end goes the long way
  const signs = fc.string({ unit: fc.constantFrom(...'机房数据库宕〇，。、（）：ａＢ１0019azAZ _-./¶\n\t「」\u3000龿一'), maxLength: 60 });
  fc.assert(fc.property(signs, (text) => {
    expect(textToTokens(`${text}\n`)).toEqual(textToTokens(`${text}\nж`).slice(0, -1));
  }));
});
