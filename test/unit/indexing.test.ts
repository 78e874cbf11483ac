import { expect, it } from 'vitest';
import { StoreError } from '../../db/storeError.ts';
import { createIndexing } from '../../main/station/indexing.ts';

const failing = (error: Error) => createIndexing({ settleSearch: () => { throw error; } }, false);

it('a search goes on where the index cannot be written, and is told of any other fault', async () => {
  await failing(new StoreError('disk-full', 'no room')).settled();
  await failing(new StoreError('read-only-folder', 'no right')).settled();
  await failing(Object.assign(new Error('database is locked'), { code: 'SQLITE_BUSY' })).settled();
  await expect(failing(new StoreError('database-damaged', 'page 7')).settled()).rejects.toThrow('page 7');
});
