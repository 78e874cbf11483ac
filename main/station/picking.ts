import type { Reader } from '../../db/store.ts';
import type { RecordRow } from '../../domain/api/types.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { formsById } from '../../domain/forms/index.ts';

const voidStates = (form: FormDef | undefined): readonly string[] => Object.entries(form?.lifecycle.states ?? {}).flatMap(([id, state]) => (state.tone === 'void' ? [id] : []));

/** Papers of the forms that another may name: neither thrown away nor replaced by a correction. */
export const pickable = (reader: Reader, input: { forms: readonly string[]; text: string; limit: number }): readonly RecordRow[] =>
  reader.pick([...new Set(input.forms)].map((form) => ({ form, without: voidStates(formsById.get(form)) })), input.text, input.limit);
