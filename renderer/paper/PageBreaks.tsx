import { useDeferredValue, useEffect, useMemo, useState, type RefObject } from 'react';
import type { FontRole, Measure } from '../../domain/paper/breaking.ts';
import { cellsByPage } from '../../domain/paper/layout.ts';
import { useWords } from '../words.ts';
import { pageOpeners } from './pageOpeners.ts';
import { useSheet } from './sheet.ts';

const faces: Readonly<Record<FontRole, string>> = {
  serif: "400 100px 'Paper Serif', 'Rare Han', serif", serifBold: "600 100px 'Paper Serif', 'Rare Han', serif",
  sans: "400 100px 'Desk Sans', 'Rare Han', sans-serif", sansMedium: "500 100px 'Desk Sans', 'Rare Han', sans-serif",
};

/** Widths of text in the window's fonts, which are the paper's. pt. */
const createMeasure = (): Measure | null => {
  const pen = document.createElement('canvas').getContext('2d');
  if (!pen) return null;
  const known = new Map<string, number>();
  return (text, font, size) => {
    const key = `${font} ${text}`;
    let em = known.get(key);
    if (em === undefined) {
      pen.font = faces[font];
      em = pen.measureText(text).width / 100;
      known.set(key, em);
    }
    return em * size;
  };
};

/** The row of the screen on which one of the cells stands, looked for by ever shorter names: the paper splits a reading into more cells. */
const rowOf = (frame: HTMLElement, names: readonly string[]): HTMLElement | null => {
  for (const name of names) {
    if (name.startsWith('title:')) {
      const title = [...frame.querySelectorAll<HTMLElement>('.block-title')].find((each) => each.firstElementChild?.textContent === name.slice('title:'.length));
      if (title) return title;
    }
    for (let path = name; path !== ''; path = path.includes('.') ? path.slice(0, path.lastIndexOf('.')) : '') {
      const row = frame.querySelector(`[data-field="${CSS.escape(path)}"]`)?.closest<HTMLElement>('[data-row]');
      if (row) return row;
    }
  }
  return null;
};

/** Where the printed paper goes on on another page: laid out as the PDF is, never guessed from the height of what is on the screen. */
export const PageBreaks = ({ frame }: { frame: RefObject<HTMLElement | null> }) => {
  const { def, record, data } = useSheet();
  const { t } = useWords();
  const written = useDeferredValue(data);
  const [measure] = useState(createMeasure);
  // the paper is printed in the contract's language, whatever the window speaks
  const openers = useMemo(() => (measure ? pageOpeners(cellsByPage({ def, rec: { ...record, data: written }, lang: 'zh', measure })) : []), [def, record, written, measure]);
  const [breaks, setBreaks] = useState<readonly (number | null)[]>([]);
  // the frame around this is there only after the layout effects of what stands in it
  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const place = () => {
      const top = openers.map((names) => {
        const row = rowOf(element, names);
        // a table's rows count from the table
        return row ? row.offsetTop + (row instanceof HTMLTableRowElement ? (row.closest('table')?.offsetTop ?? 0) : 0) : null;
      });
      setBreaks((old) => (old.length === top.length && old.every((y, i) => y === top[i]) ? old : top));
    };
    const observer = new ResizeObserver(place);
    observer.observe(element);
    place();
    return () => observer.disconnect();
  }, [frame, openers]);
  return breaks.map((y, i) => (y === null ? null : <div key={openers[i]?.[0] ?? i} className="page-break" style={{ top: y }} aria-hidden="true"><span>{t('paper.page', { page: i + 2 })}</span></div>));
};
