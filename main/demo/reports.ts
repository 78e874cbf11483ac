import { v7 as uuidv7 } from 'uuid';
import type { Calendar } from '../../domain/calendar/calendar.ts';
import { addDays, isoToMs } from '../../domain/clocks/shanghai.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import { quarterOf } from '../../domain/desk/figures.ts';
import { supervisors } from './cases.ts';
import type { Moves } from './moves.ts';
import type { PaperStep } from './papers.ts';

type Desk = { readonly moves: Moves; readonly engineer: string; readonly pause: (seconds: number) => void; readonly handOver: (id: string) => void; readonly takeBack: () => void };
type Quarter = { readonly from: string; readonly to: string };

/** Working days before the end of the month on which the newest report is sent: its review of 15 days (R26) still runs. */
const sentBefore = 4;
/** Who confirms reports for the client (R40); a hand is known for the name. */
const informationCentre = { name: '王建国', post: '信息中心主任' };
const place = '政务服务大厦 3 层';

/** The quarters that were over on `day`, the newest first, two at most; none before the contract's first has ended. */
const quartersBefore = (profile: ContractProfile, calendar: Calendar, day: string): readonly Quarter[] => {
  const found: Quarter[] = [];
  for (let quarter = quarterOf(profile, calendar, day); quarter && found.length < 2;) {
    quarter = quarterOf(profile, calendar, addDays(quarter.from, -1));
    if (quarter) found.push({ from: quarter.from, to: quarter.to });
  }
  return found;
};

/** A quarterly report on its way through R25, each party in its turn; no hand signs twice for the contractor. `until`: the last who signs. */
const waySteps = (desk: Desk, quarter: Quarter, workdays: readonly string[], first: number, until: 'receiver' | 'informationCentre'): PaperStep[] => {
  const { moves } = desk;
  let id = '';
  const on = (day: number, clock: string): number => isoToMs(`${workdays[Math.min(workdays.length - 1, first + day)]!}T${clock}:00+08:00`);
  const byClient = async (role: string, who: { readonly name: string; readonly post: string }): Promise<void> => {
    desk.handOver(id);
    await moves.sign(id, { role, ...who, place });
    desk.takeBack();
  };
  const way: PaperStep[] = [
    {
      at: on(0, '09:42'), by: 'engineer',
      run: async () => {
        ({ id } = await moves.client.reports.start({ id: uuidv7(), ...quarter }));
        await moves.client.reports.write({ id, chapter: 'work', text: '本期系统运行平稳，未发生重大故障；遗留事项见附录。' });
        await moves.move(id, 'submit');
        await moves.sign(id, { role: 'ownSupervisor', name: desk.engineer, post: '运维主管', place });
      },
    },
    { at: on(0, '10:50'), by: 'manager', run: async () => void (await moves.sign(id, { role: 'manager', name: desk.engineer, post: '主管经理', place })) },
    { at: on(0, '14:05'), by: 'manager', run: () => byClient('receiver', supervisors[0]) },
  ];
  if (until === 'receiver') return way;
  return [
    ...way,
    { at: on(2, '10:05'), by: 'manager', run: async () => { await byClient('deputyDirector', supervisors[3]); await byClient('informationCentre', informationCentre); } },
    { at: on(4, '17:02'), by: 'manager', run: async () => void (await moves.move(id, 'archive')) },
  ];
};

/** The newest quarterly report, received and under review, and the one before it, signed by all and filed. */
export const reportSteps = (desk: Desk, workdays: readonly string[], profile: ContractProfile, calendar: Calendar): PaperStep[] => {
  const sent = workdays.length - sentBefore;
  // the older one is filed before the newer is written
  if (sent < 6) return [];
  const [newest, before] = quartersBefore(profile, calendar, workdays[sent]!);
  return [...(before ? waySteps(desk, before, workdays, 1, 'informationCentre') : []), ...(newest ? waySteps(desk, newest, workdays, sent, 'receiver') : [])];
};
