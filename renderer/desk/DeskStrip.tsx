import { useQuery } from '@tanstack/react-query';
import { MessageSquareWarning, Percent, Phone, PhoneIncoming } from 'lucide-react';
import { formatShortDay } from '../../domain/text/timeFormat.ts';
import { formPlaying } from '../../domain/forms/index.ts';
import { percentOf } from '../../domain/report/figure.ts';
import { useDeadlineWords } from '../record/Strip.tsx';
import { useNow } from '../record/useRecord.ts';
import { placeToHash } from '../router.ts';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { Press } from './parts.tsx';

/** Time passes without the station saying anything: asked again every minute, ms. */
const minute = 60_000;
/** Complaints named on the strip; the list below has them all. */
const mostNamed = 3;

/** The figures of the service desk (R5, R6): what is open, what is due, and how many complaints of the quarter were replied to in time. */
export const DeskStrip = ({ onContact }: { onContact?: () => void }) => {
  const { ask } = useStation();
  const { t, lang } = useWords();
  const now = useNow();
  const deadline = useDeadlineWords();
  const { data } = useQuery({ ...ask.desk.figures.queryOptions(), refetchInterval: minute });
  if (!data) return <div className="desk-strip" aria-hidden="true" />;
  const { openContacts, waiting, received, decided, inTime, replyRate, quarter } = data;
  const percent = replyRate === null ? '—' : `${percentOf(inTime, decided, 1)} %`;
  return (
    <section className="desk-strip" aria-label={t('deskStrip.title')}>
      <a href={placeToHash({ screen: formPlaying('contact').id, query: { state: 'open' } })}><Phone size={15} aria-hidden="true" /><span>{t('deskStrip.open')}</span><b>{openContacts}</b></a>
      <span className="part">
        <MessageSquareWarning size={15} aria-hidden="true" /><span>{t('deskStrip.waiting')}</span><b>{waiting.length}</b>
        {waiting.slice(0, mostNamed).map((each) => {
          const words = deadline(each.due, now, 'complaint-reply');
          return <a key={each.id} className={words.overdue ? 'late' : ''} href={placeToHash({ screen: formPlaying('complaint').id, id: each.id })}><span className="mono">{each.number}</span> {words.text}</a>;
        })}
        {waiting.length > mostNamed ? <a href={placeToHash({ screen: formPlaying('complaint').id, query: { state: 'open' } })}>{t('deskStrip.others', { n: waiting.length - mostNamed })}</a> : null}
      </span>
      <span className={`part${replyRate !== null && replyRate < 1 ? ' late' : ''}`} title={quarter ? `${formatShortDay(quarter.from, lang, now)} – ${formatShortDay(quarter.to, lang, now)}` : undefined}>
        <Percent size={15} aria-hidden="true" /><span>{t('deskStrip.rate')}</span><b>{percent}</b><small>{t('deskStrip.of', { inTime, decided, received })}</small>
      </span>
      <span className="spring" />
      {onContact ? <Press className="main small" keyId="contact" onPress={onContact}><PhoneIncoming size={14} />{t('quick.title')}</Press> : null}
    </section>
  );
};
