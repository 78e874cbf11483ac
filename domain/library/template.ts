import type { Text } from '../text/text.ts';

/** A document of the library as it is begun: what it is for, its chapters with what belongs into each, and what is looked over before it is issued (R29). */
export type DocumentTemplate = {
  readonly id: string;
  /** The fields of the registered document it fills: its kind, and which of that kind. */
  readonly kind: 'quality' | 'test';
  readonly title: Text;
  readonly purpose: Text;
  readonly chapters: readonly { readonly title: Text; readonly content: Text }[];
  readonly checklist: readonly Text[];
};
