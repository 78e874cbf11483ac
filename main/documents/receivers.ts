import { unconfirmedIn } from '../../domain/contacts/confirmed.ts';
import { formPlaying } from '../../domain/forms/index.ts';
import type { Data } from '../../domain/record/record.ts';
import { refused } from '../../domain/refused.ts';
import type { OpenStation } from '../station/openStation.ts';

/** More books than are ever in force at once. */
const mostBooks = 20;

/** Data of the contact books both sides confirmed (R39). */
export const confirmedBooks = ({ store: { read } }: Pick<OpenStation, 'store'>): readonly Data[] =>
  read.rowsInStates(formPlaying('contactBook').id, ['confirmed'], mostBooks).rows.flatMap((row) => read.record(row.id) ?? []).filter((rec) => rec.correctedBy === undefined && !rec.voided).map((rec) => rec.data);

/** Addresses in a receiver's words that no confirmed book has. */
export const unconfirmedReceivers = (open: Pick<OpenStation, 'store'>, receiver: string): readonly string[] => unconfirmedIn(confirmedBooks(open), receiver);

/**
 * For whom something leaves, as the log keeps it (R35): the words given, and why when they name an address that is not in the book (R39).
 * Throws RefusedError `address-unconfirmed` when that is not said.
 */
export const receiverToLog = (open: Pick<OpenStation, 'store'>, { to, reason }: { readonly to: string; readonly reason?: string | undefined }): string => {
  const [address] = unconfirmedReceivers(open, to);
  if (address === undefined) return to.trim();
  if (!reason?.trim()) throw refused('address-unconfirmed', { field: 'to', params: { address } });
  return `${to.trim()} (${reason.trim()})`;
};
