import type { Reader } from '../../../db/store.ts';
import { noTextLayer } from '../../../domain/documents/noTextLayer.ts';
import { forms } from '../../../domain/forms/index.ts';
import { linkGraph, type GraphSource } from '../../../domain/record/linkGraph.ts';
import { openCounts } from '../../../domain/record/openCounts.ts';
import { previewImport, runImport } from '../../importing/importTable.ts';
import { keepMapping, takeRecords } from '../../importing/takeRecords.ts';
import { readTable } from '../../importing/readTable.ts';
import { freezeAndMove, freezingStep } from '../../report/signing.ts';
import { isCustomersOwn, isSurveyOutstanding } from '../customer.ts';
import { addFile, beginFile, commitDraft, dropDraft, executeCommand, finishFile, saveDraft, startInspection } from '../deskwork.ts';
import { fetchFile, whyNotHere } from '../elsewhere.ts';
import { discardFile, whyKept } from '../discard.ts';
import { readMachine } from '../machine.ts';
import { pickable } from '../picking.ts';
import { decidesHere, decideVersions } from '../versions.ts';
import { recordSync } from '../recordSync.ts';
import { dropFilter, filtersOf, saveFilter } from '../savedFilters.ts';
import { typingOf } from '../typing.ts';
import { phoneOf, readPeople } from '../reference.ts';
import { accepted, refused } from '../../../domain/refused.ts';
import { previousReadings, recordView, withRunning, withTaken, withTyping } from '../views.ts';
import { bytesOf, ofStation, type Routing } from './routing.ts';

/** The papers of this station by their links; a customer's own answers are told by number alone. */
const linksHere = (reader: Reader): GraphSource => ({
  records: async (ids) => ids.flatMap((id) => {
    const rec = reader.record(id);
    return rec ? [{ rec, def: reader.definition(rec.def) }] : [];
  }),
  into: async (ids) => ids.flatMap((to) => reader.linkedFrom(to).map(({ rel, id }) => ({ from: id, to, rel }))),
  isHidden: isCustomersOwn,
});

