import type { Store } from '../../db/store.ts';
import type { Account } from '../../domain/api/types.ts';

/** Everybody who works or worked at this station. */
export const readAccounts = (store: Pick<Store, 'read'>): Account[] => JSON.parse(store.read.meta('accounts') ?? '[]') as Account[];
