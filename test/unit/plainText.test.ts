import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { commandSchema, signSchema } from '../../domain/record/command.ts';
import { canonicalText } from '../../domain/seal/canonical.ts';
import { nameToKey, plainText, textFault } from '../../domain/text/plainText.ts';

describe('a text that is to be kept', () => {
  it.each<[string, string | null]>([
    ['张𠮷，两行\n\t缩进', null],
    ['', null],
    ['a\u0000b', 'control-character'],
    ['回车\r\n', 'control-character'],
    ['\u001b[31m', 'control-character'],
    ['\u007f', 'control-character'],
    ['\u0085', 'control-character'],
    ['\uD842', 'lone-surrogate'],
    ['a\uDFB7b', 'lone-surrogate'],
    ['张\uE000', 'private-use-character'],
    ['谢谢😀', 'picture-character'],
    ['\uF8FF', 'private-use-character'],
    ['\u{F0001}', 'private-use-character'],
    ['\u{100000}', 'private-use-character'],
  ])('%j: %s', (text, fault) => expect(textFault(text)).toBe(fault));

  it('goes through canonical JSON without an escape headquarters would turn down', () => {
    const escaped = fc.check(fc.property(fc.string({ unit: 'binary' }), (text) => textFault(text) !== null || !canonicalText(text).includes('\\u0000')));
    expect(escaped.failed).toBe(false);
  });

  it('is refused at the border with the code of its fault', () => {
    const faultOf = (text: string) => plainText(10).safeParse(text).error?.issues.map((issue) => (issue.code === 'custom' ? issue.params?.['refusal'] : issue.code));
    expect(faultOf('好')).toBeUndefined();
    expect(faultOf('a\u0000')).toEqual(['control-character']);
    expect(faultOf('a\uD800')).toEqual(['lone-surrogate']);
    expect(faultOf('长'.repeat(11))).toEqual(['too_big']);
    const id = '0199c1d0-0000-7000-8000-0000000000f1';
    expect(commandSchema.safeParse({ kind: 'move', id, base: 1, transition: 'void', reason: '错\u0000' }).success).toBe(false);
    expect(signSchema.shape.place.safeParse('机房\uD800').success).toBe(false);
  });
});

describe('a name as it is compared', () => {
  it('is the same in full-width letters, with blanks and invisible characters', () => {
    for (const name of ['张 晓明', '张　晓明', '张\u200b晓明', ' 张晓明 ']) expect(nameToKey(name)).toBe('张晓明');
    expect(nameToKey('Ｌｉ Ｗｅｉ')).toBe(nameToKey('li wei'));
    expect(nameToKey('张晓朋')).not.toBe(nameToKey('张晓明'));
  });
});
