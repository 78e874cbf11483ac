import { useState } from 'react';
import type { FormDef } from '../../domain/forms/form.ts';
import { valueText } from '../../domain/paper/cells.ts';
import { Press } from '../desk/parts.tsx';
import { useWords } from '../words.ts';
import type { Change } from './draft.ts';

/** What was typed in a record that took no typing any more when it was to be submitted: to be read and copied out, and discarded only on a second press. */
export const Untaken = ({ change, def, onDiscard }: { change: Change; def: FormDef; onDiscard: () => void }) => {
  const { t, fieldName, lang } = useWords();
  const [sure, setSure] = useState(false);
  const said = (name: string): string => {
    const field = def.fields[name];
    const value = change.set[name];
    return value === undefined ? t('record.untakenEmptied') : field ? valueText(field, value, lang) : String(value);
  };
  return (
    <section className="notice warn" role="status" aria-label={t('record.untakenTitle')}>
      <p>{t('record.untaken')}</p>
      <ul>{[...Object.keys(change.set), ...change.unset].map((name) => <li key={name}>{t('record.untakenCell', { field: fieldName(name, def), value: said(name) })}</li>)}</ul>
      <div className="row">
        {sure ? <><Press className="small danger" onPress={onDiscard}>{t('record.untakenSure')}</Press><Press className="small" onPress={() => setSure(false)}>{t('action.cancel')}</Press></> : <Press className="small" onPress={() => setSure(true)}>{t('record.untakenDiscard')}</Press>}
      </div>
    </section>
  );
};
