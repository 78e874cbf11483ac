import type { StationStatus } from '../../domain/api/types.ts';
import { text } from '../../domain/text/text.ts';
import { mayAs, type Role } from '../web/accounts.ts';
import { places } from '../web/frame.ts';
import { createSay } from '../web/words.ts';

/** The pages beside the window that this role may open, named as they name themselves. */
export const pagesFor = (role: Role): NonNullable<StationStatus['pages']> => {
  const [zh, en] = [createSay('zh'), createSay('en')];
  return [...places.filter(({ beside, needs }) => beside && mayAs(role, needs)), { path: '/me', word: 'me' } as const].map(({ path, word }) => ({ address: path, label: text(zh(word), en(word)) }));
};
