import { addDays, addMonths } from '../../domain/clocks/shanghai.ts';
import type { RecordRef, Row } from '../../domain/forms/form.ts';
import { formsById } from '../../domain/forms/index.ts';
import { resolveForm } from '../../domain/forms/resolve.ts';
import { nextSigner } from '../../domain/record/decide.ts';
import type { ContractProfile } from '../../domain/contract/profile.ts';
import type { Data, Rec } from '../../domain/record/record.ts';
import { callers, supervisors } from './cases.ts';
import type { Moves } from './moves.ts';

/** Who sits at the desk when a paper of the demo is made. */
export type DeskPart = 'engineer' | 'manager';

/** What a paper of the demo is written with: days of the month by their part of it, papers made before by their key. */
type Writing = {
  /** the working day this paper is made on */
  readonly today: string;
  /** `days` before (or after) today, `2026-10-12` */
  readonly day: (days: number) => string;
  /** a minute of such a day, `at('09:30', -1)` */
  readonly at: (clock: string, days?: number) => string;
  /** the first day of the month `months` ago */
  readonly month: (months: number) => string;
  readonly ref: (...keys: readonly string[]) => readonly RecordRef[];
  readonly writer: string;
};

/** One paper of the demo: when and by whom it is made, what stands on it, and the steps it has taken (`sign`: all who must). */
export type DemoPaper = {
  readonly key?: string;
  readonly form: string;
  /** where in the month, 0 to 1 */
  readonly when: number;
  readonly clock: string;
  readonly by: DeskPart;
  readonly data: (writing: Writing) => Data;
  readonly steps?: readonly string[];
};

/** Rows of a table, whose empty cells are absent. */
export const rows = (...each: readonly Row[]): readonly Row[] => each;

type Desk = { readonly moves: Moves; readonly engineer: string; readonly pause: (seconds: number) => void; readonly handOver: (id: string) => void; readonly takeBack: () => void };
export type PaperStep = { readonly at: number; readonly by: DeskPart; readonly run: () => Promise<void> };

/** Who comes to a training or a drill; their names are ones a hand is known for. */
const attendees = ['陈思远', '欧阳志强', '何秀兰', '周文博'].map((name) => ({ name, post: callers.find((each) => each.contact === name)?.department ?? '' }));

/** Who of the contractor confirms what was given to read. */
const readers = ['张伟', '周凯', '孙丽'].map((name) => ({ name, post: '运维项目组' }));

const signAll = async (desk: Desk, start: Rec, profile: ContractProfile): Promise<void> => {
  const declared = formsById.get(start.form);
  if (!declared) return;
  const def = resolveForm(declared, profile);
  let rec = start;
  for (let signer = nextSigner(def, rec); signer; signer = nextSigner(def, rec)) {
    const { role, handover, party } = signer;
    const given = rec.signatures.filter((each) => each.role === role).length;
    const crowd = role === 'reader' ? readers : attendees;
    if (signer.many && given >= crowd.length) return;
    if (handover) desk.handOver(rec.id);
    const client = signer.many ? crowd[given]! : role === 'deputyDirector' ? supervisors[3] : supervisors[0];
    rec = await desk.moves.sign(rec.id, { role, place: '政务服务大厦 3 层', ...(handover ? client : { name: desk.engineer, post: party === 'contractor' ? '运维项目组' : '' }) });
    if (handover) desk.takeBack();
  }
};

/** The papers as steps of the month, in the order given. `workdays`: the days of the month that are over; none makes no paper. */
export const paperSteps = (papers: readonly DemoPaper[], desk: Desk, workdays: readonly string[], profile: ContractProfile): PaperStep[] => {
  const made = new Map<string, Rec>();
  let latest = 0;
  return workdays.length === 0 ? [] : papers.map((paper): PaperStep => {
    const today = workdays[Math.min(workdays.length - 1, Math.floor(paper.when * workdays.length))]!;
    // in a short month two days fall together: still one after the other
    latest = Math.max(latest + 60_000, Date.parse(`${today}T${paper.clock}:00+08:00`));
    const writing = (): Writing => ({
      today,
      day: (days) => addDays(today, days),
      at: (clock, days = 0) => `${addDays(today, days)}T${clock}+08:00`,
      month: (months) => addMonths(`${today.slice(0, 7)}-01`, -months),
      ref: (...keys) => keys.flatMap((key) => made.get(key) ?? []).map(({ id, form, number }) => ({ id, form, number })),
      writer: desk.engineer,
    });
    return {
      at: latest,
      by: paper.by,
      run: async () => {
        const { id } = await desk.moves.create(paper.form, paper.data(writing()));
        for (const step of paper.steps ?? []) {
          desk.pause(15);
          if (step === 'sign') await signAll(desk, await desk.moves.current(id), profile);
          else await desk.moves.move(id, step, '按计划办理');
        }
        if (paper.key !== undefined) made.set(paper.key, await desk.moves.current(id));
      },
    };
  });
};
