import type { StationStatus } from '../../domain/api/types.ts';
import { text } from '../../domain/text/text.ts';
import { mayAs, type Account } from '../web/accounts.ts';
import { places } from '../web/frame.ts';
import { createSay } from '../web/words.ts';

/** The pages beside the window that this account may open (kept to some sites, none but its own), named as they name themselves. */
export const pagesFor = ({ role, sites }: Pick<Account, 'role' | 'sites'>): NonNullable<StationStatus['pages']> => {
  const [zh, en] = [createSay('zh'), createSay('en')];
  return [...places.filter(({ beside, needs }) => beside && sites === null && mayAs(role, needs)), { path: '/me', word: 'me' } as const].map(({ path, word }) => ({ address: path, label: text(zh(word), en(word)) }));
};
