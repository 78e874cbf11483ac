import { createInstance } from 'i18next';
import { describe, expect, it } from 'vitest';
import en from '../../assets/locales/en.json' with { type: 'json' };
import zh from '../../assets/locales/zh.json' with { type: 'json' };
import { forms } from '../../domain/forms/index.ts';
import { refusalCodes } from '../../domain/result.ts';

type Tree = { readonly [key: string]: string | Tree };
const leaves = (tree: Tree, path = ''): Record<string, string> =>
  Object.fromEntries(Object.entries(tree).flatMap(([key, value]) => (typeof value === 'string' ? [[`${path}${key}`, value]] : Object.entries(leaves(value, `${path}${key}.`)))));
const chinese = leaves(zh);
const english = leaves(en);
/** English says one thing and several differently, as i18next tells them apart by `count`; Chinese does not. */
const withoutPlural = (key: string): string => key.replace(/_(?:one|other)$/, '');
const holes = (sentence: string) => [...sentence.matchAll(/\{\{(\w+)\}\}/g)].map((each) => each[1]!).sort();
/** What comes in both languages, `zhName` and `enName`, is one hole; a sentence that asked for the other language's would show through as itself. */
const holesFor = (lang: 'zh' | 'en', sentence: string) => holes(sentence).map((hole) => hole.replace(new RegExp(`^${lang}(?=[A-Z])`), ''));

/** A hole that is a number (no limit, no name), and after it, at most a word between, a noun in the plural: `{{n}} more rows`. */
const countSentence = /\{\{(?!(?:max|min|least|code|name|number|station)\})\w+\}\} (?:(?:more|newer|pasted|chosen|of|the|new) )?(?!is\b|was\b|has\b|does\b|names\b|needs\b|this\b)(?:[a-z]+s|people|things|entries)\b/;

describe('the words of the window', () => {
  it('are the same set in both languages', () => {
    expect([...new Set(Object.keys(english).map(withoutPlural))].sort()).toEqual(Object.keys(chinese).sort());
  });
  it('leave nothing empty and ask only for what both can fill', () => {
    for (const [key, translated] of Object.entries(english)) {
      const sentence = chinese[withoutPlural(key)] ?? '';
      expect(sentence.trim(), key).not.toBe('');
      expect(translated.trim(), key).not.toBe('');
      // what one language asks for, the other is told too: neither names a thing of its own
      const [own, other] = [holesFor('zh', sentence), holesFor('en', translated)];
      expect(own.every((hole) => other.includes(hole)) || other.every((hole) => own.includes(hole)), key).toBe(true);
    }
  });
  it('call what shuts a dialog or a notice by no name that a step of a paper has', () => {
    const steps = new Set(forms.flatMap(({ lifecycle }) => lifecycle.transitions.flatMap(({ label }) => [label.zh, label.en])));
    expect([zh, en].flatMap(({ action }) => [action.closeDialog, action.dismiss]).filter((word) => steps.has(word))).toEqual([]);
    expect(steps).toContain('关闭');
  });

  it('say one thing and several as English does', async () => {
    const flat = Object.entries(english).filter(([key, sentence]) => !/_(?:one|other)$/.test(key) && countSentence.test(sentence.replaceAll(/\$t\([^)]*\)/g, '')));
    expect(flat).toEqual([]);
    const pairs = Object.keys(english).filter((key) => key.endsWith('_one'));
    expect(pairs.length).toBeGreaterThan(25);
    for (const key of pairs) expect(english[key.replace(/_one$/, '_other')], key).toContain('{{count}}');
    const words = createInstance();
    await words.init({ lng: 'en', resources: { en: { translation: en }, zh: { translation: zh } }, interpolation: { escapeValue: false } });
    expect(words.t('print.before', { count: 1 })).toBe('Made once');
    expect(words.t('print.before', { count: 2 })).toBe('Made 2 times');
    expect(words.t('sync.unsentCount', { ops: 1, files: 2 })).toBe('1 operation, 2 files');
    expect(words.t('ferry.done', { parts: 1, ops: 5, files: 1 })).toMatch(/^1 file written: 5 operations, 1 attachment\./);
    expect(words.getFixedT('zh')('sync.unsentCount', { ops: 1, files: 2 })).toBe('1 条操作，2 个文件');
  });
  it('have a sentence for every refusal, and none for another', () => {
    expect(Object.keys(zh.refusal).sort()).toEqual([...refusalCodes].sort());
    expect(Object.keys(en.refusal).sort()).toEqual([...refusalCodes].sort());
  });
  it('never say that an operation failed and leave it there', () => {
    for (const [key, sentence] of Object.entries(chinese)) expect(sentence, key).not.toMatch(/操作失败|未知错误|系统错误/);
  });
});
