import type { CDPSession, Locator, Page, Request } from 'playwright-core';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { Ink } from '../../domain/record/record.ts';
import { orderAtSigning, signAs } from '../station/bench.ts';
import { engineer, openByNumber, openSession, passphrase, prepareFolder, takeBack, type Session } from './prepared.ts';

const numbers: string[] = [];
let session: Session;
let devtools: CDPSession;
/** what the window sent, newest last: strokes kept at a pen-up, and signatures */
const kept: Ink[] = [];
const signed: Ink[] = [];
beforeAll(async () => {
  session = await openSession(await prepareFolder(async (station) => {
    for (let n = 0; n < 3; n += 1) numbers.push((await signAs(station, await orderAtSigning(station), 'engineer', engineer, '工程师')).number);
  }));
  devtools = await session.page.context().newCDPSession(session.page);
  session.page.on('request', (request: Request) => {
    const list = request.url().endsWith('/signing/saveInk') ? kept : request.url().endsWith('/signing/sign') ? signed : null;
    const body = list ? (request.postDataJSON() as { json: { ink: Ink } }) : null;
    if (body) list?.push(body.json.ink);
  });
});
afterAll(() => session?.close());

const show = async (width: number, height: number, density: number): Promise<void> => {
  const { page } = session;
  await page.setViewportSize({ width, height });
  await devtools.send('Emulation.setDeviceMetricsOverride', {
    width, height, deviceScaleFactor: density, mobile: false,
    screenOrientation: width > height ? { type: 'landscapePrimary', angle: 0 } : { type: 'portraitPrimary', angle: 90 },
  });
  await expect.poll(() => page.evaluate(() => [window.innerWidth, window.innerHeight, window.devicePixelRatio])).toEqual([width, height, density]);
};

const handOver = async (number: string): Promise<Locator> => {
  const { page } = session;
  await openByNumber(page, number);
  await page.keyboard.press('Control+d');
  const pad = page.getByLabel('手写签名区').first();
  await page.locator('.signing-paper canvas').first().waitFor();
  await pad.scrollIntoViewIfNeeded();
  return pad;
};

type Point = readonly [number, number];
/** A pointing device as the browser gets it; coordinates are CSS px of the page. */
type Hand = { readonly down: (at: Point) => Promise<unknown>; readonly move: (at: Point) => Promise<unknown>; readonly up: (at: Point) => Promise<unknown> };
const mouse = (page: Page): Hand => ({
  down: async ([x, y]) => { await page.mouse.move(x, y); await page.mouse.down(); },
  move: ([x, y]) => page.mouse.move(x, y),
  up: () => page.mouse.up(),
});
const touch: Hand = {
  down: ([x, y]) => devtools.send('Input.dispatchTouchEvent', { type: 'touchStart', touchPoints: [{ x, y }] }),
  move: ([x, y]) => devtools.send('Input.dispatchTouchEvent', { type: 'touchMove', touchPoints: [{ x, y }] }),
  up: () => devtools.send('Input.dispatchTouchEvent', { type: 'touchEnd', touchPoints: [] }),
};
const penEvent = (type: 'mousePressed' | 'mouseMoved' | 'mouseReleased', [x, y]: Point, force: number) =>
  devtools.send('Input.dispatchMouseEvent', { type, x, y, button: 'left', buttons: type === 'mouseReleased' ? 0 : 1, clickCount: 1, pointerType: 'pen', force });
const pen: Hand = { down: (at) => penEvent('mousePressed', at, 0.3), move: (at) => penEvent('mouseMoved', at, 0.7), up: (at) => penEvent('mouseReleased', at, 0) };

