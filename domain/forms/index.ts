import { acceptanceApplication } from './acceptanceApplication.ts';
import { acceptanceReport } from './acceptanceReport.ts';
import { acknowledgement } from './acknowledgement.ts';
import { assessment } from './assessment.ts';
import { backup } from './backup.ts';
import { backupMedium } from './backupMedium.ts';
import { bankAccountChange } from './bankAccountChange.ts';
import { change } from './change.ts';
import { changeResult } from './changeResult.ts';
import { complaint } from './complaint.ts';
import { configurationBaseline } from './configurationBaseline.ts';
import { configurationItem } from './configurationItem.ts';
import { contractProfile } from './contractProfile.ts';
import { contact } from './contact.ts';
import { contactBook } from './contactBook.ts';
import { contractChange } from './contractChange.ts';
import { cureNotice } from './cureNotice.ts';
import { dataHandover } from './dataHandover.ts';
import { dataRequest } from './dataRequest.ts';
import { destruction } from './destruction.ts';
import { document } from './document.ts';
import { documentHandover } from './documentHandover.ts';
import { drill } from './drill.ts';
import { extraCost } from './extraCost.ts';
import { faultReport } from './faultReport.ts';
import { forceMajeure } from './forceMajeure.ts';
import type { FormDef, FormPart } from './form.ts';
import { incident } from './incident.ts';
import { inspection } from './inspection.ts';
import { keyPeriod } from './keyPeriod.ts';
import { payment } from './payment.ts';
import { planDocument } from './planDocument.ts';
import { problem } from './problem.ts';
import { release } from './release.ts';
import { releaseApproval } from './releaseApproval.ts';
import { releaseResult } from './releaseResult.ts';
import { restoreDrill } from './restoreDrill.ts';
import { riskAssessment } from './riskAssessment.ts';
import { roster } from './roster.ts';
import { routineReport } from './routineReport.ts';
import { serviceOrder } from './serviceOrder.ts';
import { serviceReport } from './serviceReport.ts';
import { specialReport } from './specialReport.ts';
import { survey } from './survey.ts';
import { training } from './training.ts';
import { trainingPlan } from './trainingPlan.ts';

/** Every form of the product, in the order of the rail. Adding a form is adding a file and a line here. */
export const forms: readonly FormDef[] = [
  serviceOrder, inspection, survey,
  contact, complaint, dataRequest, dataHandover,
  incident, problem, change, changeResult, release, releaseResult, configurationItem, configurationBaseline,
  serviceReport, faultReport, specialReport, routineReport, document, documentHandover, releaseApproval, destruction, contactBook, bankAccountChange, contractChange, forceMajeure, extraCost, payment,
  backup, backupMedium, restoreDrill, riskAssessment, planDocument, roster, drill, keyPeriod, trainingPlan, training, assessment, cureNotice,
  acceptanceApplication, acceptanceReport, acknowledgement,
  contractProfile,
];

export const formsById: ReadonlyMap<string, FormDef> = new Map(forms.map((form) => [form.id, form]));
if (formsById.size !== forms.length) throw new Error('two forms share one id');
const playing: ReadonlyMap<FormPart | undefined, FormDef> = new Map(forms.map((form) => [form.part, form]));
if (forms.filter((form) => form.part !== undefined).length !== [...playing.keys()].filter((part) => part !== undefined).length) throw new Error('two forms play one part');

/** The form that plays a part. Throws when the product has none: a mistake of the release. */
export const formPlaying = (part: FormPart): FormDef => {
  const form = playing.get(part);
  if (!form) throw new Error(`no form plays the part ${part}`);
  return form;
};
if (new Set(forms.map((form) => form.number.prefix)).size !== forms.length) throw new Error('two forms share one series of numbers');
