import { getDocument, GlobalWorkerOptions, type PDFDocumentProxy } from 'pdfjs-dist';
import workerAddress from 'pdfjs-dist/build/pdf.worker.min.mjs?url';
import { useEffect, useEffectEvent, useRef, useState } from 'react';
import { useWords } from '../words.ts';

GlobalWorkerOptions.workerSrc = workerAddress;

/** Height over width of A4: how high a page stands until it is drawn. */
const pageShape = 297 / 210;

type PageProps = { readonly pdf: PDFDocumentProxy; readonly number: number; readonly width: number; readonly language?: string; /** the page it is opened at */ readonly first?: boolean; readonly onDrawn: (number: number) => void; readonly onFailed: () => void };

const Page = ({ pdf, number, width, language, first = false, onDrawn, onFailed }: PageProps) => {
  const canvas = useRef<HTMLCanvasElement>(null);
  const { t } = useWords();
  const [text, setText] = useState('');
  const figure = useRef<HTMLElement>(null);
  const tellDrawn = useEffectEvent(() => onDrawn(number));
  const tellFailed = useEffectEvent(() => onFailed());
  useEffect(() => { if (first) figure.current?.scrollIntoView({ block: 'start' }); }, [first]);
  useEffect(() => {
    let task: { cancel: () => void } | undefined;
    let gone = false;
    const draw = async () => {
      const page = await pdf.getPage(number);
      const element = canvas.current;
      if (gone || !element) return;
      const natural = page.getViewport({ scale: 1 });
      const density = Math.min(window.devicePixelRatio || 1, 3);
      const viewport = page.getViewport({ scale: (width / natural.width) * density });
      element.width = Math.floor(viewport.width);
      element.height = Math.floor(viewport.height);
      element.style.height = `${Math.floor(viewport.height / density)}px`;
      const drawing = page.render({ canvas: element, viewport });
      task = drawing;
      await drawing.promise;
      if (!gone) tellDrawn();
      const content = await page.getTextContent();
      if (!gone) setText(content.items.map((item) => ('str' in item ? item.str : '')).join(' '));
    };
    // a drawing given up because the page changed its size is no fault
    draw().catch((error: unknown) => {
      if (gone || (error as Error).name === 'RenderingCancelledException') return;
      console.error(error);
      tellFailed();
    });
    return () => {
      gone = true;
      task?.cancel();
    };
  }, [pdf, number, width]);
  return (
    <figure className="pdf-page" ref={figure} data-first={first || undefined} aria-label={t('print.pageOf', { page: number, pages: pdf.numPages })}>
      <canvas ref={canvas} style={{ width, height: width * pageShape }} aria-hidden="true" />
      <p className="only-read" lang={language}>{text}</p>
    </figure>
  );
};

/** The real bytes of a PDF, drawn page under page at the width there is, opened at `page`. `language`: what it is written in, when known. `onShown`: once every page is drawn. */
export const PdfView = ({ bytes, page, maxWidth = 900, zoom = 1, language, onShown }: { bytes: Uint8Array; page?: number; maxWidth?: number; zoom?: number; language?: string; onShown?: (pages: number) => void }) => {
  const { t } = useWords();
  const frame = useRef<HTMLDivElement>(null);
  const [pdf, setPdf] = useState<PDFDocumentProxy | null>(null);
  const [broken, setBroken] = useState(false);
  const [width, setWidth] = useState(0);
  const drawn = useRef(new Set<number>());
  const pageDrawn = (number: number) => {
    drawn.current.add(number);
    if (drawn.current.size === pdf?.numPages) onShown?.(pdf.numPages);
  };
  useEffect(() => {
    let gone = false;
    // pdf.js takes the buffer away: it gets a copy
    const loading = getDocument({ data: bytes.slice(), cMapUrl: new URL('cmaps/', document.baseURI).href });
    loading.promise.then(
      (loaded) => {
        if (gone) return;
        drawn.current.clear();
        setPdf(loaded);
      },
      () => { if (!gone) setBroken(true); },
    );
    return () => {
      gone = true;
      void loading.destroy();
    };
  }, [bytes]);
  useEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const measure = () => setWidth(Math.floor(Math.min(element.clientWidth, maxWidth)));
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, [maxWidth]);
  return (
    <div className="pdf" ref={frame}>
      {broken ? <p role="alert">{t('print.unreadable')}</p> : null}
      {!pdf && !broken ? <p role="status" className="soft">{t('print.making')}</p> : null}
      {pdf && width > 0 ? Array.from({ length: pdf.numPages }, (_, i) => <Page key={i} pdf={pdf} number={i + 1} width={Math.floor(width * zoom)} language={language} first={page === i + 1} onDrawn={pageDrawn} onFailed={() => setBroken(true)} />) : null}
    </div>
  );
};

export const blobToBytes = async (blob: Blob): Promise<Uint8Array<ArrayBuffer>> => new Uint8Array(await blob.arrayBuffer());
/** Lower-case hex SHA-256 of the bytes on this screen. */
export const hashOfBytes = async (bytes: Uint8Array): Promise<string> => {
  const digest = await crypto.subtle.digest('SHA-256', bytes.slice().buffer);
  return [...new Uint8Array(digest)].map((byte) => byte.toString(16).padStart(2, '0')).join('');
};
