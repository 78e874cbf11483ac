import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormDef } from '../../domain/forms/form.ts';
import { numberColumn, restorable } from '../../domain/importing/columns.ts';
import type { FileMapping, RecordsReport } from '../../domain/importing/fileMapping.ts';
import { recordColumns } from '../../domain/paper/listCells.ts';
import { FileButton } from '../desk/FileButton.tsx';
import { Press, Sheet, Wrong } from '../desk/parts.tsx';
import { saveBlob } from '../saveBlob.ts';
import { useRefresh, useStation } from '../station.tsx';
import { useWords } from '../words.ts';

/** Rows drawn; the report says how many there are. */
const mostShown = 200;
const counted = ['create', 'same', 'refused'] as const;

/** What a column may fill, in words: the form's fields, and the paper's own number, state, writer and time. */
const useFillWords = (form: FormDef): ReadonlyMap<string, string> => {
  const { lang, say } = useWords();
  const labels = new Map(recordColumns(form, lang).map(({ name, label }) => [name, label]));
  return new Map(restorable(form).map((name) => [name, labels.get(name) ?? (form.fields[name] ? say(form.fields[name].label) : name)]));
};

type Part = { readonly form: FormDef; readonly report: RecordsReport; readonly onMap: (mapping: FileMapping) => void };

