import { parseMoneyInput } from '../text/moneyInput.ts';
import { textToNumber } from '../text/numberInput.ts';
import { parseTimeInput } from '../text/timeInput.ts';
import type { Column, Option } from './form.ts';

const plainOf = (text: string): string => text.normalize('NFKC').trim().toLowerCase();

/** The value of the option a text names, by its value or either label; undefined when it names none. */
export const textToOption = (options: readonly Option[], text: string): string | undefined => {
  const wanted = plainOf(text);
  return options.find((option) => [option.value, option.label.zh, option.label.en].some((each) => plainOf(each) === wanted))?.value;
};

/** A text as a small field holds it; null when it cannot be read, undefined when it is empty. `now`: for times typed short. */
export const textToCell = (column: Column, typed: string, now: string): string | number | null | undefined => {
  const text = typed.trim();
  if (text === '') return undefined;
  switch (column.kind) {
    case 'text':
    case 'person':
      return column.kind === 'text' && column.lines !== undefined ? text : text.replaceAll(/\s*\n\s*/g, ' ');
    case 'choice':
      return textToOption(column.options, text) ?? null;
    case 'time':
      return parseTimeInput(text, column.precision, now);
    case 'number':
      return textToNumber(text, column.decimals);
    case 'money':
      return parseMoneyInput(text);
  }
};
