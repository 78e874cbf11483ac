const key = 'sanlian.account';

/** The account that is chosen on the lock screen at first: the one that was opened last, or the one somebody asked for. */
export const readLastAccount = (): string | null => window.localStorage.getItem(key);
export const keepLastAccount = (id: string): void => window.localStorage.setItem(key, id);
