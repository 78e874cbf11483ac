import { FileChartColumn } from 'lucide-react';
import { formPlaying } from '../../domain/forms/index.ts';
import { Press } from '../desk/parts.tsx';
import { go } from '../router.ts';
import { useWords } from '../words.ts';
import type { AsideProps } from './asides.ts';

/** From the sheet to the whole report it carries (R24). */
export const ReportAside = ({ data }: AsideProps) => {
  const { t } = useWords();
  const names = formPlaying('periodReport').report;
  const [from, to] = [names && data[names.from], names && data[names.to]];
  if (typeof from !== 'string' || typeof to !== 'string') return <p className="soft">{t('report.noPeriod')}</p>;
  return <Press className="small" onPress={() => go('report', undefined, { from, to })}><FileChartColumn size={14} />{t('report.openWhole')}</Press>;
};
