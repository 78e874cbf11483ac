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

let isStopped = false;
/** Runs a program in this one's place: same terminal, signals passed on, its exit code is ours, unless `onEnd` takes the end over. */
const become = (program, programWords, onEnd = () => false) => {
  // what was compiled once is kept for the next start
  const child = spawn(program, programWords, { cwd: process.cwd(), stdio: 'inherit', env: { NODE_COMPILE_CACHE: at('node_modules', '.cache', 'sanlian'), ...process.env } });
  const pass = (signal) => {
    isStopped = true;
    child.kill(signal);
  };
  const signals = ['SIGINT', 'SIGTERM', 'SIGHUP'];
  for (const signal of signals) process.on(signal, pass);
  const end = (code) => {
    for (const signal of signals) process.removeListener(signal, pass);
    if (!onEnd(code)) process.exit(code);
  };
  child.once('error', (error) => {
    process.stderr.write(`启动失败 Could not start ${program}: ${error.message}\n`);
    end(1);
  });
  child.once('exit', (code, signal) => end(code ?? (signal === 'SIGINT' ? 130 : 1)));
};
const becomeLoopback = () => become(node, [at('build', 'loopback.ts'), ...words]);

// Electron that ends at once got no window: a display that nobody answers at, a missing system library, a refused sandbox.
// Its own answers (3 and 4, see main/loopback/arguments.ts) were shown and hold for the loopback shell as well.
const shortestLifeMs = 5_000;
const becomeElectron = (binary) => {
  const startedAt = performance.now();
  become(binary, [home, ...words], (code) => {
    if (isStopped || [0, 3, 4].includes(code) || performance.now() - startedAt > shortestLifeMs) return false;
    process.stderr.write(`Electron 没能打开窗口（${code}），改用浏览器窗口。 Electron could not open its window (${code}): a browser window instead.\n`);
    becomeLoopback();
    return true;
  });
};

const electron = wantsTerminal || !hasDisplay ? undefined : electronBinary();
if (electron) {
  const bundling = spawn(node, [at('build', 'bundle.ts'), '--if-old'], { stdio: 'inherit' });
  bundling.once('exit', (code) => (code === 0 ? becomeElectron(electron) : process.exit(code ?? 1)));
} else {
  becomeLoopback();
}
