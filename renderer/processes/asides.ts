import type { ComponentType } from 'react';
import type { ProcedureName } from '../../domain/api/permissions.ts';
import type { RecordView } from '../../domain/api/types.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import type { Data, Value } from '../../domain/record/record.ts';

/** What a part of the strip that belongs to one form is given: the paper with its typing, and how to write on it. */
export type AsideProps = {
  readonly view: RecordView;
  readonly def: FormDef;
  readonly data: Data;
  readonly editable: boolean;
  readonly set: (name: string, value: Value | undefined) => void;
};
/** `asks`: what it asks of the station; where that is not offered, it is not there. */
export type Aside = { readonly asks?: ProcedureName; readonly title: 'assessment.title' | 'incident.title' | 'impact.title' | 'baseline.compare' | 'profile.changes' | 'report.title'; readonly Body: ComponentType<AsideProps> };