/** Points on the way from one corner of a stroke to the next, in parts of the pad. */
const between = (from: Point, to: Point): Point[] => Array.from({ length: 8 }, (_, i) => [from[0] + ((to[0] - from[0]) * (i + 1)) / 8, from[1] + ((to[1] - from[1]) * (i + 1)) / 8] as const);
const placed = async (pad: Locator, [x, y]: Point): Promise<Point> => {
  const box = (await pad.boundingBox())!;
  return [box.x + x * box.width, box.y + y * box.height];
};
const draw = async (hand: Hand, pad: Locator, corners: readonly [Point, ...Point[]], lift = true): Promise<void> => {
  await hand.down(await placed(pad, corners[0]));
  let last = corners[0];
  for (const corner of corners.slice(1)) {
    for (const at of between(last, corner)) await hand.move(await placed(pad, at));
    last = corner;
  }
  if (lift) await hand.up(await placed(pad, last));
};
const strokes = [[[0.15, 0.3], [0.35, 0.25], [0.3, 0.75]], [[0.4, 0.2], [0.42, 0.8], [0.55, 0.6]], [[0.6, 0.35], [0.85, 0.3], [0.7, 0.8]]] as const;

/** Where ink stands on the canvas, in CSS px of the pad, and how much of it there is. */
const inked = (pad: Locator): Promise<{ left: number; right: number; top: number; bottom: number; share: number }> =>
  pad.evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const { data, width, height } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    const density = canvas.width / canvas.clientWidth;
    const found = { left: width, right: 0, top: height, bottom: 0, share: 0 };
    for (let i = 0; i < width * height; i += 1) {
      if (data[i * 4 + 3]! < 128) continue;
      const [x, y] = [i % width, Math.floor(i / width)];
      found.left = Math.min(found.left, x);
      found.right = Math.max(found.right, x);
      found.top = Math.min(found.top, y);
      found.bottom = Math.max(found.bottom, y);
      found.share += 1;
    }
    return { left: found.left / density, right: found.right / density, top: found.top / density, bottom: found.bottom / density, share: found.share / density / density };
  });
type Picture = { readonly left: number; readonly right: number; readonly top: number; readonly bottom: number; readonly share: number };
/** What the pad shows now, with its size, CSS px. */
const pictureOf = async (pad: Locator) => ({ size: await pad.evaluate((element) => [element.clientWidth, element.clientHeight] as const), ink: await inked(pad) });
/** The pad shows this picture, whole and undistorted, in the middle: in place within the thickness of a pen. */
const expectDrawn = async (pad: Locator, { size: [oldWidth, oldHeight], ink }: { readonly size: readonly [number, number]; readonly ink: Picture }): Promise<void> => {
  const [width, height] = await pad.evaluate((element) => [element.clientWidth, element.clientHeight] as const);
  const scale = Math.min(width / oldWidth, height / oldHeight);
  const x = (at: number) => at * scale + (width - oldWidth * scale) / 2;
  const y = (at: number) => at * scale + (height - oldHeight * scale) / 2;
  const due = { left: x(ink.left), right: x(ink.right), top: y(ink.top), bottom: y(ink.bottom) };
  await expect.poll(async () => {
    const seen = await inked(pad);
    return (['left', 'right', 'top', 'bottom'] as const).filter((side) => Math.abs(seen[side] - due[side]) > 4).map((side) => `${side}: ${seen[side]}, not ${due[side]}`);
  }).toEqual([]);
};
const confirm = async (name: string): Promise<void> => {
  const { page } = session;
  await page.getByRole('checkbox').check();
  await page.getByLabel('姓名', { exact: true }).fill(name);
  await page.getByLabel('职务').fill('运维主管');
  await page.getByRole('button', { name: '确认签名' }).click();
  await page.getByRole('heading', { name: '请为本次服务评分' }).waitFor({ timeout: 15_000 });
  await page.getByRole('button', { name: '我是工程师' }).or(page.getByRole('button', { name: '本次不评' })).first().click();
  await page.getByRole('button', { name: '确认不评' }).click();
  await page.getByText('请把电脑交还工程师').waitFor();
  await takeBack(page, passphrase);
  await page.getByRole('navigation', { name: '主导航' }).waitFor();
};

