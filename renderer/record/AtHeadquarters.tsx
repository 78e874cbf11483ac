import { TriangleAlert } from 'lucide-react';
import { useState } from 'react';
import type { RecordView, SyncMark } from '../../domain/api/types.ts';
import type { Field, FormDef } from '../../domain/forms/form.ts';
import { valueText } from '../../domain/paper/cells.ts';
import type { Value } from '../../domain/record/record.ts';
import { canonicalText } from '../../domain/seal/canonical.ts';
import { conflictReasons, type ConflictReason } from '../../domain/sync/conflicts.ts';
import { ManagerActions } from '../headquarters/ManagerActions.tsx';
import { Press, Sheet } from '../desk/parts.tsx';
import { useWords } from '../words.ts';
import './atHeadquarters.css';

const isReason = (reason: string): reason is ConflictReason => (conflictReasons as readonly string[]).includes(reason);

/** Where one thing stands with headquarters, in words. */
export const SyncWords = ({ mark }: { mark: SyncMark }) => {
  const { t } = useWords();
  const tone = mark.state === 'conflict' || mark.state === 'refused' ? 'late' : mark.state === 'at-headquarters' ? 'kept' : 'soft';
  return <span className={tone}>{mark.percent === undefined ? t(`syncMark.${mark.state}`) : t('syncMark.percent', { percent: mark.percent })}</span>;
};

/** The two versions of a record cell by cell, where they differ. */
const Versions = ({ view, def }: { view: RecordView; def: FormDef }) => {
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
        {names.map((name) => <tr key={name}><th scope="row">{say(def.fields[name]!.label)}</th><td>{shown(def.fields[name], record.data[name])}</td><td>{shown(def.fields[name], own.data[name])}</td></tr>)}
      </tbody>
    </table>
  );
};

/** What headquarters has of the record, who writes it, and what a person must look at. */
export const AtHeadquarters = ({ view, def }: { view: RecordView; def: FormDef }) => {
  const { t } = useWords();
  const [beside, setBeside] = useState(false);
  const { sync, record } = view;
  if (!sync) return null;
  const { reason } = sync;
  return (
    <div className="at-headquarters">
      <p><SyncWords mark={sync} /></p>
      {sync.holder ? <p className="soft">{t('syncMark.holder', { code: sync.holder })}</p> : sync.mine ? null : <p className="soft">{t('syncMark.elsewhere')}</p>}
      {record.voided ? <p className="late"><TriangleAlert size={14} aria-hidden="true" /> {t('syncMark.voided', { reason: record.voided.reason })}</p> : null}
      {sync.state === 'conflict' && reason !== undefined ? <p>{isReason(reason) ? t(`conflict.${reason}`) : reason} {t('syncMark.waits')}</p> : null}
      {sync.state === 'refused' ? <p>{t('syncMark.refusedWhy', { reason: reason ?? '' })}</p> : null}
      <Versions view={view} def={def} />
      {sync.branch ? <Press className="small" onPress={() => setBeside(true)}>{t('syncMark.beside')}</Press> : null}
      {beside ? <Sheet wide title={t('syncMark.besideTitle')} onClose={() => setBeside(false)}><Versions view={view} def={def} /></Sheet> : null}
      <ManagerActions view={view} def={def} />
    </div>
  );
};
