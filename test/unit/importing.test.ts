import { describe, expect, it } from 'vitest';
import { guessMapping, keyField, numberColumn, parseLine } from '../../domain/importing/columns.ts';
import { change } from '../../domain/forms/change.ts';
import { configurationItem } from '../../domain/forms/configurationItem.ts';
import { serviceOrder } from '../../domain/forms/serviceOrder.ts';
import { listColumns } from '../../domain/paper/listCells.ts';

const now = '2026-10-12T09:00:00+08:00';

describe('the columns of a file', () => {
  it('are told by their heads in either language, each field once', () => {
    expect(guessMapping(['名称*', '类型', 'Owner', '责任人', 'ip/位置', '随便'], configurationItem)).toEqual(['name', 'type', 'owner', null, 'address', null]);
  });
  it('of an exported list fill what they came from; what the station keeps itself fills nothing', () => {
    const heads = listColumns(configurationItem, 'zh').map((column) => column.label);
    const mapping = guessMapping(heads, configurationItem);
    expect(mapping).toContain(numberColumn);
    expect(mapping).toContain('parameters');
    expect(mapping[heads.indexOf('状态')]).toBeNull();
  });
  it('go by other words people use, never in the place of a label', () => {
    expect(guessMapping(['No.', 'Asset', 'Type', 'Person in charge'], configurationItem)).toEqual([numberColumn, 'name', 'type', 'owner']);
    expect(guessMapping(['单号', '报修人', '手机', '报修时间', '联系人'], serviceOrder)).toEqual([numberColumn, null, 'phone', 'requestedAt', 'contact']);
    expect(guessMapping(['Ticket no.', 'Number'], serviceOrder)).toEqual([null, numberColumn]);
  });
  it('have a key only where one text tells the papers apart', () => {
    expect(keyField(configurationItem)).toBe('name');
    expect(keyField(change)).toBeNull();
  });
});

describe('a line of a file', () => {
  const parse = (cells: Readonly<Record<string, string>>) => parseLine(configurationItem, Object.keys(cells), Object.values(cells), 7, now);

  it('becomes what the fields hold; empty cells say nothing', () => {
    expect(parse({ name: '积分应用', type: '应用系统', owner: '张晓明', inUseSince: '2021/9/27', note: '', standsOn: 'DB-01、HOST-01；HOST-02' })).toEqual({
      line: 7, refusals: [],
      data: { name: '积分应用', type: 'application', owner: '张晓明', inUseSince: '2021-09-27' },
      refs: { standsOn: ['DB-01', 'HOST-01', 'HOST-02'] },
    });
  });
  it('reads a table from one cell, as pairs or as an exported list writes it', () => {
    expect(parse({ parameters: 'max_connections = 500; port=5432' }).data['parameters']).toEqual([{ name: 'max_connections', value: '500' }, { name: 'port', value: '5432' }]);
    expect(parse({ parameters: 'a | 1 | 说明\nb | 2 | ' }).data['parameters']).toEqual([{ name: 'a', value: '1', note: '说明' }, { name: 'b', value: '2' }]);
  });
  it('names the field of whatever cannot be read', () => {
    expect(parse({ type: '冰箱', inUseSince: '某天', name: '字'.repeat(41) }).refusals).toMatchObject([
      { code: 'not-an-option', field: 'type' }, { code: 'not-a-time', field: 'inUseSince' }, { code: 'too-long', field: 'name' },
    ]);
  });
});
