import { useQuery } from '@tanstack/react-query';
import { useEffect, useRef, useState } from 'react';
import type { RecordRow } from '../../domain/api/types.ts';
import type { Field, FormDef, Transition } from '../../domain/forms/form.ts';
import { checkData } from '../../domain/forms/values.ts';
import { askedTimes, momentIn } from '../../domain/record/decide.ts';
import { copiesOf } from '../../domain/record/copies.ts';
import { TimeText } from '../paper/TimeText.tsx';
import { useNow } from '../record/useRecord.ts';
import { useRefresh, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { useLacks } from './lacks.tsx';
import { runMany, type RowFate, type Step } from './manyRun.ts';
import { Press, Sheet } from './parts.tsx';

type TimeField = Extract<Field, { kind: 'time' }>;

/** A step with every chosen paper: asked first, told as it goes, and what was refused stands there row by row with its reason. */
export const ManyRun = ({ form, rows, what, onClose }: { form: FormDef; rows: readonly RecordRow[]; what: Transition | 'print'; onClose: (refused: readonly string[] | null) => void }) => {
  const { ask, client } = useStation();
  const { t, say, refuse } = useWords();
  const refresh = useRefresh();
  const [reason, setReason] = useState('');
  const [printer, setPrinter] = useState<string | null>(null);
  const [fates, setFates] = useState<readonly RowFate[] | null>(null);
  const [running, setRunning] = useState(false);
  const stopped = useRef(false);
  useEffect(() => () => { stopped.current = true; }, []);
  const printers = useQuery({ ...ask.papers.printers.queryOptions(), enabled: what === 'print' });
  const target = printer ?? printers.data?.find((each) => each.isDefault)?.name ?? printers.data?.[0]?.name;
  const wantsReason = what !== 'print' && what.reason === true;
  const now = useNow();
  const asked = what === 'print' ? [] : askedTimes(form, what, {});
  const [times, setTimes] = useState<Readonly<Record<string, string | undefined>>>(() => Object.fromEntries(asked.map((name) => [name, momentIn(form.fields[name] as TimeField, now)])));
  const given = Object.fromEntries(Object.entries(times).flatMap(([name, time]) => (time === undefined ? [] : [[name, time]])));
  const wrongTimes = new Map(checkData(form, given, now).map((refusal) => [refusal.field ?? '', refusal] as const));
  const lacks = useLacks({ reason: wantsReason && reason.trim() === '' ? t('account.fill', { field: t('record.reason') }) : null });
  const title = what === 'print' ? t('many.printTitle', { count: rows.length }) : t('many.moveTitle', { step: say(what.label), count: rows.length });
  const step = (): Step => (what === 'print' ? { kind: 'print', printer: target!, ...(reason.trim() !== '' && { reason: reason.trim() }) } : { kind: 'move', transition: what.id, times: given, ...(reason.trim() !== '' && { reason: reason.trim() }) });
  const run = async () => {
    if (!lacks.isComplete() || wrongTimes.size > 0 || asked.some((name) => given[name] === undefined)) return;
    stopped.current = false;
    setRunning(true);
    setFates([]);
    await runMany(client, rows, step(), (view) => copiesOf(form, view.record).map(({ no }) => no), (fate) => setFates((old) => [...(old ?? []), fate]), () => stopped.current);
    setRunning(false);
    await refresh();
  };
  const refused = (fates ?? []).filter(({ refusals }) => refusals === null || refusals.length > 0);
  const close = () => {
    stopped.current = true;
    onClose(fates === null ? null : refused.map(({ row }) => row.id));
  };
  const isReady = what !== 'print' || target !== undefined;
  return (
    <Sheet
      title={title} onClose={close}
      footer={fates === null ? <><Press onPress={close}>{t('action.cancel')}</Press><Press className="main" isDisabled={!isReady} onPress={() => void run()}>{t(what === 'print' ? 'many.runPrint' : 'many.run', { n: rows.length })}</Press></> : <Press className={running ? '' : 'main'} onPress={running ? () => { stopped.current = true; } : close}>{running ? t('many.stop') : t('action.close')}</Press>}
    >
      {fates === null ? (
        <>
          <p>{t(what === 'print' ? 'many.printNote' : 'many.note')}</p>
          {what === 'print' ? (
            <label className="field"><span>{t('many.printer')}</span>
              {printers.data?.length === 0 ? <span className="late">{t('many.noPrinter')}</span> : <select className="input" value={target ?? ''} onChange={(event) => setPrinter(event.target.value)}>{printers.data?.map((each) => <option key={each.name} value={each.name}>{each.description || each.name}</option>)}</select>}
            </label>
          ) : null}
          {asked.map((name) => (
            <div className="field" key={name}>
              <label htmlFor={`many-${name}`}>{t('many.time', { field: say(form.fields[name]!.label) })}</label>
              <TimeText id={`many-${name}`} className="input" label={say(form.fields[name]!.label)} value={times[name]} precision={(form.fields[name] as TimeField).precision} now={now} required wrong={times[name] === undefined || wrongTimes.has(name)} onTime={(time) => setTimes((old) => ({ ...old, [name]: time }))} onWrong={() => setTimes((old) => ({ ...old, [name]: undefined }))} onEnter={() => undefined} />
              {wrongTimes.has(name) ? <p className="wrong" role="alert">{refuse(wrongTimes.get(name)!, form)}</p> : times[name] === undefined ? <p className="wrong" role="alert">{refuse({ code: 'not-a-time', field: name }, form)}</p> : null}
            </div>
          ))}
          {wantsReason || what === 'print' ? (
            <div className="field">
              <label htmlFor={lacks.input('reason').id}>{what === 'print' ? t('many.reprintReason') : t('record.reason')}</label>
              <input {...lacks.input('reason')} className="input" maxLength={200} autoComplete="off" value={reason} onChange={(event) => setReason(event.target.value)} />
              {lacks.note('reason')}
            </div>
          ) : null}
        </>
      ) : (
        <>
          <p role="status">{running ? t(what === 'print' ? 'many.printing' : 'many.running', { done: fates.length, n: rows.length }) : t(what === 'print' ? 'many.printed' : 'many.done', { done: fates.length - refused.length, refused: refused.length, left: rows.length - fates.length })}</p>
          {refused.length > 0 ? (
            <table className="plain-table">
              <caption className="only-read">{t(what === 'print' ? 'many.notPrinted' : 'many.refused')}</caption>
              <thead><tr><th scope="col">{t('many.paper')}</th><th scope="col">{t('many.why')}</th></tr></thead>
              <tbody>{refused.map(({ row, refusals }) => <tr key={row.id} data-what="refused"><td className="mono">{row.number}</td><td>{refusals === null ? t('error.stationGone') : refusals.map((refusal, i) => <p key={i}>{refuse(refusal, form)}</p>)}</td></tr>)}</tbody>
            </table>
          ) : null}
        </>
      )}
    </Sheet>
  );
};
