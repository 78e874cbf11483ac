import type { Row } from '../forms/form.ts';
import type { Data } from '../record/record.ts';
import { patternFault } from '../text/patterns.ts';

/** Papers of one message, at most. */
export const mostMailed = 50;

/** An e-mail address the contact book has confirmed (R39). */
export type Recipient = { readonly name: string; readonly party: string; readonly email: string };
export type MailDraft = { readonly ids: readonly string[]; readonly to: readonly string[]; readonly subject: string; readonly text: string; /** why an address is used that the contact book does not have */ readonly reason?: string };
/** A message on its way, or one another program sends (`draft`). `at`: ISO seconds. `sent` only when the server took it; `nextAt`: when one that could not leave is tried again by itself; `reason`: why to an address that is not in the book (R39). */
export type OutboxEntry = { readonly id: string; readonly at: string; readonly to: readonly string[]; readonly subject: string; readonly numbers: readonly string[]; readonly state: 'draft' | 'waiting' | 'sent' | 'failed' | 'canceled'; readonly tries: number; readonly reason?: string; readonly nextAt?: string; readonly sentAt?: string; readonly error?: string };

/** Addresses of the sides other than the contractor in the confirmed books (data of contact-book papers), each once. */
export const recipientsIn = (books: readonly Data[]): readonly Recipient[] => {
  const found = new Map<string, Recipient>();
  for (const book of books) {
    for (const row of (book['entries'] ?? []) as readonly Row[]) {
      if (row['party'] === 'contractor') continue;
      for (const part of String(row['email'] ?? '').normalize('NFKC').split(/[、,;]/)) {
        const email = part.trim();
        if (email !== '' && patternFault('email', email) === null) found.set(email.toLowerCase(), { name: String(row['name'] ?? ''), party: String(row['party'] ?? ''), email });
      }
    }
  }
  return [...found.values()];
};
