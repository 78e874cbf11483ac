import { AssessmentAside } from './AssessmentAside.tsx';
import type { Aside } from './asides.ts';
import { BaselineAside } from './BaselineAside.tsx';
import { ChangesAside } from './ChangesAside.tsx';
import { ImpactAside } from './ImpactAside.tsx';
import { IncidentAside } from './IncidentAside.tsx';

/** Parts of the strip that one form has besides the common ones. */
export const asidesByForm: Readonly<Partial<Record<string, Aside>>> = {
  assessment: { title: 'assessment.title', Body: AssessmentAside },
  'cure-notice': { title: 'assessment.title', Body: AssessmentAside },
  incident: { title: 'incident.title', Body: IncidentAside },
  'configuration-item': { title: 'impact.title', Body: ImpactAside },
  'contract-profile': { title: 'profile.changes', Body: ChangesAside },
  'configuration-baseline': { title: 'baseline.compare', Body: BaselineAside },
};
