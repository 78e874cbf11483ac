import { go } from '../router.ts';

/** The record whose paper is opened to be filled in now; forgotten as soon as that paper stands. */
let awaited: string | null = null;

/** Opens a record to write in it: its first empty cell takes the focus. A walk through a list (J, K) uses `go`, so that the list keeps its keys. */
export const openToWrite = (form: string, id: string): void => {
  awaited = id;
  go(form, id);
};

/** Whether this record was opened to be written in; asked once. */
export const isOpenedToWrite = (id: string): boolean => {
  const asked = awaited === id;
  awaited = null;
  return asked;
};
