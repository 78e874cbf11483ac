import type { Row } from '../forms/form.ts';
import type { Data, Rec } from '../record/record.ts';
import { ok, refuse, type Result } from '../result.ts';
import { patternFault } from '../text/patterns.ts';

/** The state in which a contact book holds. */
export const bookState = 'confirmed';
/** Data of those among contact books in that state that still stand. */
export const standingBooks = (books: readonly Pick<Rec, 'data' | 'correctedBy' | 'voided'>[]): readonly Data[] => books.filter((rec) => rec.correctedBy === undefined && !rec.voided).map(({ data }) => data);

/** What the contact book says about an address somebody is about to use (R39). */
export type AddressCheck =
  | { readonly verdict: 'confirmed'; readonly name: string; readonly party: string }
  /** Nothing confirmed matches: whoever uses it is warned. */
  | { readonly verdict: 'not-in-book' }
  /** There is no confirmed book to compare with. */
  | { readonly verdict: 'no-book' };

/** Digits alone: `+86 (010) 5560-2101 转 12` is written in many ways. The country's own prefix says nothing. */
const digits = (phone: string): string => phone.normalize('NFKC').replace(/\D/g, '').replace(/^(0086|86)(?=\d{10,})/, '');
const key = (address: string): string => {
  const plain = address.normalize('NFKC').trim().toLowerCase();
  return patternFault('phone', plain) === null ? digits(plain) : plain.replace(/\s+/g, '');
};
/** Several addresses in one cell are parted as in the form's cells. */
const entriesOf = (cell: string): readonly string[] => cell.normalize('NFKC').split(/[、,;]/).map((entry) => entry.trim()).filter((entry) => entry !== '');

/** Fewer digits are an extension or an order's number. */
const fewestDigits = 7;
/** What in the words of who receives something is an address: e-mail addresses wherever they stand, and whole entries that are telephone or fax numbers. */
const addressesIn = (receiver: string): readonly string[] => {
  const plain = receiver.normalize('NFKC');
  const emails = plain.match(/[^\s@、,;:<>()（）]+@[^\s@、,;:<>()（）]+\.[^\s@、,;:<>()（）]+/g) ?? [];
  return [...emails, ...entriesOf(plain).filter((entry) => patternFault('phone', entry) === null && digits(entry).length >= fewestDigits)];
};

/** Those of the addresses in a receiver's words that no confirmed book has (R39). A name or a unit is no address. */
export const unconfirmedIn = (books: readonly Data[], receiver: string): readonly string[] => addressesIn(receiver).filter((address) => checkAddress(books, address).verdict !== 'confirmed');

/**
 * For whom something leaves, as the log keeps it (R35): the words given, and why when they name an address that is not in the books (R39).
 * Refused with `address-unconfirmed` (to) where that is not said.
 */
export const receiverToLog = (books: readonly Data[], { to, reason }: { readonly to: string; readonly reason?: string | undefined }): Result<string> => {
  const [address] = unconfirmedIn(books, to);
  if (address === undefined) return ok(to.trim());
  return reason?.trim() ? ok(`${to.trim()} (${reason.trim()})`) : refuse('address-unconfirmed', { field: 'to', params: { address } });
};

/**
 * Whether an e-mail address, phone or fax number, a postal address or a person's name stands in the confirmed contact books (data of
 * contact-book papers in the state `confirmed`). Case, spaces and ways of writing a number do not matter.
 */
export const checkAddress = (books: readonly Data[], address: string): AddressCheck => {
  if (books.length === 0) return { verdict: 'no-book' };
  const wanted = key(address);
  if (wanted === '') return { verdict: 'not-in-book' };
  for (const book of books) {
    for (const [field, party] of [['clientAddress', 'client'], ['contractorAddress', 'contractor']] as const) {
      const postal = book[field];
      if (typeof postal === 'string' && key(postal) === wanted) return { verdict: 'confirmed', name: postal, party };
    }
    for (const row of (book['entries'] ?? []) as readonly Row[]) {
      const cells = ['name', 'email', 'phone', 'fax'].flatMap((cell) => entriesOf(String(row[cell] ?? '')));
      if (cells.some((cell) => key(cell) === wanted)) return { verdict: 'confirmed', name: String(row['name'] ?? ''), party: String(row['party'] ?? '') };
    }
  }
  return { verdict: 'not-in-book' };
};
