import type { Printer } from '../../domain/api/types.ts';
import { refused } from '../../domain/refused.ts';
import type { Printing } from './port.ts';
import { run as runProgram, withSheet, type Run } from './run.ts';

/** Arguments of `lp` for one copy: A4, one side, as it is. The file comes after `--`, so no name is taken for an option. */
export const lpArguments = (printer: string, title: string, path: string): string[] => [
  '-d', printer,
  '-t', title.replace(/\p{Cc}/gu, ' ').slice(0, 120),
  '-o', 'media=A4',
  '-o', 'sides=one-sided',
  '-o', 'print-scaling=none',
  '--', path,
];

/** Printers from `lpstat -l -p -d` in the C locale (untranslated words). */
export const parseLpstat = (text: string): Printer[] => {
  const standard = /^system default destination: (\S+)/m.exec(text)?.[1];
  const printers: Printer[] = [];
  for (const line of text.split('\n')) {
    const head = /^printer (\S+) (.*)$/.exec(line);
    if (head) {
      const [, name = '', rest = ''] = head;
      printers.push({ name, description: name, isDefault: name === standard, state: /^disabled|^not accepting/.test(rest) ? 'stopped' : rest.startsWith('now printing') ? 'busy' : 'ready' });
      continue;
    }
    const description = /^\s+Description: (.+)$/.exec(line)?.[1]?.trim();
    const last = printers.at(-1);
    if (description && last) printers[printers.length - 1] = { ...last, description };
  }
  return printers;
};

/** The job's name in the queue, from `request id is Laser-12 (1 file(s))`. */
export const parseRequestId = (text: string): string | undefined => /request id is (\S+)/.exec(text)?.[1];

/** Printing over CUPS (Linux, macOS). Without CUPS there are no printers: an empty list, and refusal `no-printer`. */
export const createCupsPrinting = (run: Run = runProgram): Printing => {
  const list = async (): Promise<Printer[]> => {
    const answer = await run('lpstat', ['-l', '-p', '-d']);
    return answer.missing ? [] : parseLpstat(answer.stdout);
  };
  return {
    list,
    print: async ({ file, title, printer }) => {
      const printers = await list();
      if (printers.length === 0) throw refused('no-printer');
      if (!printers.some((p) => p.name === printer)) throw refused('printer-unknown', { params: { printer } });
      return withSheet(file, async (path) => {
        const answer = await run('lp', lpArguments(printer, title, path));
        if (answer.code !== 0) throw refused('printer-failed', { params: { printer, detail: answer.stderr || `lp ${answer.code}`, ...(answer.unanswered ? { unanswered: 1 } : {}) } });
        return { job: parseRequestId(answer.stdout) };
      });
    },
  };
};
