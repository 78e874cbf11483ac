import type { FormDef } from './form.ts';
import { inspection } from './inspection.ts';
import { serviceOrder } from './serviceOrder.ts';
import { survey } from './survey.ts';

/** Every form of the product. Adding a form is adding a file and a line here. */
export const forms: readonly FormDef[] = [serviceOrder, inspection, survey];

export const formsById: ReadonlyMap<string, FormDef> = new Map(forms.map((form) => [form.id, form]));
if (formsById.size !== forms.length) throw new Error('two forms share one id');
