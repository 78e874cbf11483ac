import { spawnSync } from 'node:child_process';

/** Whether a program of the machine can be run: it is there, and it is no empty stand-in (a shell's 127). */
export const hasTool = (program: string, ...args: readonly string[]): boolean => {
  const { status } = spawnSync(program, args.length > 0 ? args : ['--version'], { stdio: 'ignore', timeout: 10_000 });
  return status !== null && status !== 127;
};
