import { describe, expect, test } from 'vitest';
import { browserArguments, browserCandidates, hasDisplay, openerOf } from '../../main/loopback/browser.ts';
import { readArguments } from '../../main/loopback/arguments.ts';
import { defaultDataFolder } from '../../main/shell/dataFolder.ts';
import { contentSecurityPolicy } from '../../domain/api/windowPolicy.ts';
import { isAppUrl, isExternalAllowed, isPermissionAllowed, isRestartWorthwhile, requestRefusal, windowBounds, type RequestFacts } from '../../main/shell/policy.ts';

describe('content security policy', () => {
  const directives = new Map(contentSecurityPolicy.split('; ').map((directive) => [directive.split(' ')[0], directive.split(' ').slice(1)]));
  test('nothing inline, nothing evaluated, nothing from elsewhere', () => {
    expect(contentSecurityPolicy).not.toMatch(/unsafe|https?:|\*|nonce|hash/);
    expect(directives.get('default-src')).toEqual(["'none'"]);
    expect(directives.get('script-src')).toEqual(["'self'"]);
    for (const name of ['base-uri', 'form-action', 'frame-ancestors', 'object-src']) expect(directives.get(name)).toEqual(["'none'"]);
  });
});

describe('requests', () => {
  const good: RequestFacts = { method: 'POST', target: '/rpc/station/status', hosts: ['127.0.0.1:9'], origin: 'http://127.0.0.1:9', fetchSite: 'same-origin', contentType: 'application/json', contentLength: 2, chunked: false, upgrade: false };
  const reason = (change: Partial<RequestFacts>): string | undefined => requestRefusal({ ...good, ...change }, '127.0.0.1:9', 100)?.reason;
  test('the window itself passes', () => {
    expect(reason({})).toBeUndefined();
    expect(reason({ contentType: undefined, contentLength: 0 })).toBeUndefined();
    expect(reason({ contentType: 'multipart/form-data; boundary=x', contentLength: undefined, chunked: true })).toBeUndefined();
    expect(reason({ method: 'GET', target: '/', origin: undefined, fetchSite: 'none', contentType: undefined })).toBeUndefined();
  });
  test.each<[Partial<RequestFacts>, string]>([
    [{ hosts: [] }, 'host'], [{ hosts: ['127.0.0.1:9', '127.0.0.1:9'] }, 'host'], [{ hosts: ['127.0.0.1:90'] }, 'host'],
    [{ upgrade: true }, 'upgrade'], [{ target: '*' }, 'target'], [{ target: 'http://127.0.0.1:9/' }, 'target'], [{ target: '//x' }, 'target'],
    [{ method: 'post' }, 'method'], [{ origin: undefined }, 'origin'], [{ origin: 'null' }, 'origin'], [{ origin: 'http://127.0.0.1:9.evil.example' }, 'origin'],
    [{ fetchSite: 'same-site' }, 'fetch-site'], [{ contentLength: 101 }, 'body'], [{ contentLength: Number.NaN }, 'content-length'], [{ contentLength: -1 }, 'content-length'],
    [{ contentType: undefined }, 'content-type'], [{ contentType: undefined, contentLength: 0, chunked: true }, 'content-type'], [{ contentType: 'text/plain' }, 'content-type'],
  ])('%j is refused for its %s', (change, why) => expect(reason(change)).toBe(why));
});

describe('where a window may go', () => {
  test.each(['app://sanlian/', 'app://sanlian/index.html#/orders'])('%s is its own', (url) => expect(isAppUrl(url)).toBe(true));
  test.each(['app://sanlian.evil/', 'app://evil/', 'app://x@sanlian/', 'app://sanlian:80/', 'file:///etc/passwd', 'https://sanlian/', 'javascript:alert(1)', 'about:blank', 'data:text/html,x', '', 'app:'])(
    '%s is not', (url) => expect(isAppUrl(url)).toBe(false));
  test.each(['https://www.gov.cn/zhengce/', 'https://flk.npc.gov.cn/'])('%s opens outside', (url) => expect(isExternalAllowed(url)).toBe(true));
  test.each(['http://www.gov.cn/', 'https://www.gov.cn.evil.example/', 'https://www.gov.cn@evil.example/', 'https://u:p@www.gov.cn/', 'file:///c:/windows/calc.exe', 'ms-msdt:/id', 'smb://host/x', 'javascript:1', ''])(
    '%s does not', (url) => expect(isExternalAllowed(url)).toBe(false));
  test('permissions are denied, to strangers all of them', () => {
    for (const permission of ['media', 'geolocation', 'notifications', 'fullscreen', 'openExternal', 'usb', 'serial', 'hid', 'clipboard-read', 'unknown']) expect(isPermissionAllowed(permission, 'app://sanlian/')).toBe(false);
    expect(isPermissionAllowed('clipboard-sanitized-write', 'app://sanlian/')).toBe(true);
    expect(isPermissionAllowed('clipboard-sanitized-write', 'https://evil.example/')).toBe(false);
  });
});

