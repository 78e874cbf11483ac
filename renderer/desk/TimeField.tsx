import { useState } from 'react';
import { DayPicker, openOnKey } from '../paper/DayPicker.tsx';
import { TimeText } from '../paper/TimeText.tsx';
import { useNow } from '../record/useRecord.ts';
import { useWords } from '../words.ts';

type Props = {
  readonly label: string;
  /** of the input, for a label that stands beside it */
  readonly id?: string;
  readonly value: string | undefined;
  readonly precision: 'minute' | 'day';
  readonly wrong: boolean;
  /** the id of what is said about it */
  readonly describedBy: string | undefined;
  readonly onTime: (time: string | undefined) => void;
  readonly onWrong: () => void;
};

/** A time outside a paper, `2026-11-23` or `2026-11-23 09:30` in either language: typed as in any cell, or picked (Alt+↓). A browser's own field would write it as its own locale does. */
export const TimeField = ({ label, id, value, precision, wrong, describedBy, onTime, onWrong }: Props) => {
  const { t } = useWords();
  const [picks, setPicks] = useState(0);
  const now = useNow();
  const pick = (time: string) => {
    onTime(time);
    // what was typed and could not be read gives way to what was picked
    setPicks(picks + 1);
  };
  return (
    // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
    <span className="time-field" data-precision={precision} onKeyDown={openOnKey}>
      <TimeText key={picks} id={id} className="input" label={label} value={value} precision={precision} isPlain now={now} wrong={wrong} describedBy={describedBy} onTime={onTime} onWrong={onWrong} onEnter={() => undefined} />
      <DayPicker label={t('paper.pickDay', { field: label })} value={value} precision={precision} now={now} onPick={pick} />
    </span>
  );
};
