import { useQuery } from '@tanstack/react-query';
import type { MoneyAnswer } from '../../domain/money/answer.ts';
import { formatAmount } from '../../domain/money/decimal.ts';
import type { Stake, StakeBoard } from '../../domain/money/stake.ts';
import { formatDay, formatTime } from '../../domain/text/timeFormat.ts';
import { refusalsOf } from '../client.ts';
import { Clause, Empty, Failed, Waiting } from '../desk/parts.tsx';
import { useNow } from '../record/useRecord.ts';
import { placeToHash } from '../router.ts';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

/** Figures as the contract writes them, the capitals below (R4). */
const Amount = ({ amount, capitals }: { amount: string; capitals: string }) => {
  const { t } = useWords();
  return <span className="amount"><b>{t('money.yuan', { amount: formatAmount(amount) })}</b><span className="soft" lang="zh-CN">{capitals}</span></span>;
};

const Reckoning = ({ answer }: { answer: MoneyAnswer }) => {
  const { t, say, lang } = useWords();
  const now = useNow();
  return (
    <details className="money-steps">
      <summary>{t('money.steps')}</summary>
      <ol>{answer.steps.map((step, i) => <li key={i}><span>{say(step.label)}</span><span className="mono">{step.formula}</span><span className="mono">= {step.result}</span></li>)}</ol>
      {answer.days.length > 0 ? (
        <div className="day-table">
          <table className="plain-table">
            <thead><tr><th scope="col">{t('money.day')}</th><th scope="col">{t('money.counted')}</th><th scope="col">{t('money.added')}</th><th scope="col">{t('money.total')}</th></tr></thead>
            <tbody>{answer.days.map((day) => <tr key={day.day}><td>{formatDay(day.day, lang, now)}</td><td>{day.counted ? '✓' : '—'} <span className="soft">{t(`dayWhy.${day.why}`)}</span></td><td className="mono">{formatAmount(day.amount)}</td><td className="mono">{formatAmount(day.total)}</td></tr>)}</tbody>
          </table>
        </div>
      ) : null}
    </details>
  );
};

const StakeRow = ({ stake }: { stake: Stake }) => {
  const { t, say, lang } = useWords();
  const now = useNow();
  const { record, answer } = stake;
  return (
    <li data-status={stake.status}>
      <p className="line"><span className="tone">{t(`money.status.${stake.status}`)}</span><strong>{say(stake.label)}</strong><Clause rule={stake.rule} clause={stake.clause} /><span className="soft">{t(`money.${stake.payer}`)}</span></p>
      <div className="money-figures">
        <Amount amount={answer.amount} capitals={answer.capitals} />
        {stake.byMonthEnd === answer.amount ? null : <span className="soft">{t('money.byMonthEnd')} {t('money.yuan', { amount: formatAmount(stake.byMonthEnd) })}</span>}
        {answer.due ? <span className={stake.status === 'overdue' ? 'late' : 'soft'}>{t('money.due', { time: formatTime(answer.due, lang, now) })}</span> : null}
        {record ? <span>{t('money.from')} <a className="mono" href={placeToHash({ screen: record.form, id: record.id })}>{record.number}</a></span> : null}
      </div>
      <Reckoning answer={answer} />
    </li>
  );
};

const Totals = ({ board, payer }: { board: StakeBoard; payer: Stake['payer'] }) => {
  const { t } = useWords();
  const sum = board.totals[payer];
  return (
    <div className="money-total">
      <h2>{t(`money.${payer}`)}</h2>
      <dl className="facts"><div><dt>{t('money.now')}</dt><dd>{t('money.yuan', { amount: formatAmount(sum.now) })}</dd></div><div><dt>{t('money.byMonthEnd')}</dt><dd><Amount amount={sum.byMonthEnd} capitals={sum.capitals} /></dd></div></dl>
    </div>
  );
};

/** What is at stake this month (R32), for the manager: computed and explained from the papers, never decided. */
export const MoneyBoard = () => {
  const { ask } = useStation();
  const { t, say, refuse, lang } = useWords();
  const now = useNow();
  const board = useQuery(ask.processes.money.queryOptions());
  const { data } = board;
  if (board.error) return refusalsOf(board.error)?.some((each) => each.code === 'not-allowed') ? <Empty text={t('money.refused')} /> : <Failed error={board.error} onAgain={() => void board.refetch()} />;
  if (!data) return <Waiting />;
  const real = data.stakes.filter((stake) => stake.status !== 'possible');
  const possible = data.stakes.filter((stake) => stake.status === 'possible');
  return (
    <section className="process-screen money" aria-label={t('money.title')}>
      <header><h1>{t('money.title')}</h1><span className="soft">{t('money.span', { from: formatDay(data.from, lang, now), to: formatDay(data.to, lang, now) })}</span></header>
      <p className="soft">{say(data.note)}{data.estimated ? ` ${t('money.estimated')}` : ''}</p>
      <div className="money-totals"><Totals board={data} payer="contractor" /><Totals board={data} payer="client" /></div>
      {data.unread.length > 0 ? <div className="notice warn" role="alert"><p>{t('money.unread')}</p><ul>{data.unread.map((each) => <li key={each.id}><a href={placeToHash({ screen: each.form, id: each.id })}>{each.number}</a> {each.refusals.map((refusal) => refuse(refusal)).join(' ')}</li>)}</ul></div> : null}
      {real.length === 0 ? <p>{t('money.none')}</p> : <ul className="cards">{real.map((stake, i) => <StakeRow key={i} stake={stake} />)}</ul>}
      <h2>{t('money.possible')}</h2>
      <ul className="cards">{possible.map((stake) => <StakeRow key={stake.kind} stake={stake} />)}</ul>
    </section>
  );
};
