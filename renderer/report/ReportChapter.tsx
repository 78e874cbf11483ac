import { memo, useCallback } from 'react';
import type { Figure } from '../../domain/report/figure.ts';
import { chapterHeading } from '../../domain/report/layout.ts';
import type { Chapter } from '../../domain/report/report.ts';
import { valueWords } from '../../domain/report/tables.ts';
import { useWords } from '../words.ts';
import { ChapterNotes } from './ChapterNotes.tsx';
import { ReportChart } from './ReportChart.tsx';
import { ReportTable, type Behind } from './ReportTable.tsx';

type Props = {
  readonly chapter: Chapter;
  readonly no: number;
  readonly figures: readonly Figure[];
  readonly author: string;
  readonly onWrite?: (chapter: Chapter['id'], text: string) => Promise<unknown>;
  readonly onBehind: (behind: Behind) => void;
};

/** One chapter as it will be printed: its words, what people wrote, its figures, charts and tables. */
export const ReportChapter = memo(({ chapter, no, figures, author, onWrite, onBehind }: Props) => {
  const { t, say, lang } = useWords();
  const { id } = chapter;
  const write = useCallback((text: string) => onWrite?.(id, text) ?? Promise.resolve(), [onWrite, id]);
  const title = say(chapterHeading(no, chapter.title));
  const named = (kind: 'chart' | 'table', i: number, words: string): string => t(`report.${kind}`, { chapter: no + 1, no: i + 1, title: words });
  return (
    <section className="report-chapter" id={`chapter-${chapter.id}`} aria-labelledby={`heading-${chapter.id}`}>
      <h2 id={`heading-${chapter.id}`} tabIndex={-1}>{title}</h2>
      {chapter.paragraphs.map((words) => <p key={words.zh} className="report-words-own">{say(words)}</p>)}
      <ChapterNotes chapter={chapter} title={say(chapter.title)} author={author} {...(onWrite && { onWrite: write })} />
      <ul className="report-figures">
        {chapter.figures.flatMap((id) => figures.find((each) => each.id === id) ?? []).map((figure) => (
          <li key={figure.id}>
            <button type="button" onClick={() => onBehind({ title: say(figure.label), ids: figure.ids, figure: figure.id })} title={t('report.openRecords', { count: figure.ids.length })}>
              <span className="soft">{say(figure.label)}</span><b>{valueWords(figure)[lang]}</b><small>{t('report.records', { count: figure.ids.length })}</small>
            </button>
          </li>
        ))}
      </ul>
      {chapter.charts.map((chart, i) => <ReportChart key={chart.id} chart={chart} caption={named('chart', i, `${say(chart.title)}${say(chart.unit) === '' ? '' : lang === 'zh' ? `（${chart.unit.zh}）` : ` (${chart.unit.en})`}`)} />)}
      {chapter.tables.map((table, i) => <ReportTable key={table.id} table={table} caption={named('table', i, say(table.title))} onBehind={onBehind} />)}
    </section>
  );
});
