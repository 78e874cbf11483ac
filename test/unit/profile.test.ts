import { describe, expect, test } from 'vitest';
import sample from '../../assets/profiles/jifenluohu.json' with { type: 'json' };
import { profileSchema } from '../../domain/contract/profile.ts';
import { forms, formsById } from '../../domain/forms/index.ts';

const profile = profileSchema.parse(sample);
const collectors = new Set(['cpu.load', 'memory.used', 'disk.used', 'swap.used', 'load.avg1', 'uptime.days', 'processes.count', 'clock.offset']);
const doubled = (ids: readonly string[]) => ids.filter((id, n) => ids.indexOf(id) !== n);
const keys = (id: string) => profile.templates.find((template) => template.id === id)?.items.map((item) => item.key) ?? [];

describe('the sample contract profile', () => {
  test('ids are unique', () => {
    for (const rows of [profile.posts, profile.rules, profile.duties, profile.templates]) expect(doubled(rows.map((row) => row.id))).toEqual([]);
    expect(doubled(profile.sites.map((site) => site.code))).toEqual([]);
    for (const template of profile.templates) expect(doubled(keys(template.id))).toEqual([]);
  });

  test('names what is inspected in both languages, or takes one plain text for both', () => {
    expect(profile.templates.map((template) => template.target.en)).toEqual(expect.arrayContaining(['Business database', 'Server system software']));
    const [first, ...rest] = sample.templates;
    const plain = profileSchema.parse({ ...sample, templates: [{ ...first, target: '某台服务器' }, ...rest] });
    expect(plain.templates[0]?.target).toEqual({ zh: '某台服务器', en: '某台服务器' });
    for (const target of ['', { zh: '服务器' }, { zh: '服'.repeat(121), en: 'a server' }]) expect(profileSchema.safeParse({ ...sample, templates: [{ ...first, target }, ...rest] }).success).toBe(false);
  });

  test('carries the contract\'s figures', () => {
    expect(profile.term).toEqual({ from: '2021-09-27', to: '2022-09-26' });
    expect(profile.price).toBe('1039000.00');
    // R2: the sentence says 7, the list adds up to 9.
    expect(profile.statedPosts).toBe(7);
    expect(profile.posts.filter((post) => post.party === 'contractor').reduce((sum, post) => sum + post.count, 0)).toBe(9);
    expect(profile.copies.map((copy) => [copy.label.zh, copy.holder.zh, copy.colour])).toEqual([
      ['第一联', '甲方', 'white'],
      ['第二联', '乙方', 'pink'],
      ['第三联', '监理', 'yellow'],
    ]);
    const figures = Object.fromEntries(profile.rules.map((rule) => [rule.id, `${rule.figure} ${rule.unit}`]));
    expect(figures).toMatchObject({
      'performance-bond': '20 workday', 'complaint-reply': '3 workday', 'report-review': '15 day', 'document-submit': '0 workday', 'document-archive': '5 workday',
      'acceptance-review': '3 workday', 'acceptance-report': '2 workday', 'acceptance-confirm': '3 workday', 'assessment-cure': '30 day', 'renewal-notice': '30 day', 'secrecy-return': '5 workday',
    });
  });

  test('every clock a form starts has its figure', () => {
    const ids = new Set(profile.rules.map((rule) => rule.id));
    for (const { rule } of forms.flatMap((form) => form.deadlines)) expect(ids).toContain(rule);
  });

  test('duties lead to forms, templates and rounds that exist', () => {
    for (const duty of profile.duties) {
      const form = formsById.get(duty.form);
      const options = (name: string) => {
        const field = form?.fields[name];
        return field?.kind === 'choice' ? field.options.map((option) => option.value) : [];
      };
      expect(profile.templates.map((template) => template.id)).toContain(duty.template);
      expect(options('template')).toContain(duty.template);
      for (const round of duty.rounds) {
        expect(options('round')).toContain(round.id);
        expect(round.from < round.to).toBe(true);
      }
      expect(duty.weekday !== undefined).toBe(duty.every === 'week');
    }
  });

  test('limits make sense, and only known collectors are named', () => {
    const items = profile.templates.flatMap((template) => template.items);
    expect(items.filter((item) => item.collector !== undefined && !collectors.has(item.collector))).toEqual([]);
    const judgedByEye = items.filter((item) => item.kind === 'state');
    expect(judgedByEye.filter((item) => item.warn ?? item.alarm ?? item.worse ?? item.collector)).toEqual([]);
    const swapped = items.filter(({ warn = Number.NaN, alarm = Number.NaN, worse }) => (worse === 'low' ? warn <= alarm : warn >= alarm));
    expect(swapped).toEqual([]);
    for (const template of profile.templates) expect(template.items.some((item) => item.critical)).toBe(true);
  });

  test('what the contract wants looked at is on the sheets (R10)', () => {
    expect(keys('os-daily')).toEqual(expect.arrayContaining(['cpu', 'memory', 'runLog', 'securityLog']));
    expect(keys('db-daily')).toContain('databaseLog');
    expect(keys('app-daily')).toEqual(expect.arrayContaining(['accessLog', 'errorLog', 'loginLog']));
  });
});
