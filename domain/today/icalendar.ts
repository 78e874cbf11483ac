import { isoToMs } from '../clocks/shanghai.ts';
import type { Lang } from '../text/text.ts';
import { isOwed, type AgendaItem } from './agenda.ts';

/**
 * The agenda as an iCalendar file (RFC 5545). Deadlines stand in Asia/Shanghai with the zone's own component, and stamps in UTC as 3.8.7.2
 * wants them; the usual generators write the one or the other, never both, so the few lines are written here.
 *
 * A calendar is read by phones and servers nobody of the contract controls: an entry says what kind of thing is due, its number and its clause,
 * and nothing of what a paper holds (R35).
 */
const zone = 'Asia/Shanghai';

/** A text value: backslash, semicolon, comma and line ends are escaped (3.3.11). */
const escapeText = (plain: string): string => plain.replaceAll('\\', '\\\\').replaceAll(';', '\\;').replaceAll(',', '\\,').replaceAll(/\r\n|\r|\n/g, '\\n');

const bytesOf = (sign: string): number => new TextEncoder().encode(sign).length;

/** Lines are cut at 75 octets, never inside a character; what follows begins with a blank (3.1). */
const fold = (line: string): string => {
  const lines: string[] = [];
  let now = '';
  let size = 0;
  for (const sign of line) {
    const octets = bytesOf(sign);
    if (size + octets > 75) {
      lines.push(now);
      now = ' ';
      size = 1;
    }
    now += sign;
    size += octets;
  }
  return [...lines, now].join('\r\n');
};

/** `20211104T235959`, the wall clock of the instant's own text: agenda seconds are always +08:00. */
const toLocal = (second: string): string => second.slice(0, 19).replaceAll(/[-:]/g, '');
const toUtc = (second: string): string => `${new Date(isoToMs(second)).toISOString().slice(0, 19).replaceAll(/[-:]/g, '')}Z`;

const words = {
  zh: { calendar: '三联 合同期限', about: '只含单据编号、类别和条款，不含单据内容。保密：导出已登记（R35）。', number: '编号', estimated: '该年放假安排未公布，为推算', kept: '已完成', unknown: '请人工确认', aside: (text: string) => `（${text}）` },
  en: { calendar: 'Sanlian deadlines', about: 'Numbers, kinds and clauses only, nothing of what the papers hold. Confidential: this export is on record (R35).', number: 'No.', estimated: 'estimated: the holidays of that year are not published', kept: 'kept', unknown: 'to be confirmed by a person', aside: (text: string) => ` (${text})` },
} as const;

type Export = {
  readonly lang: Lang;
  /** When the file is made, an ISO second. */
  readonly now: string;
  /** Minutes before a deadline at which it is reminded of; 0 for no reminder. */
  readonly lead: number;
  /** Names the station in the entries' lasting ids. */
  readonly station: string;
};

const eventLines = (item: AgendaItem, { lang, now, lead, station }: Export): string[] => {
  const say = words[lang];
  const number = item.record && item.record.number !== '' ? item.record.number : undefined;
  const clause = lang === 'zh' ? `${item.rule} ${item.clause}` : item.rule;
  const summary = `${item.label[lang]}${number ? ` ${number}` : ''}${say.aside(clause)}`;
  const isKept = item.state === 'kept' || item.state === 'keptLate';
  const notes = [clause, number && `${say.number} ${number}`, item.estimated && say.estimated, isKept && say.kept, item.state === 'unknown' && say.unknown].filter((each) => typeof each === 'string');
  const alarm = lead > 0 && isOwed(item) ? ['BEGIN:VALARM', 'ACTION:DISPLAY', `DESCRIPTION:${escapeText(summary)}`, `TRIGGER:-PT${lead}M`, 'END:VALARM'] : [];
  return [
    'BEGIN:VEVENT', `UID:${item.id}@${station}`, `DTSTAMP:${toUtc(now)}`, `DTSTART;TZID=${zone}:${toLocal(item.due)}`, `SUMMARY:${escapeText(summary)}`, `DESCRIPTION:${escapeText(notes.join('\n'))}`,
    `CATEGORIES:${escapeText(item.rule)}`, 'CLASS:CONFIDENTIAL', 'TRANSP:TRANSPARENT', ...alarm, 'END:VEVENT',
  ];
};

/** The file's text, its lines ended by CRLF. A deadline is an event at its last second; what is still owed carries an alarm. */
export const agendaToCalendar = (items: readonly AgendaItem[], options: Export): string =>
  [
    'BEGIN:VCALENDAR', 'VERSION:2.0', 'PRODID:-//Sanlian//Station//ZH', 'CALSCALE:GREGORIAN', 'METHOD:PUBLISH', `X-WR-CALNAME:${words[options.lang].calendar}`, `X-WR-CALDESC:${escapeText(words[options.lang].about)}`, `X-WR-TIMEZONE:${zone}`,
    // no daylight saving since 1991 (see domain/clocks/shanghai.ts)
    'BEGIN:VTIMEZONE', `TZID:${zone}`, 'BEGIN:STANDARD', 'DTSTART:19910915T000000', 'TZOFFSETFROM:+0800', 'TZOFFSETTO:+0800', 'TZNAME:CST', 'END:STANDARD', 'END:VTIMEZONE',
    ...items.flatMap((item) => eventLines(item, options)),
    'END:VCALENDAR',
  ].map((line) => `${fold(line)}\r\n`).join('');
