import { existsSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { createCupsPrinting, lpArguments, parseLpstat, parseRequestId } from '../../main/printing/cups.ts';
import type { Ran, Run } from '../../main/printing/run.ts';
import { run } from '../../main/printing/run.ts';
import { createWindowsPrinting, listArguments, parseWindowsPrinters, printToArguments, sumatraArguments } from '../../main/printing/windows.ts';
import { RefusedError } from '../../domain/refused.ts';

const sheet = new TextEncoder().encode('%PDF-1.7');
const done: Ran = { code: 0, stdout: '', stderr: '', missing: false };
const lpstat = `printer Laser is idle.  enabled since Tue Oct 12 08:00:00 2021
\tDescription: 三楼 激光打印机
printer Dot now printing Dot-7.  enabled since Tue Oct 12 08:00:00 2021
printer Old disabled since Tue Oct 12 08:00:00 2021 -
\treason unknown
system default destination: Laser
`;
const refusal = async (promise: Promise<unknown>) => {
  const error: unknown = await promise.then(() => null, (e: unknown) => e);
  expect(error).toBeInstanceOf(RefusedError);
  return (error as RefusedError).refusals[0]!;
};

describe('printing over CUPS', () => {
  it('reads printers, their words and states', () => {
    expect(parseLpstat(lpstat)).toEqual([
      { name: 'Laser', description: '三楼 激光打印机', isDefault: true, state: 'ready' },
      { name: 'Dot', description: 'Dot', isDefault: false, state: 'busy' },
      { name: 'Old', description: 'Old', isDefault: false, state: 'stopped' },
    ]);
    expect(parseLpstat('lpstat: No destinations added.\nno system default destination\n')).toEqual([]);
    expect(parseRequestId('request id is Laser-12 (1 file(s))\n')).toBe('Laser-12');
  });
  it('asks for one sheet per job and takes no name for an option', () => {
    const args = lpArguments('Laser', 'XC\n-n 3', '-x.pdf');
    expect(args).not.toContain('-n');
    expect(args.slice(-2)).toEqual(['--', '-x.pdf']);
    expect(args[args.indexOf('-t') + 1]).toBe('XC -n 3');
  });
  it('hands over the bytes, gives the job back, and leaves no file behind', async () => {
    let path = '';
    const fake: Run = async (program, args) => {
      if (program === 'lpstat') return { ...done, stdout: lpstat };
      path = args.at(-1)!;
      expect(readFileSync(path)).toEqual(Buffer.from(sheet));
      return { ...done, stdout: 'request id is Laser-3 (1 file(s))\n' };
    };
    expect(await createCupsPrinting(fake).print({ file: sheet, title: 'a', printer: 'Laser' })).toEqual({ job: 'Laser-3' });
    expect(existsSync(path)).toBe(false);
  });
  it('refuses with a reason: no printer, an unknown one, a printer that fails', async () => {
    const none = createCupsPrinting(async () => ({ ...done, code: 1, missing: true }));
    expect(await none.list()).toEqual([]);
    expect((await refusal(none.print({ file: sheet, title: 'a', printer: 'Laser' }))).code).toBe('no-printer');
    const failing = createCupsPrinting(async (program) => (program === 'lpstat' ? { ...done, stdout: lpstat } : { ...done, code: 1, stderr: 'lp: Destination "Laser" is not accepting jobs.' }));
    expect((await refusal(failing.print({ file: sheet, title: 'a', printer: 'Lost' }))).code).toBe('printer-unknown');
    expect(await refusal(failing.print({ file: sheet, title: 'a', printer: 'Laser' }))).toMatchObject({ code: 'printer-failed', params: { detail: expect.stringContaining('not accepting') } });
  });
  it('finds no program where there is none, without throwing', async () => {
    expect(await run('no-such-program-here', [])).toMatchObject({ missing: true, code: 1 });
  });
});

describe('printing on Windows', () => {
  it('reads one printer, many, none', () => {
    expect(parseWindowsPrinters('{"Name":"HP","Comment":"","Default":true,"PrinterStatus":3,"WorkOffline":false}')).toEqual([{ name: 'HP', description: 'HP', isDefault: true, state: 'ready' }]);
    expect(parseWindowsPrinters('[{"Name":"A","PrinterStatus":4},{"Name":"B","WorkOffline":true},null,{"Name":1}]').map((p) => p.state)).toEqual(['busy', 'stopped']);
    expect(parseWindowsPrinters('\r\n')).toEqual([]);
  });
  it('keeps names out of the script', async () => {
    const asked: { args: readonly string[]; env?: Readonly<Record<string, string>> }[] = [];
    const nasty = 'HP"; Remove-Item C:\\ #';
    const fake: Run = async (_program, args, env) => {
      asked.push({ args, env });
      return { ...done, stdout: JSON.stringify({ Name: nasty }) };
    };
    await createWindowsPrinting({ run: fake }).print({ file: sheet, title: 'a', printer: nasty });
    expect(asked[0]!.args).toEqual(listArguments());
    expect(asked[1]!.args).toEqual(printToArguments());
    expect(asked[1]!.env?.SANLIAN_PRINTER).toBe(nasty);
  });
  it('prefers SumatraPDF where it is configured', async () => {
    const programs: string[] = [];
    const fake: Run = async (program) => {
      programs.push(program);
      return { ...done, stdout: '[{"Name":"HP"}]' };
    };
    await createWindowsPrinting({ sumatra: 'C:\\Sumatra.exe', run: fake }).print({ file: sheet, title: 'a', printer: 'HP' });
    expect(programs).toEqual(['powershell.exe', 'C:\\Sumatra.exe']);
    expect(sumatraArguments('HP', 'x.pdf').slice(0, 2)).toEqual(['-print-to', 'HP']);
  });
});
