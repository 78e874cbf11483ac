import { formPlaying, formsById } from '../forms/index.ts';

/**
 * Which form plays which part in the figures of reports and boards: declared here once, and read by everything that counts. A form that plays a
 * part for the whole product says so itself (`part`).
 */
export const parts = {
  /** a request as the desk takes it */
  request: formPlaying('contact').id,
  /** work on the spot */
  order: formPlaying('order').id,
  complaint: formPlaying('complaint').id,
  dataRequest: 'data-request',
  /** what the customer answers or declines */
  satisfaction: 'survey',
  fault: 'incident',
  faultReport: 'fault-report',
  problem: 'problem',
  change: 'change',
  changeResult: 'change-result',
  release: 'release',
  releaseResult: 'release-result',
  /** the register of items */
  item: formPlaying('items').id,
  inspection: 'inspection',
  backup: 'backup',
  /** days of heightened duty (R13) */
  keyPeriod: 'key-period',
  /** lets clocks stand still (R33) */
  suspension: 'force-majeure',
  extraCost: 'extra-cost',
  specialReport: 'special-report',
} as const;

for (const form of Object.values(parts)) if (!formsById.has(form)) throw new Error(`no form ${form} for the figures`);

/** What else a report counts, each by the choice it falls into (R24, the last chapter). */
export const otherParts = { training: 'kind', drill: 'verdict', 'restore-drill': 'result', assessment: 'result', 'routine-report': 'hidden' } as const;