describe('where the window opens', () => {
  const laptop = { x: 0, y: 0, width: 1366, height: 728 };
  const projector = { x: 1366, y: 0, width: 1920, height: 1040 };
  const saved = { bounds: { x: 1500, y: 40, width: 1400, height: 900 }, maximized: false };
  test('where it was left', () => expect(windowBounds(saved, [laptop, projector])).toEqual(saved));
  test('on the laptop when the projector is gone, never larger than its screen', () => {
    expect(windowBounds(saved, [laptop]).bounds).toEqual({ x: 0, y: 0, width: 1366, height: 728 });
  });
  test('with its title reachable', () => {
    const { bounds } = windowBounds({ bounds: { x: -1300, y: 5000, width: 1400, height: 900 }, maximized: true }, [laptop]);
    expect(bounds.y).toBe(0);
    expect(bounds.x).toBeGreaterThanOrEqual(0);
  });
  test('at first and without any screen', () => {
    expect(windowBounds(undefined, [projector]).bounds).toEqual({ x: 1366 + 277, y: 70, width: 1366, height: 900 });
    expect(windowBounds(undefined, []).bounds.width).toBe(1366);
  });
});

test('a core that keeps crashing is not started for ever', () => {
  expect(isRestartWorthwhile([], 0)).toBe(true);
  expect(isRestartWorthwhile([1, 2], 3)).toBe(true);
  expect(isRestartWorthwhile([1, 2, 3], 4)).toBe(false);
  expect(isRestartWorthwhile([1, 2, 3], 100_000)).toBe(true);
});

describe('the loopback shell around its server', () => {
  test('data folders by the system\'s habit', () => {
    expect(defaultDataFolder('linux', {}, '/home/a')).toBe('/home/a/.local/share/sanlian');
    expect(defaultDataFolder('linux', { XDG_DATA_HOME: '/x' }, '/home/a')).toBe('/x/sanlian');
    expect(defaultDataFolder('linux', { XDG_DATA_HOME: 'x' }, '/home/a')).toBe('/home/a/.local/share/sanlian');
    expect(defaultDataFolder('darwin', {}, '/Users/a')).toBe('/Users/a/Library/Application Support/Sanlian');
    expect(defaultDataFolder('win32', { LOCALAPPDATA: 'C:\\L' }, 'C:\\Users\\a')).toBe('C:\\L\\Sanlian');
    expect(defaultDataFolder('win32', {}, 'C:\\Users\\a')).toBe('C:\\Users\\a\\AppData\\Local\\Sanlian');
  });
  test('browsers are looked for in the usual places only', () => {
    expect(browserCandidates('linux', { PATH: '/usr/bin:.::relative:/snap/bin' }, '/home/a').slice(0, 2)).toEqual(['/usr/bin/chromium', '/snap/bin/chromium']);
    expect(browserCandidates('linux', {}, '/home/a')).toEqual([]);
    expect(browserCandidates('darwin', {}, '/Users/a')).toContain('/Applications/Google Chrome.app/Contents/MacOS/Google Chrome');
    expect(browserCandidates('win32', { PROGRAMFILES: 'C:\\P', LOCALAPPDATA: 'C:\\L' }, '')).toContain('C:\\P\\Microsoft\\Edge\\Application\\msedge.exe');
  });
  test('an app window with a profile of its own', () => {
    expect(browserArguments('http://127.0.0.1:1/start?token=a', '/d/browser')).toEqual(expect.arrayContaining(['--app=http://127.0.0.1:1/start?token=a', '--user-data-dir=/d/browser']));
    expect(openerOf('linux', 'http://x')).toEqual(['xdg-open', 'http://x']);
    expect(openerOf('win32', 'http://x&calc')).toEqual(['rundll32.exe', 'url.dll,FileProtocolHandler', 'http://x&calc']);
  });
  test('a display', () => {
    expect(hasDisplay('linux', {})).toBe(false);
    expect(hasDisplay('linux', { WAYLAND_DISPLAY: 'wayland-0' })).toBe(true);
    expect(hasDisplay('darwin', {})).toBe(true);
  });
  test('options', () => {
    expect(readArguments(['--data', '/x', '--no-open', '--port', '80', '--demo', '--json'])).toEqual({ ok: true, value: { data: '/x', open: false, port: 80, demo: true, json: true, help: false } });
    expect(readArguments([])).toMatchObject({ ok: true, value: { open: true, port: 0 } });
    for (const words of [['--what'], ['--port', 'x'], ['--port', '65536'], ['--port=-1'], ['--data='], ['--data'], ['stray']]) expect(readArguments(words).ok).toBe(false);
  });
});
