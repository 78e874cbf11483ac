import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RecordView } from '../../domain/api/types.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { isThrownAway } from '../../domain/documents/register.ts';
import { holderOf } from '../../domain/sync/holder.ts';
import { useLacks } from '../desk/lacks.tsx';
import { Press, Sheet, Wrong } from '../desk/parts.tsx';
import { useMay } from '../may.ts';
import { ReasonDialog } from '../record/ReasonDialog.tsx';
import { useRefresh, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { stationWords } from './stationWords.ts';

/** The choice of headquarters itself among those a record can be given to. */
const keep = 'headquarters';

const ReassignDialog = ({ holder, onClose, onSend }: { holder?: string; onClose: () => void; onSend: (to: string | null, reason: string) => void }) => {
  const { ask } = useStation();
  const { t, say } = useWords();
  const stations = useQuery(ask.headquarters.stations.queryOptions());
  const [to, setTo] = useState('');
  const [reason, setReason] = useState('');
  const lacks = useLacks({ to: to === '' ? t('account.fill', { field: t('headquarters.to') }) : null, reason: reason.trim() === '' ? t('account.fill', { field: t('record.reason') }) : null });
  const send = () => { if (lacks.isComplete()) onSend(to === keep ? null : to, reason.trim()); };
  return (
    <Sheet title={t('headquarters.reassign')} onClose={onClose} footer={<><Press onPress={onClose}>{t('action.cancel')}</Press><Press className="main" onPress={send}>{t('headquarters.reassign')}</Press></>}>
      <Wrong error={stations.error} />
      <div className="field">
        <label htmlFor={lacks.input('to').id}>{t('headquarters.to')}</label>
        <select {...lacks.input('to')} className="input" value={to} onChange={(event) => setTo(event.target.value)}>
          <option value="">{t('headquarters.choose')}</option>
          {stations.data?.filter(({ code }) => code !== holder).map((each) => <option key={each.id} value={each.id}>{stationWords(each, say)}</option>)}
          <option value={keep}>{t('headquarters.keep')}</option>
        </select>
        {lacks.note('to')}
      </div>
      <div className="field">
        <label htmlFor={lacks.input('reason').id}>{t('record.reason')}</label>
        <input {...lacks.input('reason')} className="input" maxLength={500} value={reason} onChange={(event) => setReason(event.target.value)} />
        {lacks.note('reason')}
      </div>
    </Sheet>
  );
};

/** What a manager at headquarters may do with a record: give it to another station, void it, decide between two versions. */
export const ManagerActions = ({ view, def }: { view: RecordView; def: FormDef }) => {
  const { client } = useStation();
  const { t } = useWords();
  const may = useMay();
  const refresh = useRefresh();
  const [asked, setAsked] = useState<'reassign' | 'void' | null>(null);
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const { record, sync } = view;
  const run = (work: () => Promise<unknown>) => {
    setAsked(null);
    setBusy(true);
    setError(null);
    work().catch(setError).finally(() => { void refresh().finally(() => setBusy(false)); });
  };
  const mayReassign = may('headquarters.reassign') && !record.seal && !isThrownAway(record, def);
  const mayVoid = may('headquarters.void') && !isThrownAway(record, def);
  const version = may('headquarters.decide') ? sync?.branchOf : undefined;
  const decide = (took: 'main' | 'branch') => run(() => client.headquarters.decide({ id: record.id, station: version!.id, took, cells: [] }));
  return (
    <>
      <Wrong error={error} def={def} onClose={() => setError(null)} />
      {version ? (
        <div className="row">
          <Press className="small" isDisabled={busy} onPress={() => decide('main')}>{t('headquarters.takeMain')}</Press>
          {record.seal ? null : <Press className="small" isDisabled={busy} onPress={() => decide('branch')}>{t('headquarters.takeBranch', { code: version.code })}</Press>}
          <a href={`/conflicts/${record.id}/${version.id}`}>{t('headquarters.cellByCell')}</a>
        </div>
      ) : null}
      {mayReassign || mayVoid ? (
        <div className="row">
          {mayReassign ? <Press className="small" isDisabled={busy} onPress={() => setAsked('reassign')}>{t('headquarters.reassign')}…</Press> : null}
          {mayVoid ? <Press className="small danger" isDisabled={busy} onPress={() => setAsked('void')}>{t('headquarters.void')}…</Press> : null}
        </div>
      ) : null}
      {asked === 'reassign' ? <ReassignDialog holder={sync?.holder} onClose={() => setAsked(null)} onSend={(to, reason) => run(() => client.headquarters.reassign({ id: record.id, from: holderOf(record), to, reason }))} /> : null}
      {asked === 'void' ? <ReasonDialog title={`${t('headquarters.void')} ${record.number}`} note={t('headquarters.voidNote')} onClose={() => setAsked(null)} onReason={(reason) => run(() => client.headquarters.void({ id: record.id, reason }))} /> : null}
    </>
  );
};
