import { describe, expect, it } from 'vitest';
import { acceptLanguageToLang, environmentToLang, wordsToLang } from '../../domain/text/language.ts';

describe('the language somebody asks for', () => {
  it('is read from the words of a command, wherever it stands', () => {
    expect(wordsToLang(['--lang', 'en', 'tour'])).toBe('en');
    expect(wordsToLang(['tour', '--out', 'x', '--lang=zh'])).toBe('zh');
    expect(wordsToLang(['--lang', 'en', 'tour', '--lang', 'zh'])).toBe('zh');
    for (const words of [[], ['tour'], ['--lang'], ['--lang', 'fr'], ['verify', '--', '--lang', 'en']]) expect(wordsToLang(words)).toBeNull();
  });
  it('is read from the terminal, Chinese when that says nothing', () => {
    expect(environmentToLang({ LANG: 'en_GB.UTF-8' })).toBe('en');
    expect(environmentToLang({ LC_ALL: 'zh_CN.UTF-8', LANG: 'en_GB.UTF-8' })).toBe('zh');
    expect(environmentToLang({ LC_MESSAGES: 'en_US', LANG: 'zh_CN' })).toBe('en');
    for (const env of [{}, { LANG: 'C' }, { LANG: 'de_DE.UTF-8' }]) expect(environmentToLang(env)).toBe('zh');
  });
  it('is read from a browser, by weight and place', () => {
    expect(acceptLanguageToLang('en-GB,en;q=0.9,zh;q=0.8')).toBe('en');
    expect(acceptLanguageToLang('de, zh-CN;q=0.7, en;q=0.3')).toBe('zh');
    expect(acceptLanguageToLang('en;q=0.2, zh-Hans-CN;q=0.9')).toBe('zh');
    expect(acceptLanguageToLang('zh;q=0, en;q=0.1')).toBe('en');
    for (const header of [undefined, '', '*', 'fr, de;q=0.5', 'en;q=0', 'en;q=x', ';;,,']) expect(acceptLanguageToLang(header)).toBeNull();
  });
});
