// `npm start`: Electron where its binary and a display are, else the loopback shell. Runs on whatever Node npm has (20 and up);
// the shell itself runs under the Node of the package, the one the station is tested with.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const home = dirname(dirname(fileURLToPath(import.meta.url)));
const words = process.argv.slice(2);
const at = (...path) => join(home, ...path);

const ownNode = at('node_modules', 'node', 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
const node = existsSync(ownNode) ? ownNode : process.execPath;

const electronBinary = () => {
  const pathFile = at('node_modules', 'electron', 'path.txt');
  if (!existsSync(pathFile)) return undefined;
  const binary = at('node_modules', 'electron', 'dist', readFileSync(pathFile, 'utf8').trim());
  return existsSync(binary) ? binary : undefined;
};
const hasDisplay = process.platform !== 'linux' || Boolean(process.env.DISPLAY || process.env.WAYLAND_DISPLAY);
// These ask for an address or a text in this terminal, which is the loopback shell's way.
const wantsTerminal = ['--no-open', '--port', '--json', '--help', '-h', '--demo'].some((word) => words.some((each) => each === word || each.startsWith(`${word}=`)));

/** Runs a program in this one's place: same terminal, signals passed on, its exit code is ours. */
const become = (program, programWords) => {
  const child = spawn(program, programWords, { cwd: process.cwd(), stdio: 'inherit' });
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
  child.once('error', (error) => {
    process.stderr.write(`启动失败 Could not start ${program}: ${error.message}\n`);
    process.exit(1);
  });
  child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
};

const electron = wantsTerminal || !hasDisplay ? undefined : electronBinary();
if (electron) {
  const bundling = spawn(node, [at('build', 'bundle.ts'), '--if-old'], { stdio: 'inherit' });
  bundling.once('exit', (code) => (code === 0 ? become(electron, [home, ...words]) : process.exit(code ?? 1)));
} else {
  become(node, [at('main', 'loopback', 'main.ts'), ...words]);
}
