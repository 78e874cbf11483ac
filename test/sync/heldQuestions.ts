import { setTimeout as pause } from 'node:timers/promises';
import type { BareStation } from './bareStation.ts';

/** A station that waits for news again and again, from where headquarters' log stands. */
export type Listener = {
  /** whether a question of it is under way */
  readonly holds: () => boolean;
  /** when (`performance.now()`) it is told of news the next time */
  readonly next: () => Promise<number>;
  /** questions that were answered with news, that ended with nothing new, that were refused or broke */
  readonly answers: { readonly news: number; readonly nothing: number; readonly failed: number };
  /** Asks no more; resolves when the question under way is answered, with whether that was headquarters' own answer. */
  readonly end: () => Promise<boolean>;
};

/** `head` reads the newest place of the log, at first and after news: where it stands moves with its rounds only. After news the station rests `rest` ms. */
export const listen = (station: BareStation, address: string, head: () => Promise<number>, rest: number): Listener => {
  const answers = { news: 0, nothing: 0, failed: 0 };
  let waiting: ((at: number) => void)[] = [];
  let holds = false;
  let ends = false;
  const run = async (): Promise<boolean> => {
    for (let after = await head(); ;) {
      holds = true;
      const answer = await station.get(address, `/v1/news?after=${after}`).then(async (got) => ({ status: got.status, said: (await got.json()) as { news?: boolean } }), () => null);
      holds = false;
      const at = performance.now();
      if (answer?.status !== 200) answers.failed += 1;
      else if (answer.said.news === true) {
        answers.news += 1;
        for (const tell of waiting.splice(0)) tell(at);
      } else answers.nothing += 1;
      if (ends) return answer?.status === 200;
      if (answer?.status === 200 && answer.said.news !== true) continue;
      await pause(rest);
      after = await head();
    }
  };
  const ended = run();
  return {
    holds: () => holds,
    next: () => new Promise((resolve) => { waiting = [...waiting, resolve]; }),
    answers,
    end: () => {
      ends = true;
      return ended;
    },
  };
};

/** Questions a process holds open, as its figures tell. */
export const heldAt = async (address: string): Promise<number> => Number(/^sanlian_hq_news_held (\S+)/m.exec(await (await fetch(`${address}/metrics`)).text())?.[1]);
/**
 * Waits, `ms` at most, until the process holds a question of every one of these, which are all that ask it: none is between two questions, and none is on its way. It goes on in
 * the turn of the event loop in which that was seen: what is done next without waiting finds it so. Throws when the time is over.
 */
export const allHeld = async (address: string, listeners: readonly Listener[], ms: number): Promise<void> => {
  const answered = (): string => listeners.map(({ answers }) => answers.news + answers.nothing + answers.failed).join();
  for (const until = performance.now() + ms; ;) {
    const before = answered();
    const held = await heldAt(address);
    if (held === listeners.length && answered() === before && listeners.every(({ holds }) => holds())) return;
    if (performance.now() > until) throw new Error(`${held} questions of ${listeners.length} were held`);
    await pause(50);
  }
};
/** Connections the database has from headquarters, and those in a transaction or at work. */
export const connectionsSql = `select count(*)::int as open, count(*) filter (where state <> 'idle' and pid <> pg_backend_pid())::int as busy from pg_stat_activity where datname = current_database() and backend_type = 'client backend' and application_name <> 'looking'`;
