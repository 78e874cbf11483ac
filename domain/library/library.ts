import { formsById } from '../forms/index.ts';
import type { Data } from '../record/record.ts';
import { text, type Text } from '../text/text.ts';
import { qualityTemplates } from './quality.ts';
import type { DocumentTemplate } from './template.ts';
import { testTemplates } from './tests.ts';

/** The form in which documents are registered; its choices name the templates. */
export const libraryForm = 'document';
export const templates: readonly DocumentTemplate[] = [...qualityTemplates, ...testTemplates];

/** The four stages of a test document. */
export const testStages = (): readonly { readonly value: string; readonly label: Text }[] => {
  const stage = formsById.get(libraryForm)?.fields['stage'];
  return stage?.kind === 'choice' ? stage.options : [];
};

/** What a document begun from the template is called: of a test document, with its stage. */
export const templateTitle = ({ title }: DocumentTemplate, stage?: string): Text => {
  const label = testStages().find(({ value }) => value === stage)?.label;
  return label ? text(`${title.zh}（${label.zh}测试）`, `${title.en} (${label.en.toLowerCase()} test)`) : title;
};

/** What the registered document says already when it is begun from the template; `now`: a minute, ISO. */
export const templateData = (template: DocumentTemplate, stage: string | undefined, person: string, now: string): Data => ({
  title: templateTitle(template, stage).zh, edition: 'V1.0', kind: template.kind, [template.kind]: template.id, ...(template.kind === 'test' && stage !== undefined && { stage }), abstract: template.purpose.zh, secrecy: 'both', author: person, eventAt: now,
});
