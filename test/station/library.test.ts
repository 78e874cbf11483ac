import { v7 as uuidv7 } from 'uuid';
import { expect, it } from 'vitest';
import { formsById } from '../../domain/forms/index.ts';
import { libraryForm, templateData, templates, templateTitle, testStages } from '../../domain/library/library.ts';
import { codesOf, createTestStation } from './bench.ts';

it('every quality and test document of the register has its template, and each begins a registered document with a DOCX in it', async () => {
  const fields = formsById.get(libraryForm)!.fields;
  for (const kind of ['quality', 'test'] as const) {
    const field = fields[kind];
    expect(templates.filter((each) => each.kind === kind).map(({ id }) => id)).toEqual(field?.kind === 'choice' ? field.options.map(({ value }) => value) : []);
  }
  expect(testStages()).toHaveLength(4);
  const bench = await createTestStation();
  try {
    await bench.setUp();
    for (const template of [templates[0]!, templates.at(-1)!]) {
      const stage = template.kind === 'test' ? 'system' : undefined;
      const file = await bench.client.documents.template({ template: template.id, ...(stage && { stage }) });
      expect(Buffer.from(await file.arrayBuffer()).subarray(0, 2).toString()).toBe('PK');
      const id = uuidv7();
      await bench.client.records.execute({ kind: 'create', id, form: libraryForm, data: { ...templateData(template, stage, '张晓明', '2021-10-12T08:30+08:00') } as never });
      const attachment = await bench.client.files.add({ record: id, file, name: `${templateTitle(template, stage).zh} V1.0.docx` });
      expect(attachment.type).toContain('wordprocessingml');
    }
    expect(await codesOf(bench.client.documents.template({ template: 'nothing' }))).toEqual(['not-found']);
  } finally {
    await bench.remove();
  }
});
