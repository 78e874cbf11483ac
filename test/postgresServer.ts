import { startPostgres } from '../hq/postgres.ts';

/** The PostgreSQL of a test run, as a program: its address on standard output; it ends with its standard input. */
const postgres = await startPostgres(process.argv[2]!, { fsync: 'off', full_page_writes: 'off', max_connections: 400 });
process.stdout.write(postgres.url);
process.stdin.resume().once('end', () => void postgres.stop());
