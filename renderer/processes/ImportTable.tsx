import { useMutation } from '@tanstack/react-query';
import { useState } from 'react';
import type { FormDef } from '../../domain/forms/form.ts';
import { importable, numberColumn, type Mapping } from '../../domain/importing/columns.ts';
import type { ImportReport } from '../../domain/importing/report.ts';
import { FileButton } from '../desk/FileButton.tsx';
import { Press, Sheet, Wrong } from '../desk/parts.tsx';
import { useRefresh, useStation } from '../station.tsx';
import { useWords } from '../words.ts';

/** Lines drawn; the refused ones first, so that what is wrong is never among those left out. */
const mostShown = 200;
const counted = ['create', 'update', 'same', 'refused'] as const;

/** Whether papers of the form can be taken in from a table: not those a customer fills in, a round makes or the contract is. */
export const takesTables = (form: FormDef): boolean => form.about === undefined && !form.round && !form.profile;

const Columns = ({ form, report, onMap }: { form: FormDef; report: ImportReport; onMap: (mapping: Mapping) => void }) => {
  const { t, say } = useWords();
  return (
    <details className="import-columns" open>
      <summary>{t('import.columns')}</summary>
      <table className="plain-table">
        <thead><tr><th scope="col">{t('import.inFile')}</th><th scope="col">{t('import.example')}</th><th scope="col">{t('import.fills')}</th></tr></thead>
        <tbody>
          {report.heads.map((head, i) => (
            <tr key={i}>
              <td>{head}</td>
              <td className="soft">{report.sample.map((row) => row[i] ?? '').find((cell) => cell.trim() !== '') ?? ''}</td>
              <td>
                <select className="input" aria-label={t('import.fillsOf', { head })} value={report.mapping[i] ?? ''} onChange={(event) => onMap(report.mapping.map((name, k) => (k === i ? event.target.value || null : name)))}>
                  <option value="">{t('import.ignore')}</option>
                  <option value={numberColumn}>{t('import.number')}</option>
                  {importable(form).map((name) => <option key={name} value={name}>{say(form.fields[name]!.label)}{form.fields[name]!.required === true ? ' *' : ''}</option>)}
                </select>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </details>
  );
};

const Lines = ({ form, report }: { form: FormDef; report: ImportReport }) => {
  const { t, refuse, fieldName, list } = useWords();
  const lines = report.lines.toSorted((a, b) => Number(b.what === 'refused') - Number(a.what === 'refused') || a.line - b.line);
  return (
    <>
      {/* a long list is scrolled by the keyboard from here */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <div className="import-lines" tabIndex={0} role="group" aria-label={t('import.result')}>
        <table className="plain-table">
          <thead><tr><th scope="col">{t('import.line')}</th><th scope="col">{t('import.name')}</th><th scope="col">{t('import.result')}</th></tr></thead>
          <tbody>
            {lines.slice(0, mostShown).map((line) => (
              <tr key={line.line} data-what={line.what}>
                <td>{line.line}</td>
                <td>{line.name} <span className="mono soft">{report.written || line.what !== 'create' ? line.number : ''}</span></td>
                <td>
                  <b>{t(`import.what.${line.what}`)}</b>{line.what === 'update' ? ` ${list(line.fields.map((name) => fieldName(name, form)))}` : ''}
                  {(line.people ?? []).map((each) => <p key={each.field}>{t('import.takenFor', { field: fieldName(each.field, form), written: each.written, name: each.name })}</p>)}
                  {line.refusals.map((refusal, i) => <p key={i} className="late">{refuse(refusal.field === numberColumn ? { ...refusal, field: undefined } : refusal, form)}</p>)}
                </td>
              </tr>
            ))}
          </tbody>
        </table>
      </div>
      {lines.length > mostShown ? <p className="soft">{t('import.moreLines', { count: lines.length - mostShown })}</p> : null}
    </>
  );
};

/** Papers taken in from a spreadsheet: the file, what its columns fill, a trial with each line's fate, and only then the import (R19). */
export const ImportTable = ({ form, onClose }: { form: FormDef; onClose: () => void }) => {
  const { client } = useStation();
  const { t, say } = useWords();
  const refresh = useRefresh();
  const [file, setFile] = useState<File | null>(null);
  const [skip, setSkip] = useState(false);
  const trial = useMutation({ mutationFn: ({ from, mapping }: { from: File; mapping?: Mapping }) => client.imports.preview({ form: form.id, file: from, ...(mapping && { mapping: [...mapping] }) }) });
  const run = useMutation({
    mutationFn: (report: ImportReport) => client.imports.run({ form: form.id, file: file!, mapping: [...report.mapping], skipRefused: skip }),
    onSuccess: () => refresh(),
  });
  const report = run.data ?? trial.data;
  const good = report ? report.counts.create + report.counts.update : 0;
  const mayRun = report !== undefined && !report.written && good > 0 && (report.counts.refused === 0 || skip);
  return (
    <Sheet
      wide title={t('import.title', { form: say(form.title) })} onClose={onClose}
      footer={<>
        {report && !report.written && report.counts.refused > 0 ? <label className="skip"><input type="checkbox" checked={skip} onChange={(event) => setSkip(event.target.checked)} /> {t('import.skip')}</label> : null}
        <span className="spring" />
        <Press onPress={onClose}>{report?.written ? t('action.close') : t('action.cancel')}</Press>
        {report?.written ? null : <Press className="main" isDisabled={!mayRun || run.isPending} onPress={() => run.mutate(report!)}>{run.isPending ? t('import.running') : t('import.run', { n: good })}</Press>}
      </>}
    >
      {report?.written ? <p role="status">{t('import.done', report.counts)}</p> : (
        <>
          <p className="soft">{t('import.note')}</p>
          <FileButton accept=".csv,.xlsx,.txt" onFile={(chosen) => { setFile(chosen); setSkip(false); run.reset(); trial.mutate({ from: chosen }); }}>{t('import.choose')}</FileButton>
        </>
      )}
      {trial.isPending ? <p role="status">{t('import.reading')}</p> : null}
      <Wrong error={run.error ?? trial.error} def={form} />
      {report ? (
        <>
          {report.written ? null : <Columns form={form} report={report} onMap={(mapping) => { if (file) trial.mutate({ from: file, mapping }); }} />}
          <div className="counts" role="status">{counted.map((what) => <span key={what} data-what={what} data-some={report.counts[what] > 0 || undefined}>{t(`import.${what}`, { n: report.counts[what] })}</span>)}</div>
          {report.lines.length === 0 ? <p>{t('import.nothing')}</p> : <Lines form={form} report={report} />}
        </>
      ) : null}
    </Sheet>
  );
};
