import type { Printer } from '../../domain/api/types.ts';
import { refused } from '../../domain/refused.ts';
import type { Printing } from './port.ts';
import { run as runProgram, withSheet, type Run } from './run.ts';

/** What PowerShell is given: no profile of the user's, nothing asked, and UTF-8 back. */
const powershell = (script: string): string[] => ['-NoProfile', '-NonInteractive', '-ExecutionPolicy', 'Bypass', '-Command', `[Console]::OutputEncoding=[Text.Encoding]::UTF8; ${script}`];

export const listArguments = (): string[] => powershell('Get-CimInstance Win32_Printer | Select-Object Name,Comment,Default,PrinterStatus,WorkOffline | ConvertTo-Json -Compress');

/** SumatraPDF prints by itself, without a window. */
export const sumatraArguments = (printer: string, path: string): string[] => ['-print-to', printer, '-print-settings', 'noscale,simplex,paper=A4,1x', '-silent', '-exit-on-print', path];

/**
 * Without SumatraPDF the installed PDF reader prints by its `PrintTo` verb. Names come in by environment variables, so that no printer's
 * or file's name is read as script. The reader gets 20 seconds to take the sheet before its file goes.
 */
export const printToArguments = (): string[] =>
  powershell(
    "$ErrorActionPreference='Stop'; $p = Start-Process -FilePath $env:SANLIAN_SHEET -Verb PrintTo -ArgumentList ('\"' + $env:SANLIAN_PRINTER + '\"') -WindowStyle Hidden -PassThru; if ($p) { $null = $p.WaitForExit(20000) }",
  );

type Row = { readonly Name?: unknown; readonly Comment?: unknown; readonly Default?: unknown; readonly PrinterStatus?: unknown; readonly WorkOffline?: unknown };

/** Printers from the JSON of `listArguments`; one printer comes as an object, none as nothing. Win32_Printer.PrinterStatus: 4 printing, 6 stopped, 7 offline. */
export const parseWindowsPrinters = (json: string): Printer[] => {
  if (json.trim() === '') return [];
  const parsed: unknown = JSON.parse(json);
  return (Array.isArray(parsed) ? parsed : [parsed]).flatMap((row: Row): Printer[] => {
    if (typeof row?.Name !== 'string') return [];
    const stopped = row.WorkOffline === true || row.PrinterStatus === 6 || row.PrinterStatus === 7;
    return [{ name: row.Name, description: typeof row.Comment === 'string' && row.Comment ? row.Comment : row.Name, isDefault: row.Default === true, state: stopped ? 'stopped' : row.PrinterStatus === 4 ? 'busy' : 'ready' }];
  });
};

/** Printing on Windows through SumatraPDF when configured, else through the installed PDF reader. The spooler gives no job name back. */
export const createWindowsPrinting = ({ sumatra, run = runProgram }: { readonly sumatra?: string; readonly run?: Run } = {}): Printing => {
  const list = async (): Promise<Printer[]> => {
    const answer = await run('powershell.exe', listArguments());
    if (answer.missing) return [];
    if (answer.code !== 0) throw refused('printer-failed', { params: { detail: answer.stderr || `powershell ${answer.code}` } });
    return parseWindowsPrinters(answer.stdout);
  };
  return {
    list,
    print: async ({ file, printer }) => {
      const printers = await list();
      if (printers.length === 0) throw refused('no-printer');
      if (!printers.some((p) => p.name === printer)) throw refused('printer-unknown', { params: { printer } });
      return withSheet(file, async (path) => {
        const answer = sumatra ? await run(sumatra, sumatraArguments(printer, path)) : await run('powershell.exe', printToArguments(), { SANLIAN_SHEET: path, SANLIAN_PRINTER: printer });
        if (answer.code !== 0) throw refused('printer-failed', { params: { printer, detail: answer.stderr || String(answer.code), ...(answer.unanswered ? { unanswered: 1 } : {}) } });
        return {};
      });
    },
  };
};
