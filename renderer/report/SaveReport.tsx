import { signedLang } from '../../domain/report/paper.ts';
import { LeaveSheet } from '../desk/LeaveSheet.tsx';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

const ends = { pdf: '.pdf', summary: '.pdf', docx: '.docx', xlsx: '.xlsx', csv: '.csv' } as const;
const formats = Object.keys(ends) as readonly (keyof typeof ends)[];

/** The report, or its one page, leaves as a file. */
export const SaveReport = ({ span, site, title, frozen, onClose }: { span: { readonly from: string; readonly to: string }; /** at headquarters, one of them */ site?: string; title: string; /** it was sent to be signed */ frozen: boolean; onClose: () => void }) => {
  const { client } = useStation();
  const { t, lang } = useWords();
  const isTranslation = frozen && lang !== signedLang;
  return (
    <LeaveSheet
      title={t('report.save')} note={`${t('report.saveNote', { title, ...span })}${isTranslation ? ` ${t('report.translationNote')}` : ''}`} onClose={onClose} site={site}
      formats={formats.map((value) => ({ value, label: t(`report.as.${value}`) }))}
      make={(format, receiver, reason) => client.reports.exportFile({ ...span, ...(site !== undefined && { site }), format, lang, receiver, reason })}
      nameOf={(format) => `${title}${site === undefined ? '' : ` ${site}`}${format === 'summary' ? ` ${t('report.as.summary')}` : ''}${format === 'pdf' && isTranslation ? ` ${t('report.translation')}` : ''} ${span.from} ${span.to}${ends[format]}`}
    />
  );
};
