import type { StationCore } from './core.ts';
import { figureRoutes } from './routes/figures.ts';
import { paperRoutes } from './routes/papers.ts';
import { recordRoutes } from './routes/records.ts';
import { createRouting } from './routes/routing.ts';
import { stationRoutes } from './routes/station.ts';

/** The station's answers to `domain/api/contract.ts`. */
export const createStationRouter = (core: StationCore) => {
  const routing = createRouting(core);
  return routing.os.router({ ...stationRoutes(routing), ...recordRoutes(routing), ...paperRoutes(routing), ...figureRoutes(routing) });
};
