import { useState } from 'react';
import type { Field } from '../../domain/forms/form.ts';
import { moneyText } from '../../domain/paper/cells.ts';
import { amountToCapitals } from '../../domain/text/capitals.ts';
import { parseMoneyInput } from '../../domain/text/moneyInput.ts';
import { isOfInputMethod } from '../keys.ts';
import { focusNext, useNote, type CellProps } from './cellParts.tsx';
import { useSheet } from './sheet.ts';

/** Figures with the sign and commas; the capitals stand apart. */
const figuresOf = (yuan: string): string => moneyText(yuan, 'en');

/** The amount in Chinese capitals, as it will stand on paper (R4). */
const Capitals = ({ yuan }: { yuan: string }) => <small className="capitals" lang="zh-CN">人民币{amountToCapitals(yuan)}</small>;

const isAmount = (value: unknown): value is string => typeof value === 'string' && parseMoneyInput(value) === value;

/** An amount nobody can change now. In a table's narrow cells the capitals are left out. */
export const StillMoney = ({ value, short }: { value: unknown; short: boolean }) => (isAmount(value) ? <span className="money">{figuresOf(value)}{short ? null : <Capitals yuan={value} />}</span> : null);

/** An amount of yuan: typed as people write it, shown in figures and capitals; what cannot be read stays as typed and is reported. */
export const MoneyCell = ({ name, label }: CellProps & { field: Extract<Field, { kind: 'money' }> }) => {
  const { data, set, report, missing } = useSheet();
  const note = useNote(name);
  const [typed, setTyped] = useState<string | null>(null);
  const value = isAmount(data[name]) ? data[name] : undefined;
  return (
    <span className="money">
      <input
        type="text" inputMode="decimal" autoComplete="off" aria-label={label} aria-required={missing.has(name)} aria-invalid={note.wrong} aria-describedby={note.id}
        value={typed ?? (value === undefined ? '' : figuresOf(value))}
        onFocus={(event) => { if (typed === null && value !== undefined) setTyped(value); event.currentTarget.select(); }}
        onChange={(event) => {
          const text = event.target.value;
          setTyped(text);
          const amount = parseMoneyInput(text);
          const empty = text.trim() === '';
          report(name, amount === null && !empty ? 'not-money' : null);
          if (amount !== null || empty) set(name, amount ?? undefined);
        }}
        onBlur={(event) => { if (event.target.value.trim() === '' || parseMoneyInput(event.target.value) !== null) setTyped(null); }}
        onKeyDown={(event) => {
          if (event.key !== 'Enter' || event.ctrlKey || event.metaKey || isOfInputMethod(event)) return;
          event.preventDefault();
          focusNext(event.currentTarget);
        }}
      />
      {value === undefined || name.includes('.') ? null : <Capitals yuan={value} />}
      {note.note}
    </span>
  );
};
