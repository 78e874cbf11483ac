import { bookState, receiverToLog as receiverIn, standingBooks, unconfirmedIn } from '../../domain/contacts/confirmed.ts';
import { formPlaying } from '../../domain/forms/index.ts';
import type { Data } from '../../domain/record/record.ts';
import { accepted } from '../../domain/refused.ts';
import type { OpenStation } from '../station/openStation.ts';

/** More books than are ever in force at once. */
const mostBooks = 20;

/** Data of the contact books both sides confirmed (R39). */
export const confirmedBooks = ({ store: { read } }: Pick<OpenStation, 'store'>): readonly Data[] =>
  standingBooks(read.rowsInStates(formPlaying('contactBook').id, [bookState], mostBooks).rows.flatMap((row) => read.record(row.id) ?? []));

/** Addresses in a receiver's words that no confirmed book has. */
export const unconfirmedReceivers = (open: Pick<OpenStation, 'store'>, receiver: string): readonly string[] => unconfirmedIn(confirmedBooks(open), receiver);

/** For whom something leaves, as the log keeps it. Throws RefusedError `address-unconfirmed`. */
export const receiverToLog = (open: Pick<OpenStation, 'store'>, receiver: Parameters<typeof receiverIn>[1]): string => accepted(receiverIn(confirmedBooks(open), receiver));
