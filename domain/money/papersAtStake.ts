import type { Calendar } from '../calendar/calendar.ts';
import type { ContractProfile } from '../contract/profile.ts';
import type { Known } from '../record/around.ts';
import { ok, type Refusal, type Result } from '../result.ts';
import { exposuresOf } from './exposures.ts';
import { moneyAtStake, type StakeBoard } from './stake.ts';

/** What the papers put at stake in the month of `now`, and those that cannot be reckoned, such as one paid before its invoice, with what is wrong in them. */
export type PapersAtStake = StakeBoard & { readonly unread: readonly { readonly id: string; readonly form: string; readonly number: string; readonly refusals: readonly Refusal[] }[] };

/** Refused as {@link moneyAtStake} refuses the instant. */
export const papersAtStake = (papers: readonly Known[], now: string, profile: ContractProfile, calendar: Calendar): Result<PapersAtStake> => {
  const formOf = new Map(papers.map(({ rec }) => [rec.id, rec.form]));
  const unread: PapersAtStake['unread'][number][] = [];
  const exposures = exposuresOf(papers, profile).filter((exposure) => {
    const alone = moneyAtStake([exposure], now, profile, calendar);
    if (!alone.ok && exposure.record) unread.push({ ...exposure.record, form: formOf.get(exposure.record.id)!, refusals: alone.error });
    return alone.ok;
  });
  const board = moneyAtStake(exposures, now, profile, calendar);
  return board.ok ? ok({ ...board.value, unread }) : board;
};
