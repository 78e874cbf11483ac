import type { Locator, Page } from 'playwright-core';
import { expect } from 'vitest';
import { holds } from '../../domain/forms/condition.ts';
import type { Column, Field, FormDef, Reading, RecordRef, Row, Signer, Transition } from '../../domain/forms/form.ts';
import { checkComplete } from '../../domain/forms/values.ts';
import { askedTimes } from '../../domain/record/decide.ts';
import { copiesOf } from '../../domain/record/copies.ts';
import type { Data, Rec, Value } from '../../domain/record/record.ts';
import type { TestStation } from '../station/bench.ts';
import { deskSignersOf, type Lives } from '../station/lifeOfForm.ts';
import { plausibleReading, plausibleValue } from '../station/plausible.ts';
import { passphrase, takeBack } from './prepared.ts';
import { drawName, takeTimes } from './shell.ts';

type Cells = Readonly<Record<string, Field | Column>>;
const clientNames = ['李建国', '王小雨', '陈思远'];
const mostSteps = 40;

/** How a person types a time that is stored as ISO. */
const typedTime = (value: string): string => value.slice(0, 16).replace('T', ' ');

/**
 * Takes papers of any form through their life in the window, by what their declarations say: cells, buttons, pads and dialogs only. What the
 * station knows of a paper is asked from beside, so that each step is waited for.
 */
