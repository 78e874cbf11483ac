import { parseArgs } from 'node:util';
import { pino } from 'pino';
import { startHeadquarters } from './index.ts';

const usage = `npm run hq -- --data DIR [--port N] [--host ADDRESS] [--json]

Starts headquarters. Its PostgreSQL lives under DIR unless DATABASE_URL names a server.
  --data DIR      folder for the database and the files
  --port N        default 8474; 0 for any free one
  --host ADDRESS  default 127.0.0.1; 0.0.0.0 to be reached by stations (behind a TLS proxy)
  --json          one line of JSON instead of sentences
Logs go to standard error. Exit codes: 0 stopped, 1 could not start, 2 wrong usage.`;

const fail = (code: number, text: string): never => {
  process.stderr.write(`${text}\n`);
  process.exit(code);
};

const readOptions = (): { data: string; port: number; host: string; json: boolean } => {
  try {
    const { values } = parseArgs({ options: { data: { type: 'string' }, port: { type: 'string', default: '8474' }, host: { type: 'string', default: '127.0.0.1' }, json: { type: 'boolean', default: false }, help: { type: 'boolean', default: false } } });
    if (values.help) {
      process.stdout.write(`${usage}\n`);
      process.exit(0);
    }
    const port = Number(values.port);
    if (!values.data || !Number.isInteger(port) || port < 0 || port > 65_535) return fail(2, usage);
    return { data: values.data, port, host: values.host, json: values.json };
  } catch (error) {
    return fail(2, `${error instanceof Error ? error.message : String(error)}\n\n${usage}`);
  }
};

const { data, port, host, json } = readOptions();
const log = pino({ level: process.env.LOG_LEVEL ?? 'info', base: null, timestamp: pino.stdTimeFunctions.isoTime }, pino.destination({ dest: 2, sync: true }));
const running = startHeadquarters({ dataFolder: data, port, host, databaseUrl: process.env.DATABASE_URL || undefined, log });
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
  const enrolmentCode = await headquarters.createEnrolmentCode(60);
  process.stdout.write(
    json
      ? `${JSON.stringify({ address: headquarters.address, adminCode: headquarters.adminCode, enrolmentCode })}\n`
      : `总部已启动：${headquarters.address}\n管理码（开页面用，一次有效）：${headquarters.adminCode}\n登记码（给一台工作站，一次有效，60 分钟）：${enrolmentCode}\n`,
  );
} catch (error) {
  if (!stopping) fail(1, error instanceof Error ? error.message : String(error));
}
