/**
 * Dies by SIGKILL at a named place when the environment says so (`FAILPOINT=name`, or `name:3` for the third time it is reached): how the
 * fault tests stop headquarters between any two steps. Without the variable it costs one comparison.
 */
const [wanted, nth = '1'] = (process.env.FAILPOINT ?? '').split(':');
let left = Number(nth);

export const failpoint = (name: string): void => {
  if (name !== wanted) return;
  left -= 1;
  if (left === 0) process.kill(process.pid, 'SIGKILL');
};
