import type { Person, Data } from '../domain/record/record.ts';
import type { ReferenceKind } from '../domain/record/op.ts';
import type { Database } from './database.ts';
import { settleCorrections } from './corrections.ts';
import { decideConflict, openConflict, openConflicts, type Decision } from './decisions.ts';
import { directOrder, dispatchOrder, reassign, voidRecord, type Dispatch, type Reassignment, type Voiding } from './dispatch.ts';
import { sendReference } from './reference.ts';
import type { Headquarters } from './wire.ts';

/** What a manager at headquarters may do, whoever asks for it: the pages, the internal paths, a command. `by` is written into every operation. */
export const createDesk = (database: Database, headquarters: Headquarters) => ({
  dispatch: (by: Person, order: Dispatch) => dispatchOrder(database, headquarters, by, order),
  reassign: (by: Person, asked: Reassignment) => reassign(database, headquarters, by, asked),
  void: (by: Person, asked: Voiding) => voidRecord(database, headquarters, by, asked),
  direct: (by: Person, asked: { readonly id: string; readonly set: Data; readonly unset: readonly string[] }) => directOrder(database, headquarters, by, asked),
  send: (by: Person, asked: { readonly what: ReferenceKind; readonly body: unknown; readonly audience?: string }) => sendReference(database, headquarters, by, asked.what, asked.body, asked.audience),
  decide: async (by: Person, decision: Decision) => {
    const decided = await decideConflict(database, headquarters, by, decision);
    if (decided.ok) await settleCorrections(database, headquarters, by, [decision.doc]);
    return decided;
  },
  conflict: (doc: string, station: string) => openConflict(database, doc, station),
  conflicts: (limit?: number) => openConflicts(database, limit),
});
export type HeadquartersDesk = ReturnType<typeof createDesk>;
