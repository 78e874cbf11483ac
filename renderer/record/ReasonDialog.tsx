import { useState } from 'react';
import { useLacks } from '../desk/lacks.tsx';
import { Press, Sheet } from '../desk/parts.tsx';
import { useWords } from '../words.ts';

/** Asks why before a step that cannot be taken back. `title`: what is done to which paper, also the words of its button. */
export const ReasonDialog = ({ title, note, onClose, onReason }: { title: string; note?: string; onClose: () => void; onReason: (reason: string) => void }) => {
  const { t } = useWords();
  const [reason, setReason] = useState('');
  const lacks = useLacks({ reason: reason.trim() === '' ? t('account.fill', { field: t('record.reason') }) : null });
  return (
    <Sheet title={title} onClose={onClose} footer={<><Press onPress={onClose}>{t('action.cancel')}</Press><Press className="main danger" onPress={() => { if (lacks.isComplete()) onReason(reason.trim()); }}>{title}</Press></>}>
      {note ? <p className="notice warn">{note}</p> : null}
      <div className="field">
        <label htmlFor={lacks.input('reason').id}>{t('record.reason')}</label>
        {/* the dialog asks for nothing else */}
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
        <textarea {...lacks.input('reason')} className="input" rows={3} maxLength={500} autoFocus value={reason} onChange={(event) => setReason(event.target.value)} />
        {lacks.note('reason')}
      </div>
    </Sheet>
  );
};
