import { isIP } from 'node:net';
import { parseArgs } from 'node:util';
import { pino } from 'pino';
import packageFile from '../package.json' with { type: 'json' };
import { keyFingerprint } from '../domain/api/keys.ts';
import { environmentToLang, isLang, wordsToLang } from '../domain/text/language.ts';
import { isHeadquartersCommand, runHeadquartersCommand } from './commands.ts';
import { startHeadquarters } from './index.ts';
import { createWords, StartError } from './words.ts';

/** Known before the options are read, so that a wrong one is refused in it too. */
const words = createWords(wordsToLang(process.argv.slice(2)) ?? environmentToLang(process.env));

/** how long the enrolment code printed at the start is good for */
const enrolmentMinutes = 60;

const fail = (code: number, text: string): never => {
  process.stderr.write(`${text}\n`);
  process.exit(code);
};

const [, , command, ...more] = process.argv;
if (isHeadquartersCommand(command)) process.exit(await runHeadquartersCommand(command, more, words, pino({ level: process.env.LOG_LEVEL ?? 'warn', base: null }, pino.destination({ dest: 2, sync: true }))));

/** Named one by one: `*` would let anybody say who he is. */
const isProxyAddress = (text: string): boolean => {
  const [address = '', bits] = text.split('/');
  const version = isIP(address);
  return version !== 0 && (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= (version === 4 ? 32 : 128)));
};

const readOptions = (): { data: string; port: number; host: string; json: boolean; trustProxy: readonly string[] } => {
  try {
    const { values } = parseArgs({ options: { data: { type: 'string' }, port: { type: 'string', default: '8474' }, host: { type: 'string', default: '127.0.0.1' }, json: { type: 'boolean', default: false }, 'trust-proxy': { type: 'string', default: process.env.SANLIAN_TRUST_PROXY ?? '' }, lang: { type: 'string' }, help: { type: 'boolean', default: false } } });
    if (values.help) {
      process.stdout.write(`${words('usage')}\n`);
      process.exit(0);
    }
    const port = /^\d{1,5}$/.test(values.port) ? Number(values.port) : Number.NaN;
    const trustProxy = values['trust-proxy'].split(',').map((each) => each.trim()).filter((each) => each !== '');
    const foreign = trustProxy.find((each) => !isProxyAddress(each));
    const wrong = foreign !== undefined ? `--trust-proxy ${foreign}` : !values.data ? '--data' : !(port <= 65_535) ? `--port ${values.port}` : values.lang !== undefined && !isLang(values.lang) ? `--lang ${values.lang}` : null;
    if (!values.data || wrong !== null) return fail(2, `${words('wrongOption', { option: wrong ?? '' })}\n\n${words('usage')}`);
    return { data: values.data, port, host: values.host, json: values.json, trustProxy };
  } catch (error) {
    return fail(2, `${words('wrongOption', { option: error instanceof Error ? error.message : String(error) })}\n\n${words('usage')}`);
  }
};

const { data, port, host, json, trustProxy } = readOptions();
const log = pino({ level: process.env.LOG_LEVEL ?? 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }));
const { version } = packageFile;
const running = startHeadquarters({ dataFolder: data, port, host, trustProxy, databaseUrl: process.env.DATABASE_URL || undefined, tenant: process.env.SANLIAN_TENANT || undefined, internalToken: process.env.SANLIAN_INTERNAL_TOKEN || undefined, version, log });
let stopping = false;
/** Also when the start is still under way: the database it began is stopped too. */
const stop = (): void => {
  if (stopping) return;
  stopping = true;
  running.then((headquarters) => headquarters.stop()).then(
    () => process.exit(0),
    (error: unknown) => fail(1, String(error)),
  );
};
process.on('SIGTERM', stop);
process.on('SIGINT', stop);
try {
  const headquarters = await running;
  const enrolmentCode = await headquarters.createEnrolmentCode(enrolmentMinutes);
  const { key } = headquarters;
  const fingerprint = keyFingerprint(key);
  process.stdout.write(
    json
      ? `${JSON.stringify({ address: headquarters.address, adminCode: headquarters.adminCode, enrolmentCode, key, fingerprint })}\n`
      : `${words('started', { address: headquarters.address, adminCode: headquarters.adminCode, enrolmentCode, minutes: enrolmentMinutes, key, fingerprint })}\n`,
  );
} catch (error) {
  if (!stopping) fail(1, error instanceof StartError ? words(error.word, error.holes) : words('startFailed', { reason: error instanceof Error ? error.message : String(error) }));
}
