import { join } from 'node:path';

/** The database of a data folder. */
export const databaseFile = (folder: string): string => join(folder, 'station.db');
/** Where a data folder keeps its attachments. */
export const blobFolder = (folder: string): string => join(folder, 'blobs');
