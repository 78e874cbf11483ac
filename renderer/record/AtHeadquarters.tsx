import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { RecordView, SyncMark } from '../../domain/api/types.ts';
import type { Field, FormDef } from '../../domain/forms/form.ts';
import { valueText } from '../../domain/paper/cells.ts';
import type { Value } from '../../domain/record/record.ts';
import { canonicalText } from '../../domain/seal/canonical.ts';
import { conflictReasons, type ConflictReason } from '../../domain/sync/conflicts.ts';
import { ManagerActions } from '../headquarters/ManagerActions.tsx';
import { Press, Sheet, Wrong } from '../desk/parts.tsx';
import { useRefresh, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { useAwayWords } from './useAwayWords.ts';
import './atHeadquarters.css';

const isReason = (reason: string): reason is ConflictReason => (conflictReasons as readonly string[]).includes(reason);

/** Where a record, or one of its files, stands with headquarters, in words. */
export const SyncWords = ({ mark, isFile = false }: { mark: SyncMark; isFile?: boolean }) => {
  const { t } = useWords();
  const tone = mark.state === 'conflict' || mark.state === 'refused' ? 'late' : mark.state === 'at-headquarters' ? 'kept' : 'soft';
  if (isFile && mark.state === 'with-writer') return <span className={tone}>{t('syncMark.fileWithWriter')}</span>;
  return <span className={tone}>{mark.percent === undefined ? t(`syncMark.${mark.state}`) : t('syncMark.percent', { percent: mark.percent })}</span>;
};

/** Which cells are taken from the station's own version, and how one is chosen. */
type Choosing = { readonly own: ReadonlySet<string>; readonly choose: (cell: string, own: boolean) => void };

/** The two versions of a record cell by cell, where they differ; with `choosing` the cells are chosen from. */
const Versions = ({ view, def, choosing }: { view: RecordView; def: FormDef; choosing?: Choosing }) => {
  const { t, say, lang } = useWords();
  const own = view.sync?.branch;
  if (!own) return null;
  const { record } = view;
  const shown = (field: Field | undefined, value: Value | undefined): string => (value === undefined || !field ? '—' : valueText(field, value, lang));
  const names = Object.keys(def.fields).filter((name) => canonicalText(record.data[name] ?? null) !== canonicalText(own.data[name] ?? null));
  const stateOf = (state: string): string => (def.lifecycle.states[state] ? say(def.lifecycle.states[state].label) : state);
  return (
    <table className="versions">
      <thead><tr><th scope="col">{t('syncMark.cell')}</th><th scope="col">{t('syncMark.agreed')}</th><th scope="col">{view.sync.branchOf ? t('syncMark.ownOf', { code: view.sync.branchOf.code }) : t('syncMark.own')}</th></tr></thead>
      <tbody>
        {record.state === own.state ? null : <tr><th scope="row">{t('syncMark.stateOf')}</th><td>{stateOf(record.state)}</td><td>{stateOf(own.state)}</td></tr>}
        {names.map((name) => {
          const cell = say(def.fields[name]!.label);
          const side = (isOwn: boolean) => {
            const words = shown(def.fields[name], (isOwn ? own : record).data[name]);
            if (!choosing) return words;
            return <label className="version-choice"><input type="radio" name={`version-${name}`} aria-label={t(isOwn ? 'syncMark.useOwn' : 'syncMark.useAgreed', { cell })} checked={choosing.own.has(name) === isOwn} onChange={() => choosing.choose(name, isOwn)} /><span>{words}</span></label>;
          };
          return <tr key={name}><th scope="row">{cell}</th><td>{side(false)}</td><td>{side(true)}</td></tr>;
        })}
      </tbody>
    </table>
  );
};

/** The decision at the station that holds the record (an operation of its own). */
const DecideVersions = ({ view, def, onClose }: { view: RecordView; def: FormDef; onClose: () => void }) => {
  const { client } = useStation();
  const { t } = useWords();
  const refresh = useRefresh();
  const [own, setOwn] = useState<ReadonlySet<string>>(new Set());
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const choose = (cell: string, isOwn: boolean) => setOwn((old) => new Set(isOwn ? [...old, cell] : [...old].filter((each) => each !== cell)));
  const decide = () => {
    setBusy(true);
    client.records.decide({ id: view.record.id, cells: [...own] }).then(() => refresh()).then(onClose, setError).finally(() => setBusy(false));
  };
  return (
    <Sheet
      wide title={t('syncMark.decideTitle')} onClose={onClose}
      footer={<><Press onPress={onClose}>{t('action.cancel')}</Press><Press className="main" isDisabled={busy} onPress={decide}>{own.size === 0 ? t('syncMark.decideKeep') : t('syncMark.decideTake', { count: own.size })}</Press></>}
    >
      <Wrong error={error} def={def} onClose={() => setError(null)} />
      <p className="soft">{t('syncMark.decideNote')}</p>
      <Versions view={view} def={def} choosing={{ own, choose }} />
    </Sheet>
  );
};

/** What headquarters has of the record, who writes it, and what a person must look at. `typed`: the window holds typing the station may not know yet. */
export const AtHeadquarters = ({ view, def, typed, now }: { view: RecordView; def: FormDef; typed: boolean; now: string }) => {
  const { t } = useWords();
  const awayWords = useAwayWords();
  const [beside, setBeside] = useState(false);
  const [deciding, setDeciding] = useState(false);
  const { sync, record } = view;
  if (!sync) return null;
  const { reason } = sync;
  const went = sync.away ? awayWords(sync.away, now) : undefined;
  return (
    <div className="at-headquarters">
      <p><SyncWords mark={typed && (sync.state === 'at-headquarters' || sync.state === 'sending' || sync.state === 'unsent') ? { state: 'typed' } : sync} /></p>
      {sync.holder ? <p className="soft">{t('syncMark.holder', { code: sync.holder })}</p> : went ? <><p className="soft">{t('syncMark.away', { where: went.where })}</p>{went.why ? <p className="soft">{went.why}</p> : null}</> : sync.mine ? null : <p className="soft">{t('syncMark.elsewhere')}</p>}
      {record.voided ? <p className="late"><TriangleAlert size={14} aria-hidden="true" /> {t('syncMark.voided', { reason: record.voided.reason })}</p> : null}
      {sync.state === 'conflict' && reason !== undefined ? <p>{isReason(reason) ? t(`conflict.${reason}`) : reason} {t(sync.decides ? 'syncMark.waitsHere' : 'syncMark.waits')}</p> : null}
      {sync.state === 'refused' ? <p>{t('syncMark.refusedWhy', { reason: reason ?? '' })}</p> : null}
      <Versions view={view} def={def} />
      {sync.branch ? <div className="row"><Press className="small" onPress={() => setBeside(true)}>{t('syncMark.beside')}</Press>{sync.decides ? <Press className="small" onPress={() => setDeciding(true)}>{t('syncMark.decide')}…</Press> : null}</div> : null}
      {deciding && sync.decides ? <DecideVersions view={view} def={def} onClose={() => setDeciding(false)} /> : null}
      {beside ? <Sheet wide title={t('syncMark.besideTitle')} onClose={() => setBeside(false)}><Versions view={view} def={def} /></Sheet> : null}
      <ManagerActions view={view} def={def} />
    </div>
  );
};
