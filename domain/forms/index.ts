import { change } from './change.ts';
import { changeResult } from './changeResult.ts';
import { complaint } from './complaint.ts';
import { configurationBaseline } from './configurationBaseline.ts';
import { configurationItem } from './configurationItem.ts';
import { contact } from './contact.ts';
import { dataHandover } from './dataHandover.ts';
import { dataRequest } from './dataRequest.ts';
import { faultReport } from './faultReport.ts';
import type { FormDef } from './form.ts';
import { incident } from './incident.ts';
import { inspection } from './inspection.ts';
import { problem } from './problem.ts';
import { release } from './release.ts';
import { releaseResult } from './releaseResult.ts';
import { serviceOrder } from './serviceOrder.ts';
import { specialReport } from './specialReport.ts';
import { survey } from './survey.ts';

/** Every form of the product, in the order of the rail. Adding a form is adding a file and a line here. */
export const forms: readonly FormDef[] = [
  serviceOrder, inspection, survey,
  contact, complaint, dataRequest, dataHandover,
  incident, problem, change, changeResult, release, releaseResult, configurationItem, configurationBaseline,
  faultReport, specialReport,
];

export const formsById: ReadonlyMap<string, FormDef> = new Map(forms.map((form) => [form.id, form]));
if (formsById.size !== forms.length) throw new Error('two forms share one id');
if (new Set(forms.map((form) => form.number.prefix)).size !== forms.length) throw new Error('two forms share one series of numbers');
