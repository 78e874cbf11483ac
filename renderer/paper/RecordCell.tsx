import { useQuery } from '@tanstack/react-query';
import { X } from 'lucide-react';
import { useRef } from 'react';
import { Button } from 'react-aria-components';
import type { Field, RecordRef } from '../../domain/forms/form.ts';
import { refsIn } from '../../domain/record/around.ts';
import { useContractWords } from '../contractWords.ts';
import { Picker } from '../record/Picker.tsx';
import { placeToHash } from '../router.ts';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { focusNext, useNote, type CellProps } from './cellParts.tsx';
import { useSheet } from './sheet.ts';

/** Named papers as small labels, number and what each is about; a label opens its paper. */
export const Chips = ({ refs, onRemove }: { refs: readonly RecordRef[]; onRemove?: (ref: RecordRef) => void }) => {
  const { ask } = useStation();
  const { t } = useWords();
  const inWords = useContractWords();
  const rows = useQuery({ ...ask.records.rows.queryOptions({ input: { ids: refs.map((ref) => ref.id) } }), enabled: refs.length > 0, placeholderData: (old) => old });
  return refs.map((ref) => {
    const row = rows.data?.find((each) => each.id === ref.id);
    return (
      <span key={ref.id} className="chip">
        <a href={placeToHash({ screen: ref.form, id: ref.id })} title={t('pick.open', { number: ref.number })}><b>{ref.number}</b>{row?.headline ? <span> {inWords(row.headline)}</span> : null}</a>
        {onRemove ? <Button className="chip-remove" aria-label={t('pick.remove', { number: ref.number })} onPress={() => onRemove(ref)}><X size={11} aria-hidden="true" /></Button> : null}
      </span>
    );
  });
};

/** Papers a record names (R18): chosen from a list by number, words or initials; never typed. */
export const RecordCell = ({ name, label, field }: CellProps & { field: Extract<Field, { kind: 'record' }> }) => {
  const { data, set, missing, record } = useSheet();
  const note = useNote(name);
  const cell = useRef<HTMLSpanElement>(null);
  const refs = refsIn(data, name);
  const put = (next: readonly RecordRef[]) => set(name, next.length > 0 ? next : undefined);
  const remove = (ref: RecordRef) => {
    put(refs.filter((each) => each.id !== ref.id));
    // the label that had the focus is gone
    requestAnimationFrame(() => cell.current?.querySelector('input')?.focus());
  };
  return (
    <span className="record-cell" ref={cell}>
      <Chips refs={refs} onRemove={remove} />
      {field.many || refs.length === 0 ? (
        <Picker
          label={label} forms={field.forms} without={new Set([record.id, ...refs.map((ref) => ref.id)])} required={missing.has(name)} wrong={note.wrong} describedBy={note.id}
          onPick={(row) => put([...refs, { id: row.id, form: row.form, number: row.number }])}
          onBackspace={() => { if (refs.length > 0) put(refs.slice(0, -1)); }} onLeave={focusNext}
        />
      ) : null}
      {note.note}
    </span>
  );
};
