import { useEffect, useEffectEvent, useImperativeHandle, useRef, type Ref } from 'react';
import SignaturePad, { type PointGroup } from 'signature_pad';
import type { Ink } from '../../domain/record/record.ts';

export type PadHandle = { readonly ink: () => Ink | null; readonly clear: () => void };

const penColour = '#14181f';
const groupOf = (points: PointGroup['points']): PointGroup => ({ dotSize: 2.4, minWidth: 1.2, maxWidth: 3.6, penColor: penColour, velocityFilterWeight: 0.6, compositeOperation: 'source-over', points });

const inkToGroups = (ink: Ink, origin: number): PointGroup[] =>
  ink.strokes.map((stroke) => groupOf(stroke.map(({ x, y, p, t }) => ({ x, y, pressure: p, time: origin + t }))));

/** Strokes scaled from the pad they were drawn on to this one, the same on both axes, so that no letter changes its shape. */
const fitInk = (ink: Ink, width: number, height: number): Ink => {
  if (ink.width === width && ink.height === height) return ink;
  const scale = Math.min(width / ink.width, height / ink.height);
  const dx = (width - ink.width * scale) / 2;
  const dy = (height - ink.height * scale) / 2;
  const strokes = ink.strokes.map((stroke) => stroke.map((point) => ({ ...point, x: point.x * scale + dx, y: point.y * scale + dy })));
  return { ...ink, width, height, strokes };
};

type Props = { readonly ref?: Ref<PadHandle>; readonly label: string; readonly initial: Ink | null; readonly onPenUp: (ink: Ink) => void; readonly onEmpty: (empty: boolean) => void };

/**
 * The pad. Every sample is kept as data (no throttle, no thinning); the canvas is only a picture of it and is drawn again whenever its
 * size or the screen's density changes.
 */
export const Pad = ({ ref, label, initial, onPenUp, onEmpty }: Props) => {
  const canvas = useRef<HTMLCanvasElement>(null);
  const inkNow = useRef<Ink | null>(initial);
  const pad = useRef<SignaturePad | null>(null);
  const tellInk = useEffectEvent((ink: Ink) => onPenUp(ink));
  const tellEmpty = useEffectEvent((empty: boolean) => onEmpty(empty));

  useEffect(() => {
    const element = canvas.current;
    if (!element) return undefined;
    // strokes of before go before those of now: the last of them ended when this pad came up
    let origin = Date.now() - (inkNow.current?.strokes.at(-1)?.at(-1)?.t ?? 0);
    let pointer: Ink['pointer'] = inkNow.current?.pointer ?? 'mouse';
    const drawing = new SignaturePad(element, { throttle: 0, minDistance: 0, penColor: penColour, minWidth: 1.2, maxWidth: 3.6, velocityFilterWeight: 0.6 });
    pad.current = drawing;

    /** CSS px the strokes on the canvas are drawn in */
    let frame = { width: element.clientWidth, height: element.clientHeight };
    let isDrawing = false;
    const begin = () => { isDrawing = true; };
    const penUp = () => {
      const groups = drawing.toData();
      const first = groups[0]?.points[0]?.time ?? 0;
      origin = first;
      isDrawing = false;
      const strokes = groups.map((group) => group.points.map((p) => ({ x: p.x, y: p.y, p: Math.min(1, Math.max(0, p.pressure || 0)), t: Math.max(0, Math.round(p.time - first)) })));
      const ink: Ink = { ...frame, dpr: Math.max(window.devicePixelRatio || 1, 0.1), pointer, strokes };
      inkNow.current = ink;
      tellEmpty(false);
      tellInk(ink);
    };

    const resize = () => {
      const { clientWidth: width, clientHeight: height } = element;
      if (width === 0 || height === 0) return;
      if (isDrawing) {
        // the screen turned under the pen: what is drawn of this stroke is kept, and the pad takes the next one
        penUp();
        drawing.off();
        drawing.on();
      }
      frame = { width, height };
      const density = Math.max(window.devicePixelRatio || 1, 1);
      element.width = Math.round(width * density);
      element.height = Math.round(height * density);
      element.getContext('2d')?.scale(density, density);
      // a picture of the strokes in this size: as data they stay in the size they were drawn in, however often the screen turns
      if (inkNow.current) drawing.fromData(inkToGroups(fitInk(inkNow.current, width, height), origin));
      else drawing.clear();
    };
    const observer = new ResizeObserver(resize);
    observer.observe(element);
    resize();
    // a window moved to another screen changes its density without changing its size
    let density: MediaQueryList;
    const follow = () => {
      density = window.matchMedia(`(resolution: ${window.devicePixelRatio}dppx)`);
      density.addEventListener('change', changed, { once: true });
    };
    const changed = () => {
      resize();
      follow();
    };
    follow();

    const down = (event: PointerEvent) => { pointer = event.pointerType === 'pen' ? 'pen' : event.pointerType === 'touch' ? 'touch' : 'mouse'; };
    element.addEventListener('pointerdown', down, true);
    drawing.addEventListener('beginStroke', begin);
    drawing.addEventListener('endStroke', penUp);
    tellEmpty(inkNow.current === null || inkNow.current.strokes.length === 0);
    return () => {
      observer.disconnect();
      density.removeEventListener('change', changed);
      element.removeEventListener('pointerdown', down, true);
      drawing.removeEventListener('beginStroke', begin);
      drawing.removeEventListener('endStroke', penUp);
      drawing.off();
    };
  }, []);

  useImperativeHandle(ref, () => ({
    ink: () => inkNow.current,
    clear: () => {
      inkNow.current = null;
      pad.current?.clear();
      onEmpty(true);
    },
  }), [onEmpty]);

  return <canvas ref={canvas} className="pad" role="img" aria-label={label} tabIndex={-1} />;
};
