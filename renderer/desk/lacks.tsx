import { useId, useState, type ReactNode } from 'react';
import { patternFault } from '../../domain/text/patterns.ts';
import { useWords } from '../words.ts';

type Lacks<Name extends string> = {
  /** For the input of a field: its id, and that it is wrong and where that is said. `now` as for the note; `more`: another text about it. */
  readonly input: (name: Name, now?: boolean, more?: string) => { readonly id: string; readonly 'aria-invalid': boolean; readonly 'aria-describedby': string | undefined };
  /** The sentence below the input. `now`: said while typing, before anybody has tried to go on. */
  readonly note: (name: Name, now?: boolean) => ReactNode;
  /** Called by the button: true when nothing is lacking; otherwise everything lacking is said and the first field has the focus. */
  readonly isComplete: () => boolean;
};

/**
 * What a form still lacks, by field in reading order (null: nothing). Its button stays pressable: a grey one would not say why. From the
 * first press on, each sentence stands below its field until the field is mended.
 */
export const useLacks = <Name extends string>(lacking: Readonly<Record<Name, string | null>>): Lacks<Name> => {
  const [asked, setAsked] = useState(false);
  const ids = useId();
  const isSaid = (name: Name, now = false): boolean => (asked || now) && lacking[name] !== null;
  return {
    input: (name, now, more) => {
      const said = isSaid(name, now);
      return { id: `${ids}-${name}`, 'aria-invalid': said, 'aria-describedby': [said ? `${ids}-${name}-lack` : '', more ?? ''].filter((each) => each !== '').join(' ') || undefined };
    },
    note: (name, now) => (isSaid(name, now) ? <span className="wrong" id={`${ids}-${name}-lack`} role="alert">{lacking[name]}</span> : null),
    isComplete: () => {
      const first = (Object.keys(lacking) as Name[]).find((name) => lacking[name] !== null);
      setAsked(first !== undefined);
      if (first !== undefined) document.getElementById(`${ids}-${first}`)?.focus();
      return first === undefined;
    },
  };
};

/** What a telephone number that may be left out lacks, as the station would say it. */
export const usePhoneLack = (): ((entered: string) => string | null) => {
  const { refuse } = useWords();
  return (entered) => {
    const fault = entered.trim() === '' ? null : patternFault('phone', entered.trim());
    return fault && refuse({ code: fault, field: 'phone' });
  };
};
