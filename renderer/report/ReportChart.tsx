import { useMemo } from 'react';
import { brokenChart, chartHeight, chartMarks, isDrawable, type Chart } from '../../domain/report/charts.ts';
import type { Mark } from '../../domain/paper/marks.ts';
import type { Measure } from '../../domain/paper/breaking.ts';
import { useWords } from '../words.ts';
import { ChartFrame } from './ChartFrame.tsx';

/** Width of a chart as it is reckoned, pt: that of the printed column; the screen scales it. */
const width = 442;

/** Widths of text by the fonts of the screen. */
export const createMeasure = (): Measure => {
  const context = document.createElement('canvas').getContext('2d');
  const family = getComputedStyle(document.documentElement).getPropertyValue('--sans');
  return (words, _font, size) => {
    if (!context) return words.length * size;
    context.font = `${size}px ${family}`;
    return context.measureText(words).width;
  };
};

export const MarkShape = ({ mark }: { mark: Mark }) => {
  if (mark.kind === 'text') return <text x={mark.x} y={mark.y} fontSize={mark.size} fill={mark.colour}>{mark.text}</text>;
  if (mark.kind === 'line') return <line x1={mark.x1} y1={mark.y1} x2={mark.x2} y2={mark.y2} stroke={mark.colour} strokeWidth={mark.width} />;
  if (mark.kind === 'rect') return <rect x={mark.x} y={mark.y} width={mark.w} height={mark.h} fill={mark.fill ?? 'none'} stroke={mark.stroke} strokeWidth={mark.width} />;
  return null;
};

/** A chart in the same marks as on paper, as vectors; its table says the same in figures. */
export const ReportChart = ({ chart, caption }: { chart: Chart; caption: string }) => {
  const { say } = useWords();
  const words = say(brokenChart);
  return isDrawable(chart) ? <ChartFrame words={words}><Drawn chart={chart} caption={caption} /></ChartFrame> : <p className="soft chart-broken" role="note">{words}</p>;
};

const Drawn = ({ chart, caption }: { chart: Chart; caption: string }) => {
  const { lang } = useWords();
  const measure = useMemo(() => createMeasure(), []);
  const height = chartHeight(chart);
  const marks = useMemo(() => chartMarks(chart, { x: 0, y: 0, w: width, h: height }, lang, measure), [chart, height, lang, measure]);
  return (
    <figure className="report-chart">
      <svg viewBox={`0 0 ${width} ${height + 4}`} role="img" aria-label={caption}>{marks.map((mark, i) => <MarkShape key={i} mark={mark} />)}</svg>
      <figcaption>{caption}</figcaption>
    </figure>
  );
};
