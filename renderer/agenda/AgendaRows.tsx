import { useQuery } from '@tanstack/react-query';
import { Check, Circle, CircleAlert, CircleDashed, CircleHelp } from 'lucide-react';
import { useState } from 'react';
import type { AgendaItem, AgendaState } from '../../domain/today/agenda.ts';
import { formatTime } from '../../domain/text/timeFormat.ts';
import { Clause, Press, Wrong } from '../desk/parts.tsx';
import { Reckoning } from '../record/Reckoning.tsx';
import { useDeadlineWords } from '../record/Strip.tsx';
import { go } from '../router.ts';
import { useForms, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { useKeepTurn } from './useKeepTurn.ts';

const icons = { upcoming: CircleDashed, open: Circle, kept: Check, keptLate: Check, late: CircleAlert, missed: CircleAlert, unknown: CircleHelp } as const satisfies Record<AgendaState, unknown>;

/** Obligations as rows; each opens to who owes it, what shows that it was kept, and how its deadline was reached. */
export const AgendaRows = ({ items, now }: { items: readonly AgendaItem[]; now: string }) => (
  <div className="agenda-rows">{items.map((item) => <AgendaRow key={item.id} item={item} now={now} />)}</div>
);

const AgendaRow = ({ item, now }: { item: AgendaItem; now: string }) => {
  const { t, say, list } = useWords();
  const forms = useForms();
  const deadline = useDeadlineWords();
  const { keep, error } = useKeepTurn();
  const [open, setOpen] = useState(false);
  const Icon = icons[item.state];
  const isOpen = item.state === 'open' || item.state === 'late' || item.state === 'upcoming';
  const form = item.form === undefined ? undefined : forms.get(item.form);
  const { record } = item;
  return (
    <details className="agenda-row" data-state={item.state} onToggle={(event) => setOpen(event.currentTarget.open)}>
      <summary>
        <Icon size={15} aria-hidden="true" />
        <span className="what">{say(item.label)}{record?.number ? <span className="mono"> {record.number}</span> : null}</span>
        <span className="until">{isOpen ? deadline(item.due, now, item.row).text : t(`agenda.state.${item.state}`)}</span>
        <Clause rule={item.rule} clause={item.clause} />
      </summary>
      {open ? (
        <div className="agenda-more">
          <dl>
            <div><dt>{t('agenda.due')}</dt><dd>{deadline(item.due, now, item.row).text}{item.estimated ? ` · ${t('strip.estimated')}` : ''}{item.afterTerm ? ` · ${t('today.afterTerm')}` : ''}</dd></div>
            <div><dt>{t('agenda.owner')}</dt><dd>{list([t(`agenda.party.${item.owner.party}`), ...(item.owner.post ? [say(item.owner.post)] : []), ...(item.person ? [item.person] : [])])}</dd></div>
            <div><dt>{t('agenda.evidence')}</dt><dd>{say(item.evidence)}{item.count ? ` · ${t('agenda.count', item.count)}` : ''}</dd></div>
            {item.keptAt ? <div><dt>{t('agenda.keptAt')}</dt><dd><MomentWords at={item.keptAt} now={now} /></dd></div> : null}
            {item.state === 'unknown' ? <div><dt>{t('agenda.note')}</dt><dd>{t('agenda.unknownNote')}</dd></div> : null}
          </dl>
          {item.source === 'clock' && record ? <PaperReckoning id={record.id} clock={item.row} now={now} /> : item.days.length > 0 ? <Reckoning days={item.days} now={now} /> : null}
          <Wrong error={error} />
          <div className="row">
            {record ? <Press className="small" onPress={() => go(record.form, record.id)}>{t('today.open')}</Press> : null}
            {!record && form && (isOpen || item.state === 'missed') ? <Press className="small" onPress={() => keep(item)}>{item.state === 'missed' ? t('today.makeUp') : t('record.newNamed', { form: say(form.short) })}</Press> : null}
          </div>
        </div>
      ) : null}
    </details>
  );
};

const MomentWords = ({ at, now }: { at: string; now: string }) => {
  const { lang } = useWords();
  return formatTime(at, lang, now);
};

/** A paper's own reckoning, with the pauses other papers put on it. */
const PaperReckoning = ({ id, clock, now }: { id: string; clock: string; now: string }) => {
  const { ask } = useStation();
  const { data } = useQuery(ask.records.get.queryOptions({ input: { id } }));
  const found = data?.clocks.find((each) => each.id === clock);
  return found ? <Reckoning days={found.days} now={now} /> : null;
};
