import { readFileSync } from 'node:fs';
import { CliError, exitCodes } from './exitCodes.ts';

/** Asks on the terminal without showing what is typed. Ctrl-C and Ctrl-D give null. */
const askHidden = (question: string): Promise<string | null> =>
  new Promise((resolve) => {
    const { stdin, stderr } = process;
    const typed: string[] = [];
    stderr.write(question);
    stdin.setRawMode(true);
    stdin.setEncoding('utf8');
    const end = (answer: string | null) => {
      stdin.off('data', take);
      stdin.setRawMode(false);
      stdin.pause();
      stderr.write('\n');
      resolve(answer);
    };
    const take = (chunk: string) => {
      for (const character of chunk) {
        if (character === '\r' || character === '\n') return end(typed.join(''));
        if (character === '\u0003' || character === '\u0004') return end(null);
        if (character === '\u007f' || character === '\b') typed.pop();
        else typed.push(character);
      }
    };
    stdin.on('data', take);
    stdin.resume();
  });

/** The passphrase from `--passphrase-file`, from SANLIAN_PASSPHRASE, or from the person at the terminal; null when there is none of them. */
export const readPassphrase = async (file: string | undefined, question: string): Promise<string | null> => {
  if (file !== undefined) {
    try {
      return readFileSync(file, 'utf8').replace(/\r?\n$/, '');
    } catch (error) {
      throw new CliError(exitCodes.cannotOpen, `读不到口令文件：${(error as Error).message}`, `The passphrase file cannot be read: ${(error as Error).message}`);
    }
  }
  if (process.env['SANLIAN_PASSPHRASE']) return process.env['SANLIAN_PASSPHRASE'];
  return process.stdin.isTTY ? (await askHidden(question)) || null : null;
};
