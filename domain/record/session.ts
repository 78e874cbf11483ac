import { nameToKey } from '../text/plainText.ts';
import type { Event } from './op.ts';
import type { Person } from './record.ts';

/** How a signature or a refusal came to be written down by another: on the screen he handed over, from paper he entered, from a file he brought back. */
export type Session = 'handedOver' | 'entered' | 'broughtBack';

/** Where the one who signed or refused and the account `by`, under which it was written down, are two people; null of what `by` did himself. */
export const sessionOf = (event: Event, by: Person): Session | null => {
  if (event.kind === 'refused') return nameToKey(by.name) === nameToKey(event.refused.name) ? null : 'handedOver';
  if (event.kind !== 'signed' || nameToKey(by.name) === nameToKey(event.signature.name)) return null;
  return event.signature.paper ? 'entered' : event.signature.elsewhere ? 'broughtBack' : 'handedOver';
};
