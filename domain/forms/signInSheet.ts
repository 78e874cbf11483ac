import { text, type Text } from '../text/text.ts';
import type { Role, Signer, Transition } from './form.ts';
import { staff, voiding } from './kit.ts';

/** Steps of a paper with a sign-in sheet (R23): any number sign while it waits, and a step ends the signing and seals what was signed. */
export const signInSteps = (end: Text, by: readonly Role[] = staff): readonly Transition[] => [
  { id: 'submit', label: text('开始签到', 'Open for signing'), from: ['draft'], to: 'signing', by, complete: true, main: true },
  { id: 'rework', label: text('退回修改', 'Take back to edit'), from: ['signing'], to: 'draft', by, reason: true, withdrawsSignatures: true },
  { id: 'finish', label: end, from: ['signing'], to: 'signed', by, seals: true, main: true },
  { id: 'archive', label: text('归档', 'Archive'), from: ['signed'], to: 'archived', by: staff, main: true },
  voiding(['draft', 'signing'], { by }),
];

/** Everybody who was there signs a line of his own on the handed-over screen; people of either side may. */
export const participants = (role: string, label: Text, consent: Text): Signer => ({ role, label, party: 'contractor', required: true, many: true, handover: true, consent });
