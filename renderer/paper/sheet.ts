import { createContext, useContext, type ReactNode } from 'react';
import type { PreviousReadings } from '../../domain/api/types.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import type { Data, Rec, Value } from '../../domain/record/record.ts';
import type { Refusal, RefusalCode } from '../../domain/result.ts';

/** What one paper on the screen is made of, and what may be done to it. Cells read it from the context. */
export type Sheet = {
  readonly def: FormDef;
  readonly record: Rec;
  /** the record's data with the typing not yet turned into an operation */
  readonly data: Data;
  readonly editable: boolean;
  readonly now: string;
  readonly previous?: PreviousReadings;
  /** what is wrong, by field (`readings.cpu` for one reading) */
  readonly problems: ReadonlyMap<string, Refusal>;
  /** required and still empty */
  readonly missing: ReadonlySet<string>;
  /** `within`: typing in one place of a larger value (a cell of a table), undone together. */
  readonly set: (name: string, value: Value | undefined, within?: string) => void;
  /** cells whose text is no value of its kind, as `report` told */
  readonly unread: ReadonlyMap<string, RefusalCode>;
  /** A cell holds text that is no value of its kind: it stays as typed, and stands in the way of the next step. */
  readonly report: (name: string, code: RefusalCode | null) => void;
  readonly readMachine?: () => void;
  readonly reading?: boolean;
  readonly openAttachment?: (id: string) => void;
  readonly removeAttachment?: (id: string) => void;
  readonly nextSigner?: string;
  readonly sign?: () => void;
  /** Why another account has to give the next signature, in words. */
  readonly mustBeOther?: string;
  /** What is offered the next signer beside the screen. */
  readonly signOtherwise?: ReactNode;
};

export const SheetContext = createContext<Sheet | null>(null);
export const useSheet = (): Sheet => {
  const sheet = useContext(SheetContext);
  if (!sheet) throw new Error('a cell outside of its paper');
  return sheet;
};

const isEmptyInput = (input: HTMLInputElement | HTMLTextAreaElement, page: Element): boolean => {
  if (input.closest('.na')) return false;
  if (input.type !== 'radio' && input.type !== 'checkbox') return input.value === '';
  return ![...(input.closest('.choices') ?? page).querySelectorAll('input')].some((each) => each.checked);
};

/** Sets the focus into the first cell of the paper, in reading order, in which nothing stands yet; false when all are filled or none can be. */
export const focusFirstEmpty = (): boolean => {
  const page = document.querySelector('.page');
  const inputs = [...(page?.querySelectorAll<HTMLInputElement | HTMLTextAreaElement>('textarea:enabled, input:enabled') ?? [])];
  const first = inputs.find((input) => isEmptyInput(input, page!));
  first?.focus();
  return first !== undefined;
};

/** The cell in which what was refused is put right: what is said of a reading stands in its remark, not with its figure. */
export const cellOfRefusal = ({ code, field = '' }: Refusal): string => (code === 'alarm-needs-action' || code === 'na-needs-reason' ? `${field}.remark` : field);

/** Sets the focus into the cell of a field and brings it into view; false when the paper shows no such cell. */
export const jumpToField = (name: string): boolean => {
  const cell = document.querySelector(`[data-field="${CSS.escape(name)}"]`) ?? document.querySelector(`[data-field="${CSS.escape(name.split('.')[0] ?? '')}"]`);
  if (!cell) return false;
  cell.scrollIntoView({ block: 'center' });
  cell.querySelector<HTMLElement>('textarea, input:checked, input, button')?.focus({ preventScroll: true });
  return true;
};
