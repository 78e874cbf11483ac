import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Lang } from '../../domain/text/text.ts';
import type { Account, Doer } from './accounts.ts';
import type { Session } from './sessions.ts';
import type { Say } from './words.ts';

/** Who asks, in which language. `query` and `body` hold single texts; of a name given twice the first counts. */
export type Visit = {
  readonly lang: Lang;
  readonly say: Say;
  readonly session: Session | null;
  readonly account: Account | null;
  /** stands in every form and has to come back with it */
  readonly token: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly body: URLSearchParams;
  /** the file sent with a form */
  readonly file: Uint8Array | null;
  readonly params: Readonly<Record<string, string>>;
  readonly address: string;
  readonly reply: FastifyReply;
  readonly request: FastifyRequest;
};
/** Of a page that asks for a role: somebody is there. */
export type KnownVisit = Visit & { readonly session: Session; readonly account: Account; readonly doer: Doer };
