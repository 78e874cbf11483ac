import { existsSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Lang } from '../../domain/text/text.ts';
import { createRandom } from '../demo/random.ts';
import { createMoves } from '../demo/moves.ts';
import { makeFolder } from '../shell/dataFolder.ts';
import { createStation } from '../station/station.ts';
import { CliError, exitCodes } from './exitCodes.ts';
import { createDay, type Ends } from './tourDay.ts';

export type TourOptions = {
  readonly out: string;
  /** keep station and headquarters here; a temporary folder, deleted afterwards, when absent */
  readonly data?: string;
  readonly assetsFolder: string;
  readonly version: string;
  readonly lang: Lang;
  readonly say?: (line: string) => void;
  readonly sayJson?: (line: string) => void;
};
type StepResult = { readonly id: string; readonly label: string; readonly ok: boolean; readonly ms: number; readonly detail?: string };

const createFolder = (folder: string): void => {
  try {
    makeFolder(folder);
  } catch (error) {
    throw new CliError(exitCodes.cannotOpen, `不能建立文件夹 ${folder}：${(error as Error).message}`, `The folder ${folder} cannot be made: ${(error as Error).message}`);
  }
};

/** Columns a text takes on a terminal: a Chinese character takes two. */
const columns = (text: string): number => [...text].reduce((sum, c) => sum + (/[\u1100-\u115f\u2e80-\ua4cf\uac00-\ud7a3\uf900-\ufaff\ufe30-\ufe6f\uff00-\uff60\uffe0-\uffe6]/.test(c) ? 2 : 1), 0);
const stepToLine = ({ label, ok, ms, detail }: StepResult): string => `${ok ? '✓' : '✗'} ${label}${' '.repeat(Math.max(1, 42 - columns(label)))}${String(Math.round(ms)).padStart(6)} ms  ${detail ?? ''}`.trimEnd();

/**
 * Does an engineer's whole day by itself, offline first, and leaves the papers, the records and a summary in `out`. True when every step
 * held. Rejects with CliError `cannotOpen` when a folder cannot be used.
 */
export const runTour = async (options: TourOptions): Promise<boolean> => {
  const { out, data, lang, say = () => undefined } = options;
  createFolder(out);
  if (data && existsSync(join(data, 'station', 'keyring.json'))) throw new CliError(exitCodes.cannotOpen, `${data} 里已有工作站，请换一个文件夹。`, `${data} already holds a station: choose another folder.`);
  // two folders side by side: headquarters lets another account pass into its own, never into the station's
  const stationFolder = data ? join(data, 'station') : mkdtempSync(join(tmpdir(), 'sanlian-tour-'));
  const headquartersFolder = data ? join(data, 'headquarters') : mkdtempSync(join(tmpdir(), 'sanlian-tour-hq-'));
  const startedAt = new Date().toISOString();
  const begun = performance.now();
  const results: StepResult[] = [];
  const files: string[] = [];
  const ends: Ends = { close: [] };
  try {
    const station = await createStation({ dataFolder: stationFolder, assetsFolder: options.assetsFolder, shell: 'loopback', version: options.version, autoSync: false });
    ends.close.push(station.close);
    const moves = createMoves(station, { random: createRandom(20_211_012), now: Date.now });
    const save = (name: string, bytes: Uint8Array | string): void => {
      writeFileSync(join(out, name), bytes);
      files.push(name);
    };
    for (const { id, label, run } of createDay({ station, moves, headquartersFolder, save, ends })) {
      const from = performance.now();
      const done = async (): Promise<StepResult> => {
        try {
          const detail = await run();
          return { id, label: label[lang], ok: true, ms: performance.now() - from, detail: typeof detail === 'string' ? detail : detail[lang] };
        } catch (error) {
          return { id, label: label[lang], ok: false, ms: performance.now() - from, detail: (error as Error).message };
        }
      };
      const result = await done();
      results.push(result);
      say(stepToLine(result));
      if (!result.ok) break;
    }
  } finally {
    for (const close of ends.close.reverse()) await close();
    if (!data) for (const folder of [stationFolder, headquartersFolder]) rmSync(folder, { recursive: true, force: true, maxRetries: 3 });
  }
  const passed = results.every((step) => step.ok);
  const ms = Math.round(performance.now() - begun);
  const steps = results.map((step) => ({ ...step, ms: Math.round(step.ms) }));
  const summary = { command: 'tour', passed, startedAt, ms, version: options.version, steps, files };
  writeFileSync(join(out, 'summary.json'), `${JSON.stringify(summary, null, 2)}\n`);
  const heading = lang === 'zh' ? ['三联 · 走一天', '步骤', '结果', '毫秒', '说明', '文件'] : ['Sanlian · a day', 'Step', 'Result', 'ms', 'Detail', 'Files'];
  writeFileSync(join(out, 'summary.md'), [
    `# ${heading[0]}`, '', `${startedAt} · ${passed ? '✓' : '✗'} · ${ms} ms`, '',
    `| ${heading.slice(1, 5).join(' | ')} |`, '|---|---|---:|---|',
    ...steps.map((s) => `| ${s.label} | ${s.ok ? '✓' : '✗'} | ${s.ms} | ${(s.detail ?? '').replaceAll('|', '\\|').replaceAll('\n', ' ')} |`), '',
    `## ${heading[5]}`, '', ...files.map((name) => `- ${name}`), '',
  ].join('\n'));
  say(lang === 'zh' ? `${passed ? '全部通过' : '没有通过'}，${(ms / 1000).toFixed(1)} 秒；结果在 ${out}` : `${passed ? 'All steps held' : 'A step failed'} in ${(ms / 1000).toFixed(1)} s; see ${out}`);
  options.sayJson?.(JSON.stringify({ ...summary, out }));
  return passed;
};
