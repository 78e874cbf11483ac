#!/usr/bin/env node
// The command `sanlian` under the Node of the package, whatever Node npx was started with.
import { spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { createRequire } from 'node:module';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const here = dirname(fileURLToPath(import.meta.url));
const find = createRequire(import.meta.url);

const packagedNode = () => {
  try {
    const binary = join(dirname(find.resolve('node/package.json')), 'bin', process.platform === 'win32' ? 'node.exe' : 'node');
    return existsSync(binary) ? binary : process.execPath;
  } catch {
    return process.execPath;
  }
};

// what was read once need not be compiled again: every later command starts in half the time; a folder that cannot be written to costs only that
const compiled = join(here, '../../node_modules/.cache/sanlian');
const child = spawn(packagedNode(), [join(here, 'sanlian.ts'), ...process.argv.slice(2)], { stdio: 'inherit', env: { NODE_COMPILE_CACHE: compiled, ...process.env } });
for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.once('error', (error) => {
  process.stderr.write(`启动失败 Could not start: ${error.message}\n`);
  process.exit(1);
});
child.once('exit', (code, signal) => process.exit(code ?? (signal === 'SIGINT' ? 130 : 1)));
