import type { Makeable, Missing } from '../../domain/report/report.ts';
import { formatShortDay } from '../../domain/text/timeFormat.ts';
import { useKeepTurn } from '../agenda/useKeepTurn.ts';
import { Clause, Press, Wrong } from '../desk/parts.tsx';
import { useNow } from '../record/useRecord.ts';
import { useWords } from '../words.ts';
import type { Behind } from './ReportTable.tsx';

/** Papers offered at once; the rest are a press away. */
const mostOffered = 6;

/** What the report lacks, before anything else: each line leads to the papers it is about, or begins those that were never written. */
export const MissingList = ({ missing, mayWrite, maySend, onBehind }: { missing: readonly Missing[]; mayWrite: boolean; maySend: boolean; onBehind: (behind: Behind) => void }) => {
  const { t, say, lang } = useWords();
  const now = useNow();
  const { keep, error } = useKeepTurn();
  if (missing.length === 0) return <p className="report-whole">{t(maySend ? 'report.maySend' : 'report.nothingMissing')}</p>;
  const offer = (form: string | undefined, of: Makeable) => <Press key={of.id} className="small" tip={t('report.makeUp')} onPress={() => keep({ ...of, ...(form !== undefined && { form }) })}>{formatShortDay(of.begins.slice(0, 10), lang, now)}</Press>;
  return (
    <section className="report-missing" aria-labelledby="report-missing">
      <h2 id="report-missing">{t('report.missing', { n: missing.length })}</h2>
      <ul>
        {missing.map((each) => {
          const made = each.makeable ?? [];
          return (
            <li key={each.what.zh}>
              <span>{each.ids.length > 0 ? <button type="button" className="link" onClick={() => onBehind({ title: say(each.what), ids: each.ids })}>{say(each.what)}</button> : say(each.what)}</span>
              <Clause rule={each.rule} clause="" />
              {mayWrite && made.length > 0 ? (
                <span className="row">
                  <span className="soft">{t('report.makeUpFor')}</span>
                  {made.slice(0, mostOffered).map((of) => offer(each.form, of))}
                  {made.length > mostOffered ? <details><summary>{t('report.otherDays', { n: made.length - mostOffered })}</summary><span className="row">{made.slice(mostOffered).map((of) => offer(each.form, of))}</span></details> : null}
                </span>
              ) : null}
            </li>
          );
        })}
      </ul>
      <Wrong error={error} />
    </section>
  );
};
