import { useQuery } from '@tanstack/react-query';
import { GitCompareArrows } from 'lucide-react';
import { useId, useState } from 'react';
import type { BaselineSide } from '../../domain/api/processes.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { formatTime } from '../../domain/text/timeFormat.ts';
import { Press, Sheet, Waiting, Wrong } from '../desk/parts.tsx';
import { useReceiver } from '../desk/useReceiver.tsx';
import { useNow } from '../record/useRecord.ts';
import { useStation, useStatus } from '../station.tsx';
import { saveBlob } from '../saveBlob.ts';
import { useWords } from '../words.ts';
import type { AsideProps } from './asides.ts';

/** The choice of the register as it stands now; every other one is a baseline's id. */
const register = 'register';

const Comparison = ({ id, def, onClose }: { id: string; def: FormDef; onClose: () => void }) => {
  const { ask, client } = useStation();
  const { t, say, lang } = useWords();
  const now = useNow();
  const { data: status } = useStatus();
  const [other, setOther] = useState<string>(register);
  const [asking, setAsking] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const choose = useId();
  const others = useQuery(ask.records.list.queryOptions({ input: { form: def.id, limit: 200, offset: 0 } }));
  // the older side comes first, as one reads a change
  const otherRow = others.data?.rows.find((row) => row.id === other);
  const mine = others.data?.rows.find((row) => row.id === id);
  const isOlder = otherRow !== undefined && mine !== undefined && otherRow.createdAt < mine.createdAt;
  const sides = other === register ? { before: id, after: null } : isOlder ? { before: other, after: id } : { before: id, after: other };
  const comparison = useQuery(ask.processes.compareBaselines.queryOptions({ input: sides }));
  const receiver = useReceiver();
  const sideWords = (side: BaselineSide): string => (side.id === null ? t('baseline.register') : `${side.number} ${side.name}`);
  const table = def.fields['items'];
  const columnWord = (column: string): string => (table?.kind === 'table' && table.columns[column] ? say(table.columns[column].label) : column);
  const { data } = comparison;
  const send = async () => {
    if (!receiver.isComplete() || !data) return;
    setError(null);
    try {
      const blob = await client.processes.exportComparison({ ...sides, lang, to: receiver.to, reason: receiver.reason });
      if (await saveBlob(blob, `${t('baseline.title')} ${now.slice(0, 10)}.csv`)) setAsking(false);
    } catch (failure) {
      setError(failure);
    }
  };
  return (
    <Sheet
      wide title={t('baseline.title')} onClose={onClose}
      footer={status?.account?.role === 'inspector' ? undefined : <><Press isDisabled={!data} onPress={() => window.print()}>{t('baseline.print')}</Press><Press isDisabled={!data} onPress={() => (asking ? void send() : setAsking(true))}>{t('baseline.export')}</Press></>}
    >
      <div className="comparison printable">
        <div className="field no-print">
          <label htmlFor={choose}>{t('baseline.with')}</label>
          <select id={choose} className="input" value={other} onChange={(event) => setOther(event.target.value)}>
            <option value={register}>{t('baseline.register')}</option>
            {(others.data?.rows ?? []).filter((row) => row.id !== id).map((row) => <option key={row.id} value={row.id}>{row.number} {row.headline}</option>)}
          </select>
        </div>
        <Wrong error={comparison.error ?? error} />
        {data ? (
          <>
            <p><strong>{t('baseline.sides', { before: sideWords(data.before), after: sideWords(data.after) })}</strong> <span className="soft">{formatTime(data.before.takenAt, lang, now)} → {formatTime(data.after.takenAt, lang, now)}</span></p>
            <p role="status">{data.changes.length === 0 ? t('baseline.same') : t('baseline.count', { count: data.changes.length })}</p>
            {data.changes.length > 0 ? (
              <table className="plain-table">
                <thead><tr>{(['item', 'what', 'column', 'before', 'after'] as const).map((head) => <th key={head} scope="col">{t(`baseline.${head}`)}</th>)}</tr></thead>
                <tbody>
                  {data.changes.flatMap(({ key, what, cells }) => (cells.length > 0 ? cells : [{ column: '', before: '', after: '' }]).map((cell, i) => (
                    <tr key={`${key}-${cell.column}`} data-what={what}>
                      <td>{i === 0 ? <>{data.names[key]} <span className="mono soft">{key}</span></> : ''}</td><td>{i === 0 ? t(`baseline.${what}`) : ''}</td><td>{cell.column && columnWord(cell.column)}</td><td>{cell.before}</td><td>{cell.after}</td>
                    </tr>
                  )))}
                </tbody>
              </table>
            ) : null}
          </>
        ) : comparison.error ? null : <Waiting />}
        {asking ? (
          <div className="no-print">
            {receiver.field(() => void send())}
            <p className="soft">{t('baseline.noted')}</p>
          </div>
        ) : null}
      </div>
    </Sheet>
  );
};

/** Compares this baseline with another one or with the register now (R19). */
export const BaselineAside = ({ view, def }: AsideProps) => {
  const { t } = useWords();
  const [shown, setShown] = useState(false);
  return (
    <>
      <Press className="small" onPress={() => setShown(true)}><GitCompareArrows size={14} />{t('baseline.compare')}</Press>
      {shown ? <Comparison id={view.record.id} def={def} onClose={() => setShown(false)} /> : null}
    </>
  );
};
