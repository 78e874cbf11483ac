import { AlertTriangle, Check, CircleMinus, OctagonAlert } from 'lucide-react';
import { Button } from 'react-aria-components';
import { clockOf } from '../../domain/clocks/shanghai.ts';
import type { Reading, Verdict } from '../../domain/forms/form.ts';
import { readingColumns } from '../../domain/paper/geometry.ts';
import { paperWords, sheetVerdictText, verdictWords } from '../../domain/paper/words.ts';
import { sheetVerdict, verdictOf } from '../../domain/readings/verdict.ts';
import { useWords } from '../words.ts';
import { GrowingText, NumberText } from './cells.tsx';
import { useSheet } from './sheet.ts';

const verdictIcons = { normal: Check, warning: AlertTriangle, alarm: OctagonAlert, 'not-applicable': CircleMinus, missing: null } as const;

const VerdictMark = ({ verdict }: { verdict: Verdict }) => {
  const { say } = useWords();
  const Icon = verdictIcons[verdict];
  return (
    <span className="verdict" data-verdict={verdict}>
      {Icon ? <Icon size={12} aria-hidden="true" /> : null}
      {say(verdictWords[verdict])}
    </span>
  );
};

type RowProps = { readonly reading: Reading; readonly field: string; readonly change: (next: Reading) => void };

const ReadingValue = ({ reading, field, change }: RowProps) => {
  const { editable, previous, problems, report } = useSheet();
  const { t, say } = useWords();
  const path = `${field}.${reading.key}`;
  const label = `${say(reading.name)}${reading.unit ? ` (${reading.unit})` : ''}`;
  const before = previous?.[reading.key];
  const stateWord = (value: number | string | undefined) => (value === 'normal' ? say(paperWords.normalState) : value === 'abnormal' ? say(paperWords.abnormalState) : (value ?? ''));
  // a value the engineer touches is the engineer's own from then on
  const put = (value: Reading['value']) => change({ ...reading, value, source: undefined });
  const still = reading.notApplicable ? '—' : stateWord(reading.value);
  return (
    <td className="value" data-field={path}>
      {!editable || reading.notApplicable ? (
        <span>{still}</span>
      ) : reading.kind === 'state' ? (
        <span className="choices tight" role="radiogroup" aria-label={label}>
          {(['normal', 'abnormal'] as const).map((state) => (
            <label key={state} className="choice">
              <input type="radio" name={path} checked={reading.value === state} onChange={() => put(state)} />
              <i aria-hidden="true" />
              <span>{stateWord(state)}</span>
            </label>
          ))}
        </span>
      ) : (
        <NumberText
          label={label} value={typeof reading.value === 'number' ? reading.value : undefined} decimals={6} wrong={problems.has(path)}
          onNumber={(number) => { report(path, null); put(number); }} onWrong={() => report(path, 'wrong-type')}
        />
      )}
      {editable && reading.source ? <small className="source">{t('paper.readAt', { time: clockOf(reading.source.at) })}</small> : null}
      {editable && before && (before.yesterday !== undefined || before.lastWeek !== undefined) ? (
        <small className="before">
          {before.yesterday === undefined ? null : <span>{t('paper.yesterday', { value: stateWord(before.yesterday) })}</span>}
          {before.lastWeek === undefined ? null : <span>{t('paper.lastWeek', { value: stateWord(before.lastWeek) })}</span>}
        </small>
      ) : null}
    </td>
  );
};

