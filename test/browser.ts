import { execFile } from 'node:child_process';
import { existsSync } from 'node:fs';
import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';

export type BrowserOptions = {
  /** CSS px; the common laptop by default */
  readonly width?: number;
  readonly height?: number;
  readonly locale?: 'zh-CN' | 'en-US' | 'en';
  /** device pixels per CSS px */
  readonly dpr?: number;
  readonly touch?: boolean;
};
export type OpenBrowser = { readonly browser: Browser; readonly context: BrowserContext; readonly page: Page; close(): Promise<void> };

/**
 * A Chromium from npm alone, so that a clean machine runs the same browser as any other.
 * It sees only the fonts in its own package (no Chinese one): Chinese on screen must come from the fonts the product ships.
 */
export const launchBrowser = async (options: BrowserOptions = {}): Promise<OpenBrowser> => {
  const { executable, env } = await unpackedChromium();
  const browser = await chromium.launch({
    executablePath: executable,
    headless: true,
    env: { ...process.env, ...env },
    args: ['--no-sandbox', '--no-zygote', '--disable-gpu', '--font-render-hinting=none', '--headless=shell'],
  });
  const context = await browser.newContext({
    viewport: { width: options.width ?? 1366, height: options.height ?? 768 },
    locale: options.locale ?? 'zh-CN',
    timezoneId: 'Asia/Shanghai',
    deviceScaleFactor: options.dpr ?? 1,
    hasTouch: options.touch ?? false,
    acceptDownloads: true,
  });
  return { browser, context, page: await context.newPage(), close: () => browser.close() };
};

const run = promisify(execFile);

/**
 * The package unpacks into the temporary folder without a lock; two test files at once would start a half-written binary.
 * So each unpacks into a folder of its own and the first rename wins.
 */
const unpackedChromium = async (): Promise<{ executable: string; env: Record<string, string> }> => {
  const packageJson = JSON.parse(await readFile(new URL('../node_modules/@sparticuz/chromium/package.json', import.meta.url), 'utf8')) as { version: string };
  const home = join(tmpdir(), `sanlian-chromium-${packageJson.version}`);
  if (!existsSync(join(home, 'chromium'))) {
    const staging = await mkdtemp(join(tmpdir(), 'sanlian-chromium-unpacking-'));
    await run(process.execPath, ['--input-type=module', '-e', "const c = (await import('@sparticuz/chromium')).default; await c.executablePath();"], {
      cwd: new URL('..', import.meta.url),
      env: { ...process.env, TMPDIR: staging, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs22.x' },
    });
    await writeFile(join(staging, 'fonts', 'fonts.conf'), fontConfig(join(home, 'fonts')));
    await mkdir(join(staging, 'cache'), { recursive: true });
    await rename(staging, home).catch(async (error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOTEMPTY' && error.code !== 'EEXIST') throw error;
      await rm(staging, { recursive: true, force: true });
    });
  }
  const libraries = [join(home, 'al2023', 'lib'), process.env['LD_LIBRARY_PATH']].filter((path) => path !== undefined && path !== '');
  return { executable: join(home, 'chromium'), env: { FONTCONFIG_PATH: join(home, 'fonts'), FONTCONFIG_FILE: join(home, 'fonts', 'fonts.conf'), LD_LIBRARY_PATH: libraries.join(':') } };
};

const fontConfig = (folder: string): string => `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig><dir>${folder}</dir><cachedir>${folder}/../cache</cachedir></fontconfig>
`;
