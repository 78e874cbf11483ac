import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { FastifyInstance } from 'fastify';
import type { Database } from '../database.ts';
import { createDesk } from '../desk.ts';
import { createProfiles } from '../profiles.ts';
import type { Reports } from '../report.ts';
import { createDefinitions } from '../rpc/definitions.ts';
import { createLists } from '../rpc/lists.ts';
import { readHeadquarters } from '../wire.ts';
import { keepInvitation, startCodeHours } from './accounts.ts';
import { addAccountPages } from './accountPages.ts';
import { addConflictPages } from './conflictPages.ts';
import { addDocumentPages } from './documentPages.ts';
import { addEntryPages } from './entryPages.ts';
import { addOrderPages } from './orderPages.ts';
import type { RecoveryKey } from '../recoveryKey.ts';
import { addRecoveryPages } from './recoveryPages.ts';
import { addRecordPages } from './recordPages.ts';
import { addSendPages } from './sendPages.ts';
import { createSite, type Route } from './site.ts';
import { addReportPages } from './reportPages.ts';
import { addStationPages } from './stationPages.ts';
import { addWipePages } from './wipePages.ts';
import { addVerifyPages } from './verifyPages.ts';

const styleFile = join(import.meta.dirname, 'style.css');
/** For a browser without any Chinese font, and for the rare signs of names (𠮷) that few fonts have; others never ask for them. */
const fontFiles = { '/page.ttf': 'NotoSansSC-Regular.ttf', '/rare.ttf': 'HanaMinB.ttf' };

/**
 * Headquarters' own pages, without scripts. `adminCode` makes one administrator's account, once, within a day of the start, at whichever process
 * of the database it is said. Answers what each path needs.
 */
export const addPages = (app: FastifyInstance, database: Database, adminCode: string, recovery: RecoveryKey, reports: Reports): readonly Route[] => {
  const routes: Route[] = [];
  app.register(async (scope) => {
    await keepInvitation(database.pool, adminCode, 'administrator', null, startCodeHours);
    const site = await createSite(scope, database);
    scope.get('/page.css', async (_request, reply) => reply.type('text/css; charset=utf-8').header('cache-control', 'public, max-age=3600').send(await readFile(styleFile)));
    for (const [path, name] of Object.entries(fontFiles)) scope.get(path, async (_request, reply) => reply.type('font/ttf').header('cache-control', 'public, max-age=86400').send(await readFile(join(import.meta.dirname, '../../assets/fonts', name))));
    const headquarters = await readHeadquarters(database);
    addEntryPages(site, database);
    addStationPages(site, database, headquarters.publicKey);
    addWipePages(site, database, headquarters);
    addRecoveryPages(site, database, recovery);
    addRecordPages(site, database);
    const desk = createDesk(database, headquarters);
    addOrderPages(site, database, desk);
    addConflictPages(site, database, desk);
    addSendPages(site, database, desk);
    addDocumentPages(site, database);
    addReportPages(site, database, reports, createLists(database, createDefinitions(database), createProfiles(database.log)));
    addVerifyPages(site, database, headquarters.publicKey);
    addAccountPages(site, database);
    routes.push(...site.routes);
  });
  return routes;
};