const ReadingRow = ({ reading, field, change, group }: RowProps & { group?: { readonly text: string; readonly rows: number } }) => {
  const { editable, problems, missing, def } = useSheet();
  const { t, say, lang, refuse } = useWords();
  const path = `${field}.${reading.key}`;
  const verdict = verdictOf(reading);
  const problem = problems.get(path);
  const acting = verdict === 'alarm' || verdict === 'warning';
  const remark = acting ? reading.action : reading.note;
  const unclear = (verdict === 'alarm' && !reading.action?.trim()) || (reading.notApplicable && !reading.note?.trim());
  const remarkLabel = reading.notApplicable ? t('paper.naReason') : acting ? t('paper.action') : t('paper.note');
  return (
    <tr data-row data-verdict={verdict} data-missing={(editable && (missing.has(path) || unclear)) || undefined}>
      {group ? <th scope="rowgroup" rowSpan={group.rows} className="group">{group.text}</th> : null}
      <th scope="row">{say(reading.name)}{reading.critical ? <b title={t('paper.critical')}> *</b> : null}</th>
      <td className="unit">{reading.unit ?? ''}</td>
      <td className="limit">{reading.warn === undefined ? '—' : `${reading.worse === 'low' ? '≤' : '≥'}${reading.warn}`}</td>
      <td className="limit">{reading.alarm === undefined ? '—' : `${reading.worse === 'low' ? '≤' : '≥'}${reading.alarm}`}</td>
      <ReadingValue reading={reading} field={field} change={change} />
      <td className="judged">
        <VerdictMark verdict={verdict} />
        {editable ? (
          <label className="na">
            <input
              type="checkbox" checked={reading.notApplicable ?? false} aria-label={t('paper.naFor', { name: say(reading.name) })}
              onChange={(event) => change(event.target.checked ? { ...reading, notApplicable: true, value: undefined, source: undefined } : { ...reading, notApplicable: undefined })}
            />
            {say(verdictWords['not-applicable'])}
          </label>
        ) : null}
      </td>
      <td className="remark" data-field={`${path}.remark`}>
        {editable ? (
          <GrowingText
            name={path} label={`${say(reading.name)} ${remarkLabel}`} value={remark ?? ''} placeholder={reading.notApplicable || verdict === 'alarm' ? remarkLabel : undefined} wrong={problem !== undefined}
            onText={(text) => change(acting ? { ...reading, action: text || undefined } : { ...reading, note: text || undefined })}
          />
        ) : (
          [reading.note, reading.action].filter(Boolean).join(lang === 'zh' ? '；' : '; ')
        )}
        {problem ? <span className="cell-note" role="alert">{refuse(problem, def, () => say(reading.name))}</span> : null}
      </td>
    </tr>
  );
};

const withoutEmpty = (reading: Reading): Reading => Object.fromEntries(Object.entries(reading).filter(([, value]) => value !== undefined)) as Reading;

/** The measured items of an inspection (R10): value, limits, verdict by itself, yesterday and last week beside the input. */
export const Readings = ({ field, title }: { field: string; title?: string }) => {
  const { data, set, editable, readMachine, reading: busy } = useSheet();
  const { t, say } = useWords();
  const readings = (Array.isArray(data[field]) ? data[field] : []) as readonly Reading[];
  const change = (next: Reading) => set(field, readings.map((each) => (each.key === next.key ? withoutEmpty(next) : each)));
  const verdict = sheetVerdict(readings);
  const groupOf = (reading: Reading): string => say(reading.group);
  return (
    <section className="block">
      <h3 className="block-title" data-row>
        <span>{title}</span>
        {editable && readMachine && readings.some((each) => each.collector) ? (
          <Button className="button small desk-tool" isDisabled={busy} onPress={readMachine}>{busy ? t('paper.readingNow') : t('paper.readMachine')}</Button>
        ) : null}
      </h3>
      <table className="readings">
        <caption className="only-read">{title}</caption>
        <colgroup>{readingColumns.map((units, i) => <col key={i} style={{ width: `${(units / 24) * 100}%` }} />)}</colgroup>
        <thead>
          <tr data-row>
            {(['group', 'item', 'unit', 'warn', 'alarm', 'value', 'verdict', 'remark'] as const).map((column) => <th key={column} scope="col">{say(paperWords[column])}</th>)}
          </tr>
        </thead>
        <tbody>
          {readings.map((reading, i) => {
            const starts = i === 0 || groupOf(readings[i - 1]!) !== groupOf(reading);
            let rows = 1;
            while (starts && readings[i + rows] && groupOf(readings[i + rows]!) === groupOf(reading)) rows += 1;
            return <ReadingRow key={reading.key} reading={reading} field={field} change={change} group={starts ? { text: groupOf(reading), rows } : undefined} />;
          })}
        </tbody>
        {readings.length > 0 ? (
          <tfoot>
            <tr data-row data-failed={verdict.failed || undefined}>
              <th scope="row" colSpan={2}>{say(paperWords.conclusion)}</th>
              <td colSpan={readingColumns.length - 2}>{say(sheetVerdictText(verdict))}</td>
            </tr>
          </tfoot>
        ) : null}
      </table>
    </section>
  );
};
