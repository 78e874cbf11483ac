import type { Page } from '../../domain/paper/marks.ts';
import { layOutReport } from '../../domain/report/layout.ts';
import { layOutSummary } from '../../domain/report/summary.ts';
import type { Report } from '../../domain/report/report.ts';
import { periodDays } from '../../domain/report/period.ts';
import type { Lang } from '../../domain/text/text.ts';
import { partsToContent } from '../papers/draw.ts';
import { createFonts, type Fonts } from '../papers/fonts.ts';
import { createPaperFile, createResources } from '../papers/sheet.ts';
import { createStructure } from '../papers/structure.ts';

export type ReportPrinter = { readonly report: (report: Report, lang: Lang) => Promise<Uint8Array>; /** one page for whoever signs */ readonly summary: (report: Report, lang: Lang) => Promise<Uint8Array> };

const pagesToPdf = (pages: readonly Page[], report: Report, lang: Lang, fonts: Fonts): Promise<Uint8Array> => {
  const file = createPaperFile({ title: `${report.title[lang]} ${periodDays(report.period)[lang]}`, author: report.contractor[lang], subject: report.project[lang], lang: lang === 'zh' ? 'zh-CN' : 'en', at: new Date(report.madeAt) });
  const structure = createStructure();
  for (const { marks, parts } of pages) {
    const resources = createResources();
    const content = partsToContent(marks, parts, 0, fonts, file, resources);
    const page = file.page(file.shared(content.stream, resources), '', createResources());
    for (const { path, mcid } of content.read) structure.place('', path, mcid === undefined ? undefined : { page, mcid });
  }
  file.structure(structure.root);
  return file.finish();
};

/** Prints reports as PDF/A. The same report makes the same bytes, whenever and wherever. */
export const createReportPrinter = ({ fontsFolder }: { readonly fontsFolder: string }): ReportPrinter => {
  let fonts: Fonts | undefined;
  const face = (): Fonts => (fonts ??= createFonts(fontsFolder));
  return {
    report: (report, lang) => pagesToPdf(layOutReport(report, lang, face().measure), report, lang, face()),
    summary: (report, lang) => pagesToPdf([layOutSummary(report, lang, face().measure)], report, lang, face()),
  };
};
