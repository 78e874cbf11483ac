import type { RecordRow } from '../../domain/api/types.ts';
import { formatTime } from '../../domain/text/timeFormat.ts';
import { useContractWords } from '../contractWords.ts';
import { useNow } from '../record/useRecord.ts';
import { placeToHash } from '../router.ts';
import { useForms } from '../station.tsx';
import { useWords } from '../words.ts';
import { StateMark } from './parts.tsx';

/** The records a number was counted from, each a link to its paper; `onLeave` when one is followed. */
export const RecordTable = ({ title, rows, onLeave }: { title: string; rows: readonly RecordRow[]; onLeave: () => void }) => {
  const { t, say, lang } = useWords();
  const inWords = useContractWords();
  const forms = useForms();
  const now = useNow();
  return (
    <table className="plain-table records-behind">
      <caption className="only-read">{title}</caption>
      <thead><tr>{(['paper', 'what', 'state', 'written'] as const).map((head) => <th key={head} scope="col">{t(`report.${head}`)}</th>)}</tr></thead>
      <tbody>
        {rows.map((row) => {
          const form = forms.get(row.form);
          return (
            <tr key={row.id}>
              <td><a className="mono" href={placeToHash({ screen: row.form, id: row.id })} onClick={onLeave}>{row.number}</a> <span className="soft">{form ? say(form.short) : ''}</span></td>
              <td>{inWords(row.headline)}</td><td>{form ? <StateMark def={form} state={row.state} isVoided={row.voided} /> : row.state}</td><td><time dateTime={row.createdAt}>{formatTime(row.createdAt, lang, now)}</time></td>
            </tr>
          );
        })}
      </tbody>
    </table>
  );
};
