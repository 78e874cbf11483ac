/** What says that there is no room: of a file system, a quota, or PostgreSQL (disk_full). */
const fullCodes: ReadonlySet<unknown> = new Set(['ENOSPC', 'EDQUOT', '53100']);

/** Whether something failed because a disk of headquarters has no room left; nothing of it is stored, and it can be tried again. */
export const isDiskFull = (error: unknown): boolean => {
  for (let each = error; each instanceof Error; each = each.cause) if ('code' in each && fullCodes.has(each.code)) return true;
  return false;
};

/** seconds after which who was turned away may ask again: somebody has to make room first */
export const fullRetryAfter = 300;
