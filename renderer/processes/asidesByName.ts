import type { FormAside } from '../../domain/forms/form.ts';
import { AssessmentAside } from './AssessmentAside.tsx';
import type { Aside } from './asides.ts';
import { BaselineAside } from './BaselineAside.tsx';
import { ChangesAside } from './ChangesAside.tsx';
import { ImpactAside } from './ImpactAside.tsx';
import { IncidentAside } from './IncidentAside.tsx';
import { ReportAside } from './ReportAside.tsx';

/** Parts of the strip that a form may name besides the common ones. */
export const asides: Readonly<Record<FormAside, Aside>> = {
  failedMonths: { title: 'assessment.title', Body: AssessmentAside },
  response: { asks: 'processes.response', title: 'incident.title', Body: IncidentAside },
  impact: { asks: 'processes.impact', title: 'impact.title', Body: ImpactAside },
  figures: { title: 'profile.changes', Body: ChangesAside },
  report: { asks: 'reports.sheet', title: 'report.title', Body: ReportAside },
  baseline: { asks: 'processes.compareBaselines', title: 'baseline.compare', Body: BaselineAside },
};