describe('the signature pad', () => {
  it('keeps half a signature through rotation and a change of density: the strokes unchanged as data and drawn again', async () => {
    const { page } = session;
    await show(1366, 768, 1);
    const pad = await handOver(numbers[0]!);
    await draw(mouse(page), pad, strokes[0]);
    await draw(mouse(page), pad, strokes[1]);
    await expect.poll(() => kept.at(-1)?.strokes.length).toBe(2);
    const half = kept.at(-1)!;
    const first = await pictureOf(pad);
    expect(first.ink.share).toBeGreaterThan(200);
    for (const [width, height, density] of [[768, 1366, 1], [768, 1366, 2], [1366, 768, 2], [1366, 768, 1.5], [768, 1366, 1], [1366, 768, 1]] as const) {
      await show(width, height, density);
      await expectDrawn(pad, first);
    }
    // nobody drew: nothing was kept anew, and back in the first size the picture is the first picture
    expect(kept.at(-1)).toEqual(half);
    await pad.scrollIntoViewIfNeeded();
    await draw(mouse(page), pad, strokes[2]);
    await expect.poll(() => kept.at(-1)?.strokes.length).toBe(3);
    const whole = kept.at(-1)!;
    const shape = (ink: Ink, n: number) => ink.strokes.slice(0, n).map((stroke) => stroke.map(({ x, y, p }) => ({ x, y, p })));
    expect(shape(whole, 2)).toEqual(shape(half, 2));
    // one clock for all strokes, whatever happened in between
    const times = whole.strokes.flatMap((stroke) => stroke.map((sample) => sample.t));
    expect(times).toEqual(times.toSorted((a, b) => a - b));
    const second = await pictureOf(pad);
    await show(768, 1366, 1.5);
    await expectDrawn(pad, second);
    await confirm('王建国');
    expect(signed.at(-1)).toEqual(whole);
  });

  it('turned in the middle of a stroke, keeps what was drawn of it and takes the next; touch draws like the mouse', async () => {
    const { page } = session;
    await show(1366, 768, 1);
    await devtools.send('Emulation.setTouchEmulationEnabled', { enabled: true, maxTouchPoints: 5 });
    const pad = await handOver(numbers[1]!);
    await draw(touch, pad, strokes[0]);
    await draw(touch, pad, strokes[1], false);
    // every point sent is on the canvas: the curve reaches the last but one of them, and the next begins it
    const [last, step] = [0.55, (0.55 - 0.42) / 8];
    await expect.poll(async () => { const { size: [width], ink } = await pictureOf(pad); return ink.right / width; }).toBeGreaterThan(last - 1.5 * step);
    const turning = await pictureOf(pad);
    await show(768, 1366, 1);
    await expect.poll(() => kept.at(-1)?.strokes.length).toBe(2);
    const cut = kept.at(-1)!;
    expect(cut.pointer).toBe('touch');
    expect(cut.strokes[1]!.length).toBeGreaterThan(8);
    await expectDrawn(pad, turning);
    await touch.up(await placed(pad, [0.5, 0.5]));
    await pad.scrollIntoViewIfNeeded();
    await draw(touch, pad, strokes[2]);
    await expect.poll(() => kept.at(-1)?.strokes.length).toBe(3);
    // a finger on the pad writes and does not scroll
    const before = await pad.boundingBox();
    await draw(touch, pad, [[0.5, 0.2], [0.5, 0.9]]);
    expect(await pad.boundingBox()).toEqual(before);
    await confirm('刘晓㛃');
    expect(signed.at(-1)).toEqual(kept.at(-1));
    expect(signed.at(-1)!.strokes).toHaveLength(4);
    await devtools.send('Emulation.setTouchEmulationEnabled', { enabled: false });
    await page.locator('.record-head').waitFor();
  });

  it('takes a pen with its pressure', async () => {
    await show(1366, 768, 1);
    const pad = await handOver(numbers[2]!);
    for (const stroke of strokes) await draw(pen, pad, stroke);
    await expect.poll(() => kept.at(-1)?.strokes.length).toBe(3);
    const ink = kept.at(-1)!;
    expect(ink.pointer).toBe('pen');
    const pressures = ink.strokes.flat().map((sample) => sample.p);
    expect(pressures.some((p) => Math.abs(p - 0.3) < 0.01)).toBe(true);
    expect(pressures.some((p) => Math.abs(p - 0.7) < 0.01)).toBe(true);
    await confirm('周文博');
    expect(signed.at(-1)).toEqual(ink);
    expect(session.faults).toEqual([]);
  });
});
