/** Where time and chance come from. The demo and the tests bring their own. */
export type Clock = {
  /** epoch ms, the laptop's wall clock */
  readonly now: () => number;
  /** ms since the process started; nobody can set it */
  readonly mono: () => number;
};

export const systemClock: Clock = { now: () => Date.now(), mono: () => Math.round(performance.now()) };
