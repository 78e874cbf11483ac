import type { FastifyInstance } from 'fastify';
import { collectDefaultMetrics, Counter, Gauge, Histogram, Registry } from 'prom-client';
import type { Database } from './database.ts';
import { refusalOf } from './wire.ts';

type Counts = { readonly stations: number; readonly frozen: number; readonly conflicts: number; readonly head: number; readonly quarantined: number };

/** GET /metrics (Prometheus): figures only, no names and no content of papers (R35). `held`: questions for news this process holds open. */
export const addMetrics = (app: FastifyInstance, database: Database, held: () => number): void => {
  const register = new Registry();
  collectDefaultMetrics({ register });
  const registers = [register];
  const requests = new Counter({ name: 'sanlian_hq_requests_total', help: 'Requests by route and status', labelNames: ['method', 'route', 'status'], registers });
  const refusals = new Counter({ name: 'sanlian_hq_refusals_total', help: 'Refusals by word', labelNames: ['reason'], registers });
  const seconds = new Histogram({ name: 'sanlian_hq_request_seconds', help: 'Time to the answer', labelNames: ['route'], buckets: [0.005, 0.02, 0.1, 0.5, 2, 10, 60], registers });
  const gauge = (name: string, help: string): Gauge => new Gauge({ name: `sanlian_hq_${name}`, help, registers });
  const gauges: Readonly<Record<keyof Counts, Gauge>> = {
    stations: gauge('stations', 'Enrolled stations'), frozen: gauge('stations_frozen', 'Stations whose log forked'), conflicts: gauge('conflicts_open', 'Records with two versions'),
    head: gauge('log_head', 'Entries of the log'), quarantined: gauge('operations_quarantined', 'Operations kept but not understood'),
  };
  const waiting = gauge('news_held', 'Questions for news this process holds open');
  app.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url ?? 'none';
    requests.inc({ method: request.method, route, status: reply.statusCode });
    seconds.observe({ route }, reply.elapsedTime / 1000);
    const reason = refusalOf(reply);
    if (reason) refusals.inc({ reason });
  });
  app.get('/metrics', async (_request, reply) => {
    const { rows } = await database.pool.query<Counts>(
      `select (select count(*) from device where kind = 'station') as stations, (select count(*) from device where state = 'frozen') as frozen, (select count(*) from branch where state = 'open') as conflicts,
              (select value from counter where name = 'op') as head, (select count(*) from op where outcome <> 'applied' and outcome = 'quarantined') as quarantined`,
    );
    for (const [name, value] of Object.entries(rows[0]!)) gauges[name as keyof Counts].set(Number(value));
    waiting.set(held());
    return reply.type(register.contentType).send(await register.metrics());
  });
};
