import { useEffect, useMemo, useReducer, useRef, useState } from 'react';
import { brokenChart, chartHeight, chartMarks, isDrawable, type Chart } from '../../domain/report/charts.ts';
import { ChartFrame } from '../report/ChartFrame.tsx';
import { createMeasure, MarkShape } from '../report/ReportChart.tsx';
import { useWords } from '../words.ts';

/** Points of the paper are a third larger on the screen, where they are read from further away. */
const scale = 1.34;

/** A chart as the paper draws it, in vectors and as wide as its place. The table beside it says the same to whoever does not see it. */
export const ChartView = ({ chart }: { chart: Chart }) => {
  const { say } = useWords();
  const words = say(brokenChart);
  return isDrawable(chart) ? <ChartFrame words={words}><Drawn chart={chart} /></ChartFrame> : <p className="soft chart-broken" role="note">{words}</p>;
};

const Drawn = ({ chart }: { chart: Chart }) => {
  const { lang, say } = useWords();
  const holder = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useEffect(() => {
    const { current } = holder;
    if (!current) return undefined;
    const watch = new ResizeObserver(([entry]) => setWidth(Math.floor(entry?.contentRect.width ?? 0)));
    watch.observe(current);
    return () => watch.disconnect();
  }, []);
  // a label measured before its font was there would stand under its bar: drawn again with each font that comes
  const [, again] = useReducer((times: number) => times + 1, 0);
  useEffect(() => {
    document.fonts.addEventListener('loadingdone', again);
    return () => document.fonts.removeEventListener('loadingdone', again);
  }, []);
  const measure = useMemo(() => createMeasure(), []);
  const [w, h] = [width / scale, chartHeight(chart)];
  const marks = width === 0 ? [] : chartMarks(chart, { x: 1, y: 2, w: w - 2, h: h - 4 }, lang, measure);
  return (
    <div className="chart" ref={holder} style={{ minHeight: h * scale }}>
      {marks.length === 0 ? null : (
        <svg viewBox={`0 0 ${w} ${h}`} width={width} height={h * scale} role="img" aria-label={say(chart.title)}>
          {marks.map((mark, i) => <MarkShape key={i} mark={mark} />)}
        </svg>
      )}
    </div>
  );
};
