import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import type { Database } from '../database.ts';
import { alert, hidden, type Answer } from './frame.ts';
import { html, type Piece } from './html.ts';
import type { Site } from './site.ts';
import type { Visit } from './visit.ts';

/** bytes of a file, and of the form around it */
const largestFile = 20 * 1024 * 1024;
const formOverhead = 8 * 1024;
/** ms and MiB one file may take; how many are looked at at once */
const longest = 30_000;
const memory = 512;
const atOnce = 2;
const filesPerMinute = 10;
const codesPerMinute = 30;

const program = join(import.meta.dirname, '../../main/cli/sanlian.ts');
const foundSchema = z.object({ valid: z.boolean(), number: z.string().optional(), seal: z.string().optional(), lines: z.array(z.object({ check: z.string(), ok: z.boolean().nullable() })) });
type Found = z.infer<typeof foundSchema>;

/**
 * What `sanlian verify` says of a file. A stranger's PDF is opened in a process of its own that knows no secret, with an end to its time and memory;
 * the file lies in a folder of its own until then. Null when nothing can be said of it.
 */
const examine = async (bytes: Uint8Array): Promise<Found | null> => {
  const folder = await mkdtemp(join(tmpdir(), 'sanlian-verify-'));
  try {
    const file = join(folder, 'file');
    await writeFile(file, bytes, { mode: 0o600 });
    const said = await new Promise<string>((resolve) => {
      const env = { PATH: process.env['PATH'] ?? '', TMPDIR: folder, HOME: folder };
      execFile(process.execPath, [`--max-old-space-size=${memory}`, program, 'verify', '--json', file], { timeout: longest, killSignal: 'SIGKILL', maxBuffer: 4 * 1024 * 1024, env, cwd: folder }, (_error, stdout) => resolve(stdout));
    });
    const line = said.trim().split('\n').at(-1) ?? '';
    const parsed = foundSchema.safeParse(line.startsWith('{') ? JSON.parse(line) : null);
    return parsed.success ? parsed.data : null;
  } finally {
    await rm(folder, { recursive: true, force: true });
  }
};

type Outcome = { readonly kind: 'valid' | 'unclear'; readonly number: string } | { readonly kind: 'invalid' };

/** Sound by itself, and the very seal headquarters holds: a seal names content and signatures, so nothing of them can differ. */
const judge = async (database: Database, found: Found | null): Promise<Outcome> => {
  if (!found?.valid || found.number === undefined || found.seal === undefined) return { kind: 'invalid' };
  const { rows } = await database.pool.query(`select 1 from record where number = $1 and body #>> '{seal,proof}' = $2`, [found.number, found.seal]);
  if (rows.length === 0) return { kind: 'invalid' };
  return { kind: found.lines.some(({ check, ok }) => check === 'pages' && ok === null) ? 'unclear' : 'valid', number: found.number };
};

const judgeCode = async (database: Database, said: string): Promise<Outcome> => {
  const code = said.replaceAll(/[\s-]/g, '').toLowerCase();
  if (!/^[0-9a-f]{16}$/.test(code)) return { kind: 'invalid' };
  const { rows } = await database.pool.query<{ number: string }>(`select number from record where left(body #>> '{seal,contentHash}', 16) = $1 and body ? 'seal' limit 2`, [code]);
  return rows.length === 1 ? { kind: 'valid', number: rows[0]!.number } : { kind: 'invalid' };
};

const outcomePiece = ({ say }: Visit, outcome: Outcome, byCode: boolean): Piece => {
  if (outcome.kind === 'invalid') return html`<div class="note bad" role="status"><strong>✕ ${say('invalid')}</strong><br>${say('invalidNote')}</div>`;
  if (outcome.kind === 'unclear') return html`<div class="note care" role="status"><strong>▲ ${say('unclear')}: ${outcome.number}</strong><br>${say('unclearNote')}</div>`;
  return html`<div class="note good" role="status"><strong>✓ ${say('valid', { number: outcome.number })}</strong><br>${say(byCode ? 'validCodeNote' : 'validNote')}</div>`;
};

const verifyPage = (visit: Visit, result?: Piece, status = 200): Answer => {
  const { say, account } = visit;
  return {
    title: 'verify', status,
    body: html`${result}<p>${say('verifyNote')}</p><div class="two"><form class="narrow" method="post" action="/verify/file" enctype="multipart/form-data">${hidden(visit)}<label for="file">${say('verifyFile')}</label><input id="file" name="file" type="file" accept=".pdf,.json,application/pdf,application/json" required><button>${say('check')}</button></form>
<form class="narrow" method="post" action="/verify/code">${hidden(visit)}<label for="code">${say('verifyCode')}</label><input id="code" name="code" autocomplete="off" spellcheck="false" maxlength="40" placeholder="0000-0000-0000-0000" required><button>${say('check')}</button></form></div>${account ? null : html`<p><a href="/login">${say('signIn')}</a></p>`}`,
  };
};

/** For whoever holds a paper: valid or not, and its number; no account, nothing kept, nothing else told. */
export const addVerifyPages = (site: Site, database: Database): void => {
  let busy = 0;
  site.page('/verify', 'anybody', (visit) => verifyPage(visit), { perMinute: 120 });
  site.form('/verify/code', 'anybody', async (visit) => verifyPage(visit, outcomePiece(visit, await judgeCode(database, visit.body.get('code') ?? ''), true)), { perMinute: codesPerMinute });
  site.form('/verify/file', 'anybody', async (visit) => {
    const { file, say } = visit;
    if (!file) return verifyPage(visit, alert(say('noFile')), 400);
    if (file.length > largestFile) return verifyPage(visit, alert(say('tooLarge')), 413);
    if (busy >= atOnce) return verifyPage(visit, alert(say('busy')), 503);
    busy += 1;
    try {
      return verifyPage(visit, outcomePiece(visit, await judge(database, await examine(file)), false));
    } finally {
      busy -= 1;
    }
  }, { perMinute: filesPerMinute, bodyLimit: largestFile + formOverhead });
};
