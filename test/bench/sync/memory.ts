export const median = (all: readonly number[]): number => all.toSorted((a, b) => a - b)[Math.floor((all.length - 1) / 2)]!;

/** MB headquarters uses, by the entries of its log; the heap is what is left of it between two sweeps */
export type Point = { readonly log: number; readonly rss: number; readonly heap: number };
const figure = (page: string, name: string): number => Number(new RegExp(`^${name} (\\S+)`, 'm').exec(page)?.[1]);
const pointOf = (page: string): Point => ({ log: figure(page, 'sanlian_hq_log_head'), rss: Math.round(figure(page, 'process_resident_memory_bytes') / 1e6), heap: Math.round(figure(page, 'nodejs_heap_size_used_bytes') / 1e6) });
/** Seconds of processor time one headquarters has used. */
export const readProcessor = async (address: string): Promise<number> => figure(await (await fetch(`${address}/metrics`)).text(), 'process_cpu_seconds_total');
/** The figures of one headquarters now. */
export const readMemory = async (address: string): Promise<Point> => pointOf(await (await fetch(`${address}/metrics`)).text());
/** Looks at the figures of one headquarters every second. */
export const watchMemory = (address: string): { readonly points: readonly Point[]; readonly stop: () => void } => {
  const points: Point[] = [];
  let asking = false;
  const look = async (): Promise<void> => {
    if (asking) return;
    asking = true;
    try {
      points.push(await readMemory(address));
    } catch (error) {
      console.error(`no figures: ${String(error)}`);
    } finally {
      asking = false;
    }
  };
  const timer = setInterval(() => void look(), 1000);
  return { points, stop: () => clearInterval(timer) };
};
/** The middle of all that was seen while the log grew through each tenth of its length. */
export const curveOf = (points: readonly Point[]): readonly Point[] => {
  const end = Math.max(...points.map(({ log }) => log), 1);
  return Array.from({ length: 10 }, (_, i) => points.filter(({ log }) => log > (end * i) / 10 && log <= (end * (i + 1)) / 10))
    .flatMap((part) => (part.length === 0 ? [] : [{ log: part.at(-1)!.log, rss: median(part.map(({ rss }) => rss)), heap: median(part.map(({ heap }) => heap)) }]));
};
