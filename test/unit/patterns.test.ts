import { describe, expect, it } from 'vitest';
import { serviceOrder } from '../../domain/forms/serviceOrder.ts';
import { checkData } from '../../domain/forms/values.ts';
import { patternFault } from '../../domain/text/patterns.ts';

const now = '2021-10-12T14:05:00+08:00';

describe('phone numbers', () => {
  it.each([
    '010-5560-2101', '13800138000', '+86 138 0013 8000', '(010) 5560 2101', '010-5560-2101 转 123', '010-5560-2101转123', '55602101 ext. 12', '5560x12', '55602101#3',
    '010-5560-2101 分机8', '110', '０１０－５５６０', '（010）5560-2101', '010-5560-2101、13800138000', '13800138000, 13900139000;110', '13800138000；13900139000', '13800138000、',
  ])('takes %s', (text) => {
    expect(patternFault('phone', text)).toBeNull();
  });

  it.each(['见名片', '138****4412', 'abc', '+', '-', '()', '138 0013 8000 张三', '、', '13800138000、、110', '13800138000/110', 'tel:110', '1+1', '转123', '010 转'])('refuses %s', (text) => {
    expect(patternFault('phone', text)).toBe('not-a-phone');
  });

  it('stands in the service order as a property of the cell: the refusal names the cell, an empty one is none', () => {
    expect(checkData(serviceOrder, { phone: '李建国' }, now)).toEqual([{ code: 'not-a-phone', field: 'phone' }]);
    expect(checkData(serviceOrder, { phone: ' ' }, now)).toEqual([]);
    expect(checkData(serviceOrder, { phone: '010-5560-2101、13800138000' }, now)).toEqual([]);
  });
});

describe('e-mail addresses', () => {
  it.each(['a@b.cn', 'li.jianguo+3@rsj.beijing.gov.cn', 'a@b.cn, c@d.com', '李@例子.中国'])('takes %s', (text) => {
    expect(patternFault('email', text)).toBeNull();
  });
  it.each(['a', 'a@b', 'a@@b.cn', 'a b@c.cn', 'a@b..cn', '@b.cn', 'a@b.cn c@d.cn'])('refuses %s', (text) => {
    expect(patternFault('email', text)).toBe('not-an-email');
  });
});