const Columns = ({ form, report, onMap }: Part) => {
  const { t } = useWords();
  const fills = useFillWords(form);
  const choose = (head: string, name: string | null) => onMap({ ...report.mapping, columns: { ...Object.fromEntries(Object.entries(report.mapping.columns).map(([each, filled]) => [each, filled === name && name !== null ? null : filled])), [head]: name } });
  return (
    <details className="import-columns" open>
      <summary>{t('importRecords.columns')}</summary>
      <table className="plain-table">
        <thead><tr><th scope="col">{t('import.inFile')}</th><th scope="col">{t('import.example')}</th><th scope="col">{t('import.fills')}</th></tr></thead>
        <tbody>
          {report.columns.map(({ head, example, fills: name }, i) => (
            <tr key={i} data-empty={name === null || undefined}>
              <td>{head}</td><td className="soft">{example}</td>
              <td>
                <select className="input" aria-label={t('importRecords.fillsOf', { head })} disabled={!Object.hasOwn(report.mapping.columns, head)} value={name ?? ''} onChange={(event) => choose(head, event.target.value || null)}>
                  <option value="">{t('import.ignore')}</option>
                  {[...fills].map(([each, label]) => <option key={each} value={each}>{label}{form.fields[each]?.required === true ? ' *' : ''}</option>)}
                </select>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
};

const Words = ({ form, report, onMap }: Part) => {
  const { t, say, list } = useWords();
  const fills = useFillWords(form);
  return (
    <section aria-label={t('importRecords.words')}>
      <h3>{t('importRecords.words')}</h3>
      {report.unknownWords.map(({ name, words, options }) => (
        <div key={name} className="import-words">
          <p>{t('importRecords.wordsNote', { field: fills.get(name) ?? name, options: list(options.map(({ label }) => say(label))) })}</p>
          {words.map((word) => (
            <label key={word} className="row"><span>{t('importRecords.wordOf', { word })}</span>
              <select className="input" value="" onChange={(event) => onMap({ ...report.mapping, values: { ...report.mapping.values, [name]: { ...report.mapping.values[name], [word]: event.target.value } } })}>
                <option value="">{t('importRecords.noWord')}</option>
                {options.map(({ value, label }) => <option key={value} value={value}>{say(label)}</option>)}
              </select>
            </label>
          ))}
        </div>
      ))}
    </section>
  );
};

/** Whom initials in the file were taken for, before anything is written: a wrong guess is seen here, and mended in the file. */
const Taken = ({ form, report }: Pick<Part, 'form' | 'report'>) => {
  const { t, fieldName } = useWords();
  return (
    <section aria-label={t('importRecords.people')}>
      <h3>{t('importRecords.people')}</h3>
      <ul>{report.people.map((each) => <li key={`${each.field} ${each.written}`}>{t('importRecords.takenFor', { field: fieldName(each.field, form), written: each.written, name: each.name, count: each.rows })}</li>)}</ul>
    </section>
  );
};

const Rows = ({ form, report }: Pick<Part, 'form' | 'report'>) => {
  const { t, refuse } = useWords();
  const told = report.counts.refused + report.counts.left;
  return (
    <>
      {/* a long list is scrolled by the keyboard from here */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="import-lines" tabIndex={0} role="group" aria-label={t('import.result')}>
        <table className="plain-table">
          <thead><tr><th scope="col">{t('importRecords.line')}</th><th scope="col">{t('importRecords.name')}</th><th scope="col">{t('importRecords.why')}</th></tr></thead>
          <tbody>
            {report.rows.slice(0, mostShown).map((row) => (
              <tr key={row.line} data-what="refused"><td>{row.line}</td><td>{row.name}</td><td>{row.refusals.map((refusal, i) => <p key={i} className="late">{refuse(refusal.field === numberColumn ? { ...refusal, field: undefined } : refusal, form)}</p>)}</td></tr>
            ))}
          </tbody>
        </table>
      </div>
      {told > mostShown ? <p className="soft">{t('importRecords.moreRows', { count: told - mostShown })}</p> : null}
    </>
  );
};

/** An earlier year's records (R27): the file, what its columns and words mean, a trial, and only then the records; what is not taken is told row by row. */
export const ImportRecords = ({ form, onClose }: { form: FormDef; onClose: () => void }) => {
  const { client } = useStation();
  const { t, say } = useWords();
  const refresh = useRefresh();
  const [file, setFile] = useState<File | null>(null);
  const trial = useMutation({ mutationFn: ({ from, mapping }: { from: File; mapping?: FileMapping }) => client.imports.tryRecords({ form: form.id, file: from, name: from.name, ...(mapping && { mapping }) }) });
  const keep = useMutation({ mutationFn: (mapping: FileMapping) => client.imports.keepMapping({ form: form.id, mapping }) });
  const run = useMutation({ mutationFn: (mapping: FileMapping) => client.imports.takeRecords({ form: form.id, file: file!, name: file!.name, mapping }), onSuccess: () => refresh() });
  const report = run.data ?? trial.data;
  const map = (mapping: FileMapping) => { keep.reset(); if (file) trial.mutate({ from: file, mapping }); };
  const save = async (mapping: FileMapping) => {
    await saveBlob(new Blob([JSON.stringify(mapping, null, 2)], { type: 'application/json' }), `mapping-${form.id}.json`);
  };
  return (
    <Sheet
      wide title={t('importRecords.title', { form: say(form.title) })} onClose={onClose}
      footer={<>
        {report && report.kind !== 'jsonl' ? <><Press className="small quiet" onPress={() => keep.mutate(report.mapping)}>{t('importRecords.keep')}</Press><Press className="small quiet" onPress={() => void save(report.mapping)}>{t('importRecords.save')}</Press></> : null}
        <span className="spring" />
        <Press onPress={onClose}>{report?.written ? t('action.close') : t('action.cancel')}</Press>
        {report?.written ? null : <Press className="main" isDisabled={!report || report.counts.create === 0 || run.isPending || trial.isPending} onPress={() => run.mutate(report!.mapping)}>{run.isPending ? t('importRecords.running') : t('importRecords.run', { n: report?.counts.create ?? 0 })}</Press>}
      </>}
    >
      {report?.written ? <p role="status">{t('importRecords.done', report.counts)}</p> : (
        <>
          <p className="soft">{t('importRecords.note')}</p>
          <FileButton accept=".csv,.xlsx,.txt,.jsonl,.json" onFile={(chosen) => { setFile(chosen); run.reset(); trial.mutate({ from: chosen }); }}>{t('importRecords.choose')}</FileButton>
        </>
      )}
      {trial.isPending ? <p role="status">{t('importRecords.reading')}</p> : null}
      {keep.data === null ? <p role="status">{t('importRecords.kept')}</p> : null}
      <Wrong error={run.error ?? trial.error ?? keep.error} def={form} />
      {report ? (
        <>
          <div className="counts" role="status">{counted.map((what) => <span key={what} data-what={what} data-some={report.counts[what] > 0 || undefined}>{t(`importRecords.${what}`, { n: report.counts[what] })}</span>)}{report.counts.left > 0 ? <span>{t('importRecords.left', { count: report.counts.left })}</span> : null}</div>
          {report.people.length > 0 ? <Taken form={form} report={report} /> : null}
          {!report.written && report.unknownWords.length > 0 ? <Words form={form} report={report} onMap={map} /> : null}
          {!report.written && report.columns.length > 0 ? <Columns form={form} report={report} onMap={map} /> : null}
          {report.rows.length > 0 ? <Rows form={form} report={report} /> : null}
        </>
      ) : null}
    </Sheet>
  );
};
