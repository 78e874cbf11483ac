import { useMutation } from '@tanstack/react-query';
import { FilePlus2 } from 'lucide-react';
import { v7 as uuidv7 } from 'uuid';
import { libraryForm, templateData, templates, templateTitle, testStages } from '../../domain/library/library.ts';
import type { DocumentTemplate } from '../../domain/library/template.ts';
import { Press, Wrong } from '../desk/parts.tsx';
import { useMay } from '../may.ts';
import { useNow } from '../record/useRecord.ts';
import { go } from '../router.ts';
import { useRefresh, useStation, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';

type Begin = { readonly template: DocumentTemplate; readonly stage?: string };

/** 文档模板 (R29): the quality and test documents, each begun as a registered document with its template in it by one press. */
export const Library = () => {
  const { client } = useStation();
  const { t, say } = useWords();
  const now = useNow();
  const may = useMay();
  const refresh = useRefresh();
  const person = useStatus().data?.account?.name ?? '';
  const begin = useMutation({
    mutationFn: async ({ template, stage }: Begin) => {
      const file = await client.documents.template({ template: template.id, ...(stage !== undefined && { stage }) });
      const rec = await client.records.execute({ kind: 'create', id: uuidv7(), form: libraryForm, data: { ...templateData(template, stage, person, `${now.slice(0, 16)}+08:00`) } as never });
      await client.files.add({ record: rec.id, file, name: `${templateTitle(template, stage).zh} V1.0.docx` });
      return rec;
    },
    onSuccess: async (rec) => { await refresh(); go(rec.form, rec.id); },
  });
  const mayBegin = may('records.execute') && may('files.add');
  const beginButton = (what: Begin, label: string) => <Press key={what.stage ?? ''} className="small" isDisabled={begin.isPending} aria-label={`${t('library.begin')} ${say(templateTitle(what.template, what.stage))}`} onPress={() => begin.mutate(what)}><FilePlus2 size={14} />{label}</Press>;
  return (
    <section className="process-screen" aria-label={t('screen.library')}>
      <header><h1>{t('screen.library')}</h1></header>
      <p className="soft">{t('library.note')}</p>
      <Wrong error={begin.error} onClose={() => begin.reset()} />
      <ul className="cards">
        {templates.map((template) => (
          <li key={template.id}>
            <p className="line"><strong>{say(template.title)}</strong><span className="soft">{t(`library.${template.kind}`)}</span><span className="spring" />{mayBegin ? (template.kind === 'test' ? testStages().map(({ value, label }) => beginButton({ template, stage: value }, say(label))) : beginButton({ template }, t('library.begin'))) : null}</p>
            <p>{say(template.purpose)}</p>
            <details><summary>{t('library.inside')}</summary>
              <ol>{template.chapters.map((chapter) => <li key={chapter.title.zh}><b>{say(chapter.title)}</b> {say(chapter.content)}</li>)}</ol>
              <ul>{template.checklist.map((each) => <li key={each.zh}>□ {say(each)}</li>)}</ul>
            </details>
          </li>
        ))}
      </ul>
    </section>
  );
};
