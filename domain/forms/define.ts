import { canonicalText, taggedHash } from '../seal/canonical.ts';
import type { FormDef } from './form.ts';

/** Name of one face of a form for ever: the hash of its canonical text. */
export const definitionHash = (def: FormDef): string => taggedHash('sanlian/definition/1', canonicalText(def));