export const createWindowLives = (bench: TestStation, lives: Lives, page: Page) => {
  const { client } = bench;
  const head = page.locator('.record-head');
  const cellOf = (path: string): Locator => page.locator(`.page [data-field="${path}"]`);
  let serial = 0;

  /** Somebody sits down who may do it; the window follows. */
  const letIn = async (by: Transition['by']): Promise<void> => {
    if (typeof by === 'string') return;
    const name = await lives.letIn(by);
    await page.getByRole('banner').getByRole('button', { name }).waitFor();
  };

  const open = async (rec: Pick<Rec, 'id' | 'form' | 'number'>): Promise<void> => {
    // a screen that is still handed over goes nowhere
    await page.getByRole('navigation', { name: '主导航' }).waitFor();
    await page.evaluate((hash) => { window.location.hash = hash; }, `#/${rec.form}/${rec.id}`);
    await head.getByText(rec.number).waitFor();
  };

  const begin = async (def: FormDef): Promise<Rec> => {
    await letIn(def.lifecycle.create);
    const before = new Set((await client.records.list({ form: def.id })).rows.map((row) => row.id));
    await page.evaluate((hash) => { window.location.hash = hash; }, `#/${def.id}`);
    await page.getByRole('heading', { name: def.short.zh, exact: true }).waitFor();
    await page.keyboard.press('n');
    const dialog = page.getByRole('dialog');
    if (def.templates) await dialog.locator('.new-rounds button').first().click();
    else await dialog.getByRole('button', { name: `新建${def.title.zh}`, exact: true }).click();
    // the paper of a report begins on the report's own screen, when it is sent to be signed
    if (def.report) {
      await page.getByRole('button', { name: '送签', exact: true }).click();
      await dialog.getByRole('button', { name: '送签' }).click();
    }
    await head.getByText(new RegExp(`^${def.number.prefix}-`)).waitFor();
    await dialog.waitFor({ state: 'hidden' });
    const { rows } = await client.records.list({ form: def.id });
    return lives.current(rows.find((row) => !before.has(row.id))!.id);
  };

  const pick = async (cell: Locator, ref: RecordRef): Promise<void> => {
    await cell.getByRole('combobox').fill(ref.number);
    await cell.getByRole('option', { name: new RegExp(ref.number) }).click();
    await cell.locator('.chip', { hasText: ref.number }).waitFor();
  };

  /** Types one value into one cell. */
  const type = async (path: string, field: Field | Column, value: Value): Promise<void> => {
    const cell = cellOf(path);
    switch (field.kind) {
      case 'text': return cell.locator('textarea').fill(String(value));
      case 'choice': {
        const chosen = Array.isArray(value) ? String(value[0]) : String(value);
        return cell.locator('input').nth(field.options.findIndex((option) => option.value === chosen)).check();
      }
      case 'time': {
        const input = cell.getByRole('textbox');
        await input.fill(typedTime(String(value)));
        return input.blur();
      }
      case 'record': {
        for (const ref of value as readonly RecordRef[]) await pick(cell, ref);
        return undefined;
      }
      default: {
        const input = cell.locator('input').first();
        await input.fill(String(value));
        return input.blur();
      }
    }
  };

  const valueOf = (name: string, field: Field, def: FormDef, data: Data): Promise<Value | undefined> | Value | undefined => {
    if (field.kind === 'record') return lives.toName(field.forms[0]!);
    const value = plausibleValue(name, field, def, `${def.number.prefix}${serial}`);
    // a time the window filled in by itself may stand later than the work it is about
    const before = field.kind === 'time' && field.notBefore !== undefined ? data[field.notBefore] : undefined;
    return typeof before === 'string' && typeof value === 'string' && before > value ? before : value;
  };

  /** Fills in one cell, row or list of readings, by hand; answers what stands there then. */
  const fillField = async (name: string, field: Field, def: FormDef, data: Data): Promise<Value | undefined> => {
    if (field.kind === 'readings') {
      const readings = (data[name] as readonly Reading[]).map(plausibleReading);
      for (const reading of readings) {
        const cell = cellOf(`${name}.${reading.key}`);
        if (reading.kind === 'state') await cell.locator('input').first().check();
        else await cell.locator('input').fill(String(reading.value));
      }
      return readings as unknown as Value;
    }
    const value = await valueOf(name, field, def, data);
    if (value === undefined) return undefined;
    if (field.kind !== 'table') {
      await type(name, field, value);
      return value;
    }
    const [row] = value as readonly Row[];
    const wanted = Object.entries(row!).filter(([column]) => field.columns[column]!.required !== undefined);
    for (const [column, cell] of wanted) await type(`${name}.1.${column}`, field.columns[column]!, cell);
    return [Object.fromEntries(wanted)] as Value;
  };

  /** Types whatever the step still wants, cell by cell; the paper as it stands then. */
  const fill = async (rec: Rec, def: FormDef, step: Transition): Promise<Data> => {
    let { data } = rec;
    const cells: Cells = def.fields;
    for (let round = 0; round < 6; round += 1) {
      const lacks = [...(step.needs ? checkComplete(def, data, step.needs) : []), ...(step.complete ? checkComplete(def, data) : [])];
      const names = new Set(lacks.map((each) => each.field!.split('.')[0]!).filter((name) => !step.asks?.includes(name) && !step.stamps?.includes(name)));
      if (names.size === 0) return data;
      for (const name of names) {
        const value = await fillField(name, cells[name] as Field, def, data);
        if (value === undefined) throw new Error(`${def.id}: nothing to write into ${name}`);
        data = { ...data, [name]: value };
      }
    }
    throw new Error(`${def.id}: ${step.id} asks for more and more`);
  };

  const press = async (def: FormDef, step: Transition, data: Data): Promise<void> => {
    const { zh } = step.label;
    await page.clock.setFixedTime(lives.now());
    const button = head.getByRole('button', { name: zh, exact: true });
    const menu = head.getByRole('button', { name: '更多', exact: true });
    const asks = askedTimes(def, step, data).length > 0;
    if (step.main || step.seals) await button.click();
    else {
      await menu.click();
      await page.getByRole('menuitem', { name: step.reason || asks ? `${zh}…` : zh, exact: true }).click();
    }
    const dialog = page.getByRole('dialog');
    if (step.reason) await dialog.getByLabel('原因').fill('按计划办理');
    if (asks) await takeTimes(page);
    else if (step.reason) await dialog.getByRole('button', { name: zh, exact: true }).click();
  };

  /** Whether the step was taken, or what the window says instead. */
  const outcome = async (id: string, step: Transition): Promise<string | null> => {
    const alert = page.locator('.record-notices [role=alert]');
    let words: string | null = null;
    await expect.poll(async () => {
      const { state } = await lives.current(id);
      if (!step.from.includes(state)) return true;
      words = (await alert.count()) > 0 ? (await alert.allInnerTexts()).join('\n') : null;
      return words !== null;
    }, { interval: 60, message: `${step.id} is answered`, timeout: 20_000 }).toBe(true);
    return words;
  };

  const take = async (id: string, def: FormDef, step: Transition): Promise<void> => {
    let rec = await lives.current(id);
    await letIn(step.by);
    lives.pass(120);
    if (step.when && !holds(step.when, rec.data)) {
      const value = step.when.in.find((each) => each !== '')!;
      await type(step.when.field, def.fields[step.when.field]!, value);
      rec = { ...rec, data: { ...rec.data, [step.when.field]: value } };
    }
    const data = await fill(rec, def, step);
    await press(def, step, data);
    const words = await outcome(id, step);
    if (words === null) return;
    // what stands in the way is another paper: the window names it, and it has a life of its own
    const wanting = (step.demands ?? []).filter((demand) => words.includes(demand.label.zh));
    if (wanting.length === 0) throw new Error(`${def.id}: ${step.id} is refused: ${words}`);
    for (const demand of wanting) await lives.supply(await lives.current(id), def, step, demand.form);
    await open(rec);
    if (!step.from.includes((await lives.current(id)).state)) return;
    await expect.poll(async () => (await client.records.get({ id })).linked.map((each) => each.form)).toEqual(expect.arrayContaining(wanting.map((each) => each.form)));
    await press(def, step, (await lives.current(id)).data);
    const again = await outcome(id, step);
    if (again !== null) throw new Error(`${def.id}: ${step.id} is refused: ${again}`);
  };

  const drawAndConfirm = async (rec: Rec): Promise<void> => {
    const given = rec.signatures.length;
    const pad = page.locator('.pad');
    // the pages above the pad are drawn one after the other and push it down: a stroke may have missed it
    await expect.poll(async () => {
      await drawName(page, pad, 3);
      return page.locator('.pad-hint').count();
    }, { interval: 200, message: 'the pad has ink' }).toBe(0);
    await page.getByRole('checkbox').check();
    await page.getByRole('button', { name: '确认签名' }).click();
    await expect.poll(async () => (await lives.current(rec.id)).signatures.length, { interval: 60, timeout: 20_000 }).toBe(given + 1);
  };

  const signAtDesk = async (rec: Rec, def: FormDef, signer: Signer): Promise<void> => {
    await letIn(deskSignersOf(def, signer));
    await head.getByRole('button', { name: '在此签字' }).click();
    await drawAndConfirm(rec);
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  };

  const rate = async (form: FormDef): Promise<void> => {
    await page.getByRole('heading', { name: '请为本次服务评分' }).waitFor();
    for (const field of Object.values(form.fields)) if (field.kind === 'rating') await page.getByRole('group', { name: field.label.zh }).getByRole('radio').nth(3).check();
    await page.getByRole('button', { name: '提交' }).click();
  };

  const giveBack = async (): Promise<void> => {
    await takeBack(page, passphrase);
    await head.waitFor();
  };

  /** The client's people sign one after the other on the screen handed over once, and rate where they are asked to. */
  const signInHandover = async (start: Rec, def: FormDef, signer: Signer): Promise<void> => {
    await head.getByRole('button', { name: '交给客户签认' }).click();
    let rec = start;
    for (let next: Signer | null = signer; next?.handover; next = lives.signerOf(def, rec)) {
      const given = rec.signatures.filter((each) => each.role === next!.role).length;
      if (next.many && given >= 2) {
        await page.getByRole('button', { name: '签完了，交还工程师' }).click();
        break;
      }
      if (next.many && given > 0) await page.getByRole('button', { name: '下一位签到' }).click();
      lives.pass(60);
      const act = page.locator('.signing-act');
      await act.getByLabel('姓名', { exact: true }).fill(clientNames[given]!);
      await act.getByLabel('职务').fill('运维主管');
      await drawAndConfirm(rec);
      rec = await lives.current(rec.id);
      await page.getByRole('button', { name: '继续', exact: true }).click();
      // a signature that moves the paper on is all this visit is for
      if (next.moves !== undefined) break;
    }
    if (def.survey !== undefined && rec.seal) await rate(lives.definitionOf(def.survey));
    await giveBack();
  };

  const sign = async (start: Rec, def: FormDef): Promise<Rec> => {
    let rec = start;
    for (let signer = lives.signerOf(def, rec); signer; signer = lives.signerOf(def, rec)) {
      if (signer.many && rec.signatures.some((each) => each.role === signer!.role)) break;
      lives.pass(60);
      if (signer.handover) await signInHandover(rec, def, signer);
      else await signAtDesk(rec, def, signer);
      rec = await lives.current(rec.id);
    }
    return rec;
  };

  const live = async (start: Rec): Promise<Rec> => {
    const def = lives.definitionOf(start.form);
    let rec = start;
    for (let step = 0; step < mostSteps && !lives.isAtEnd(rec, def); step += 1) {
      if (def.lifecycle.states[rec.state]?.signing && lives.signerOf(def, rec) && rec.signatures.length === 0) rec = await sign(rec, def);
      else {
        const [next] = lives.stepsFrom(rec, def);
        if (!next) throw new Error(`${def.id} does not get beyond ${rec.state}`);
        await take(rec.id, def, next);
        rec = await lives.current(rec.id);
      }
    }
    if (!lives.isAtEnd(rec, def)) throw new Error(`${def.id} ends in ${rec.state}`);
    return rec;
  };

  /** The customer's answer: given when the order's screen is handed over for it. */
  const answer = async (form: FormDef): Promise<Rec> => {
    const order = await lives.live(await lives.begin(form.about!), (rec) => rec.seal !== undefined);
    await open(order);
    await head.getByRole('button', { name: '更多', exact: true }).click();
    await page.getByRole('menuitem', { name: '请客户测评' }).click();
    await rate(form);
    await giveBack();
    const { rows } = await client.records.list({ form: form.id });
    return lives.current(rows[0]!.id);
  };

  /** What everybody sees of a paper that is done: its seal, its copies, its place in the list, and the search that finds it. */
  const see = async (rec: Rec, form: FormDef): Promise<void> => {
    await open(rec);
    await page.locator('.page-seal').getByText(rec.number).waitFor();
    expect(await page.locator('.page').locator('textarea, input:not([disabled])').count()).toBe(0);
    const row = page.getByRole('listbox', { name: form.title.zh }).getByRole('option', { name: new RegExp(rec.number) });
    await row.waitFor();
    expect(await row.getAttribute('aria-selected')).toBe('true');

    await page.keyboard.press('Control+p');
    const dialog = page.getByRole('dialog');
    await dialog.locator('.print-preview canvas').first().waitFor();
    expect(await dialog.locator('.copy-choice').count()).toBe(copiesOf(form, rec).length);
    await page.keyboard.press('Escape');
    await dialog.waitFor({ state: 'hidden' });

    await page.keyboard.press('Control+k');
    await page.getByRole('combobox', { name: '搜索' }).fill(rec.number);
    await page.getByRole('dialog').getByRole('option').first().and(page.getByRole('option', { name: new RegExp(`^${rec.number}`) })).waitFor();
    await page.keyboard.press('Escape');
    await page.getByRole('dialog').waitFor({ state: 'hidden' });
  };

  return {
    /** One paper of the form in the window, from its first word to where nothing more is expected of anybody; then looked at. */
    wholeLife: async (form: FormDef): Promise<Rec> => {
      serial += 1;
      await page.clock.setFixedTime(lives.now());
      const rec = form.about === undefined ? await live(await begin(lives.definitionOf(form.id))) : await answer(form);
      await see(rec, form);
      return rec;
    },
  };
};
