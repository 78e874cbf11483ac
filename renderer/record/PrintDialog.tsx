import { useQuery } from '@tanstack/react-query';
import { useId, useState } from 'react';
import { copiesOf, mayExist, nextPrint } from '../../domain/record/copies.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import type { Rec } from '../../domain/record/record.ts';
import { useLacks } from '../desk/lacks.tsx';
import { Press, Sheet, Wrong } from '../desk/parts.tsx';
import { useMay } from '../may.ts';
import { useRefresh, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { saveBlob } from '../saveBlob.ts';
import { blobToBytes, PdfView } from './PdfView.tsx';

/** The labelled copies (R9, R40): preview, print each through the system's printer, or save as PDF where there is none. */
export const PrintDialog = ({ record, def, onClose }: { record: Rec; def: FormDef; onClose: () => void }) => {
  const { ask, client } = useStation();
  const { t, say, list } = useWords();
  const refresh = useRefresh();
  const may = useMay();
  const mayPrint = may('papers.print');
  const maySave = may('papers.save');
  const printers = useQuery({ ...ask.papers.printers.queryOptions(), enabled: mayPrint, gcTime: 0, staleTime: 0 });
  const sealed = record.seal !== undefined;
  const copies = copiesOf(def, record);
  const all = copies.map((copy) => copy.no);
  const [chosen, setChosen] = useState<readonly number[]>(() => {
    const fresh = all.filter((no) => !record.copies.some((each) => each.no === no && each.medium === 'printer' && mayExist(each)));
    return fresh.length > 0 ? fresh : all;
  });
  const [printer, setPrinter] = useState<string | null>(null);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const [done, setDone] = useState<string | null>(null);
  const printerId = useId();

  const shownCopies = sealed ? chosen : [];
  const preview = useQuery({
    queryKey: ['paper', record.id, record.rev, shownCopies],
    queryFn: async () => blobToBytes(await client.papers.pdf({ id: record.id, copies: [...shownCopies] })),
    enabled: !sealed || chosen.length > 0,
    gcTime: 0,
  });
  const target = printer ?? printers.data?.find((each) => each.isDefault)?.name ?? printers.data?.[0]?.name;
  const again = record.copies.some((each) => chosen.includes(each.no) && mayExist(each));
  const why = again ? { reason: reason.trim() } : {};
  const lacks = useLacks({ reason: again && reason.trim() === '' ? t('account.fill', { field: t('print.reason') }) : null });
  const toggle = (no: number, on: boolean) => setChosen(all.filter((each) => (each === no ? on : chosen.includes(each))));
  const run = async (work: () => Promise<string>) => {
    setBusy(true);
    setError(null);
    setDone(null);
    try {
      setDone(await work());
      await refresh();
    } catch (failure) {
      setError(failure);
    } finally {
      setBusy(false);
    }
  };
  const print = () => lacks.isComplete() && void run(async () => {
    const outcome = await client.papers.print({ id: record.id, copies: [...chosen], printer: target!, ...why });
    return t('print.sent', { copies: list(outcome.copies.map(String)), printer: target! });
  });
  const save = () => lacks.isComplete() && void run(async () => {
    const saved = await saveBlob(await client.papers.save({ id: record.id, copies: [...chosen], ...why }), `${record.number}.pdf`);
    return saved ? t('print.saved', { name: `${record.number}.pdf` }) : t('print.notSaved');
  });
  const blocked = busy || chosen.length === 0;

  return (
    <Sheet
      wide title={sealed && mayPrint ? t('print.title', { number: record.number }) : t('print.previewTitle', { number: record.number })} onClose={onClose}
      footer={sealed && (mayPrint || maySave) ? (
        <>
          <span className="spring" />
          {maySave ? <Press isDisabled={blocked} onPress={save}>{t('print.savePdf')}</Press> : null}
          {mayPrint ? <Press className="main" isDisabled={blocked || !target} onPress={print}>{busy ? t('print.sending') : t('print.print')}</Press> : null}
        </>
      ) : undefined}
    >
      <div className="print-layout">
        {sealed ? (
          <div className="print-options">
            <fieldset className="plain">
              <legend>{t('print.copies')}</legend>
              {copies.map((copy) => {
                const before = nextPrint(record, copy.no) - 1;
                return (
                  <label key={copy.no} className="copy-choice" data-colour={copy.colour}>
                    <input type="checkbox" checked={chosen.includes(copy.no)} onChange={(event) => toggle(copy.no, event.target.checked)} />
                    <span>{say(copy.label)} · {say(copy.holder)}</span>
                    {before > 0 ? <small className="soft">{t('print.before', { count: before })}</small> : null}
                  </label>
                );
              })}
            </fieldset>
            {again ? (
              <div className="field"><label htmlFor={lacks.input('reason').id}>{t('print.reason')}</label><input {...lacks.input('reason')} className="input" maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} />{lacks.note('reason')}</div>
            ) : null}
            {mayPrint ? (
              <div className="field">
                <label htmlFor={printerId}>{t('print.printer')}</label>
                {printers.data && printers.data.length === 0 ? (
                  <p className="notice warn">{t('print.noPrinter')}</p>
                ) : (
                  <select id={printerId} className="input" value={target ?? ''} onChange={(event) => setPrinter(event.target.value)}>
                    {printers.data?.map((each) => <option key={each.name} value={each.name}>{each.description || each.name}{each.state === 'stopped' ? ` · ${t('print.stopped')}` : ''}</option>)}
                  </select>
                )}
              </div>
            ) : null}
            <Wrong error={error} />
            {done ? <p className="notice" role="status">{done}</p> : null}
          </div>
        ) : (
          <p className="notice">{t('print.notSealed')}</p>
        )}
        {/* a region that scrolls can be reached by the keyboard */}
        {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
        <section className="print-preview" tabIndex={0} aria-label={t('record.preview')}>
          {preview.error ? <Wrong error={preview.error} /> : null}
          {preview.data ? <PdfView bytes={preview.data} maxWidth={560} language="zh-CN" /> : preview.error ? null : <p role="status" className="soft">{t('print.making')}</p>}
        </section>
      </div>
    </Sheet>
  );
};