/** Records and their files, lists of them, and tables taken in. Thin: every procedure is one call into the rooms behind it. */
export const recordRoutes = ({ core, os, open, searchable, fontsFolder, order, record }: Routing) => ({
  records: {
    list: os.records.list.handler(async ({ input }) => {
      const { rows, total } = (input.text === undefined ? open() : await searchable()).store.read.list(ofStation(input));
      return { rows: withTyping(open(), withRunning(open(), withTaken(open(), rows), core.now())), total };
    }),
    search: os.records.search.handler(async ({ input }) => (await searchable()).store.read.search(input.text, input.limit)),
    names: os.records.names.handler(({ input }) => {
      const { store } = open();
      if (forms.find((form) => form.id === input.form)?.fields[input.field]?.kind !== 'person') throw refused('unknown-field', { field: input.field });
      return store.read.names(input.form, input.field, input.text, input.limit, readPeople(store.read).map(({ name }) => name));
    }),
    phone: os.records.phone.handler(({ input }) => phoneOf(open().store.read, input.name)),
    get: os.records.get.handler(({ input }) => {
      const { store, recorder, author } = open();
      const standing = recorder.standing(store.read, input.id, author);
      if (core.handover && input.id !== core.handover.record) throw refused('handover-active');
      if (!core.handover && isCustomersOwn(standing.rec)) throw refused('only-in-handover');
      const sync = { ...recordSync(open(), standing.rec), ...(decidesHere(open(), standing.rec) ? { decides: true } : {}) };
      // what another station or headquarters holds is read here, not written
      const asReader = sync.mine ? {} : { editable: false, transitions: [], becomings: [], nextSigner: undefined };
      const othersTyping = typingOf(open()).others.filter((each) => each.record === input.id).map(({ name }) => name);
      const textless = store.read.filesAtFault(standing.rec.attachments.map(({ sha256 }) => sha256), noTextLayer);
      return { ...recordView(store.read, standing, open().contracts, open().calendar), ...asReader, ...(othersTyping.length > 0 && { othersTyping }), sync, ...(textless.length > 0 && { textless }), surveyWaits: isSurveyOutstanding(open(), standing.rec, standing.setting.def) };
    }),
    pick: os.records.pick.handler(async ({ input }) => pickable((await searchable()).store.read, input)),
    rows: os.records.rows.handler(({ input }) => open().store.read.rowsById(input.ids)),
    counts: os.records.counts.handler(() => openCounts(open().store.read.countByState())),
    around: os.records.around.handler(({ input }) => linkGraph(linksHere(open().store.read), record(input.id).id)),
    definition: os.records.definition.handler(({ input }) => {
      const def = open().store.read.definition(input.hash);
      if (!def) throw refused('definition-from-future');
      return def;
    }),
    execute: os.records.execute.handler(({ input, context }) => {
      const said = order(context, 'records.execute', input);
      return input.kind === 'move' && freezingStep(open(), input) ? freezeAndMove(open(), said, input, core.now(), fontsFolder) : executeCommand(open(), said, input);
    }),
    decide: os.records.decide.handler(({ input, context }) => decideVersions(open(), order(context, 'records.decide', input), input)),
    saveDraft: os.records.saveDraft.handler(({ input }) => saveDraft(core, open(), input)),
    dropDraft: os.records.dropDraft.handler(({ input }) => dropDraft(core, open(), input.id)),
    commitDraft: os.records.commitDraft.handler(({ input, context }) => commitDraft(open(), order(context, 'records.commitDraft', input), input.id)),
    previousReadings: os.records.previousReadings.handler(({ input }) => previousReadings(open().store.read, record(input.id))),
    readMachine: os.records.readMachine.handler(() => {
      open();
      return readMachine(core.clock.now());
    }),
    startInspection: os.records.startInspection.handler(({ input, context }) => startInspection(open(), order(context, 'records.startInspection', input), input)),
  },
  files: {
    add: os.files.add.handler(({ input, context }) => addFile(core, open(), order(context, 'files.add', input), input)),
    begin: os.files.begin.handler(({ input }) => {
      beginFile(core, open(), input);
      return null;
    }),
    piece: os.files.piece.handler(async ({ input }) => ({ received: await open().uploads.piece(input.upload, input.offset, new Uint8Array(await input.bytes.arrayBuffer())) })),
    finish: os.files.finish.handler(({ input, context }) => finishFile(core, open(), order(context, 'files.finish', input), input.upload)),
    cancel: os.files.cancel.handler(async ({ input }) => {
      await open().uploads.cancel(input.upload);
      return null;
    }),
    fetch: os.files.fetch.handler(async ({ input }) => {
      await fetchFile(open(), input.sha256);
      return null;
    }),
    incoming: os.files.incoming.handler(({ input }) => ({ bytes: open().sync.incoming().get(input.sha256) ?? null })),
    whyKept: os.files.whyKept.handler(({ input }) => whyKept(open(), input, core.now().slice(0, 10))),
    discard: os.files.discard.handler(({ input, context }) => discardFile(open(), order(context, 'files.discard', input), input, core.now())),
    read: os.files.read.handler(async ({ input }) => {
      const { store, blobs } = open();
      // who signs reads the files that are signed with the paper, and no others
      if (core.handover && !store.read.record(core.handover.record)?.attachments.some(({ sha256 }) => sha256 === input.sha256)) throw refused('handover-active');
      const row = store.read.blob(input.sha256);
      if (!row) throw whyNotHere(open(), input.sha256);
      return new Blob([(await blobs.get(input.sha256)) as Uint8Array<ArrayBuffer>], { type: row.type });
    }),
  },
  lists: {
    filters: os.lists.filters.handler(() => filtersOf(open())),
    saveFilter: os.lists.saveFilter.handler(({ input }) => saveFilter(open(), input)),
    dropFilter: os.lists.dropFilter.handler(({ input }) => dropFilter(open(), input.id)),
  },
  imports: {
    preview: os.imports.preview.handler(async ({ input }) => previewImport(open(), input, accepted(await readTable(await bytesOf(input.file))), core.now())),
    run: os.imports.run.handler(async ({ input, context }) => {
      const table = accepted(await readTable(await bytesOf(input.file)));
      return runImport(open(), order(context, 'imports.run', input), input, table, core.now());
    }),
    tryRecords: os.imports.tryRecords.handler(({ input }) => takeRecords(open(), input, true, core.now)),
    takeRecords: os.imports.takeRecords.handler(({ input }) => takeRecords(open(), input, false, core.now)),
    keepMapping: os.imports.keepMapping.handler(({ input }) => keepMapping(open(), input)),
  },
});
