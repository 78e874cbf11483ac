import { execFile } from 'node:child_process';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { keyFingerprint } from '../../domain/api/keys.ts';
import { isThrownAway } from '../corrections.ts';
import type { Database } from '../database.ts';
import { alert, fileField, hidden, time, type Answer } from './frame.ts';
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

/** `voided`: since when headquarters has it void (RFC 3339); null while it stands. `corrected`: another paper corrects it, and is sealed or not, or is thrown away itself where another paper has its place. */
type Sound = { readonly kind: 'valid' | 'unclear'; readonly number: string; readonly voided: string | null; readonly corrected: 'sealed' | 'open' | 'gone' | null };
type Outcome = Sound | { readonly kind: 'invalid' | 'unsealed' | 'half' };
/** Of a correction that was corrected itself, the last one is asked. */
const corrected = `with recursive later (id) as (values (record.body ->> 'correctedBy') union select r.body ->> 'correctedBy' from later join record r on r.id = later.id where r.body ? 'correctedBy')
  select case when ${isThrownAway("d.body #>> array['lifecycle', 'states', c.state, 'tone']")} then 'gone' when c.body ? 'seal' then 'sealed' else 'open' end
  from later join record c on c.id = later.id join definition d on d.tenant = c.tenant and d.hash = c.body ->> 'def' where not c.body ? 'correctedBy'`;
const columns = `number, body #>> '{voided,at}' as voided, case when body ? 'correctedBy' then coalesce((${corrected}), 'open') end as corrected`;
type Row = Pick<Sound, 'number' | 'voided' | 'corrected'>;

/** Whether the file is whole and holds no sealed paper: a report's pages, a preview, a record somebody still writes. */
const isUnsealed = (found: Found): boolean => {
  const failed = found.lines.filter(({ ok }) => ok === false);
  return failed.length > 0 && failed.every(({ check }) => check === 'holds-record' || check === 'sealed');
};

/** Sound by itself, and the very seal headquarters holds: a seal names content and signatures, so nothing of them can differ. */
const judge = async (database: Database, found: Found | null): Promise<Outcome> => {
  if (found && isUnsealed(found)) return { kind: 'unsealed' };
  if (!found?.valid || found.number === undefined || found.seal === undefined) return { kind: 'invalid' };
  const { rows: [row] } = await database.pool.query<Row>(`select ${columns} from record where number = $1 and body #>> '{seal,proof}' = $2`, [found.number, found.seal]);
  if (!row) return { kind: 'invalid' };
  return { kind: found.lines.some(({ check, ok }) => check === 'pages' && ok === null) ? 'unclear' : 'valid', ...row };
};

const judgeCode = async (database: Database, said: string): Promise<Outcome> => {
  const code = said.replaceAll(/[\s-]/g, '').toLowerCase();
  if (!/^[0-9a-f]{16}$/.test(code)) return { kind: 'half' };
  const { rows } = await database.pool.query<Row>(`select ${columns} from record where left(body #>> '{seal,contentHash}', 16) = $1 and body ? 'seal' limit 2`, [code]);
  return rows.length === 1 ? { kind: 'valid', ...rows[0]! } : { kind: 'invalid' };
};

const outcomePiece = ({ say }: Visit, outcome: Outcome, byCode: boolean): Piece => {
  switch (outcome.kind) {
    case 'half': return html`<div class="note care" role="status"><strong>▲ ${say('halfCode')}</strong><br>${say('halfCodeNote')}</div>`;
    case 'unsealed': return html`<div class="note care" role="status"><strong>▲ ${say('unsealedFile')}</strong><br>${say('unsealedFileNote')}</div>`;
    case 'invalid': return html`<div class="note bad" role="status"><strong>× ${say('invalid')}</strong><br>${say('invalidNote')}</div>`;
    case 'valid':
    case 'unclear': {
      const { kind, number, voided, corrected } = outcome;
      const note = kind === 'unclear' ? say('unclearNote') : say(byCode ? 'validCodeNote' : 'validNote');
      // a paper that is void is so first of all, however sound its seal
      if (voided !== null) return html`<div class="note bad" role="status"><strong>× ${say('verifiedVoid', { number })}</strong><br>${say('verifiedVoidNote', { at: time(voided) })}<br>${note}</div>`;
      if (corrected === 'gone') return html`<div class="note care" role="status"><strong>▲ ${say('verifiedReplaced', { number })}</strong><br>${say('verifiedReplacedNote')}<br>${note}</div>`;
      if (corrected !== null) return html`<div class="note care" role="status"><strong>▲ ${say('verifiedCorrected', { number })}</strong><br>${say(corrected === 'sealed' ? 'verifiedCorrectedNote' : 'verifiedCorrectingNote')}<br>${note}</div>`;
      if (kind === 'unclear') return html`<div class="note care" role="status"><strong>▲ ${say('unclear')}: ${number}</strong><br>${note}</div>`;
      return html`<div class="note good" role="status"><strong>✓ ${say('valid', { number })}</strong><br>${note}</div>`;
    }
  }
};

const verifyPage = (visit: Visit, headquartersKey: string, result?: Piece, status = 200): Answer => {
  const { say, account } = visit;
  return {
    title: 'verify', at: '/verify', status,
    body: html`${result}<p>${say('verifyNote')}</p><div class="two"><form class="narrow" method="post" novalidate action="/verify/file" enctype="multipart/form-data">${hidden(visit)}${fileField(visit, 'file', say('verifyFile'), '.pdf,.json,application/pdf,application/json')}<button>${say('check')}</button></form>
<form class="narrow" method="post" novalidate action="/verify/code">${hidden(visit)}<label for="code">${say('verifyCode')}</label><input id="code" name="code" autocomplete="off" spellcheck="false" maxlength="40" placeholder="0000-0000-0000-0000" required><button>${say('check')}</button></form></div>
<p class="quiet">${say('verifyKey', { fingerprint: keyFingerprint(headquartersKey) })}<br><span class="mono">${headquartersKey}</span></p>${account ? null : html`<p><a href="/login">${say('signIn')}</a></p>`}`,
  };
};

/** For whoever holds a paper: valid or not, and its number; no account, nothing kept, nothing else told. `headquartersKey`: its own public key, for whoever verifies without a line. */
export const addVerifyPages = (site: Site, database: Database, headquartersKey: string): void => {
  let busy = 0;
  const page = (visit: Visit, result?: Piece, status?: number): Answer => verifyPage(visit, headquartersKey, result, status);
  site.page('/verify', 'anybody', (visit) => page(visit), { perMinute: 120 });
  site.form('/verify/code', 'anybody', async (visit) => page(visit, outcomePiece(visit, await judgeCode(database, visit.body.get('code') ?? ''), true)), { perMinute: codesPerMinute });
  site.form('/verify/file', 'anybody', async (visit) => {
    const { file, say } = visit;
    if (!file) return page(visit, alert(say('noFile')), 400);
    if (file.length > largestFile) return page(visit, alert(say('tooLarge')), 413);
    if (busy >= atOnce) return page(visit, alert(say('busy')), 503);
    busy += 1;
    try {
      return page(visit, outcomePiece(visit, await judge(database, await examine(file)), false));
    } finally {
      busy -= 1;
    }
  }, { perMinute: filesPerMinute, bodyLimit: largestFile + formOverhead });
};
