import { useQuery } from '@tanstack/react-query';
import { useEffect, useState, type KeyboardEvent, type ReactNode } from 'react';
import { useMay } from '../may.ts';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { useLacks } from './lacks.tsx';

const typingPause = 200;

/** Addresses among what was typed that the contact book has not confirmed (R39); asked when the typing rests. `site`: at headquarters, the one of whose book it is asked. */
export const useUnconfirmed = (typed: string, site?: string): readonly string[] => {
  const { ask } = useStation();
  const may = useMay();
  const [text, setText] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setText(typed.trim()), typingPause);
    return () => clearTimeout(timer);
  }, [typed]);
  // only digits and an at sign make an address: a name alone asks nothing
  const found = useQuery({ ...ask.documents.unconfirmed.queryOptions({ input: { to: text, ...(site !== undefined && { site }) } }), enabled: /[@\d]/.test(text) && may('documents.unconfirmed'), placeholderData: (old) => old });
  return /[@\d]/.test(text) ? (found.data ?? []) : [];
};

type Receiver = { readonly to: string; readonly reason?: string; readonly isComplete: () => boolean; /** `send`: what Enter does */ readonly field: (send: () => void) => ReactNode };

/** For whom something leaves (R35): the field that asks, and the reason wanted for an address that is not in the contact book (R39). `site`: at headquarters, the one it is about. */
export const useReceiver = (site?: string): Receiver => {
  const { t, list } = useWords();
  const [to, setTo] = useState('');
  const [reason, setReason] = useState('');
  const unconfirmed = useUnconfirmed(to, site);
  const isWarned = unconfirmed.length > 0;
  const lacks = useLacks({
    to: to.trim() === '' ? t('account.fill', { field: t('list.exportTo') }) : null,
    reason: isWarned && reason.trim() === '' ? t('account.fill', { field: t('mail.reason') }) : null,
  });
  const sendsWith = (send: () => void) => (event: KeyboardEvent) => { if (event.key === 'Enter' && !event.nativeEvent.isComposing) send(); };
  return {
    to: to.trim(), ...(isWarned && { reason: reason.trim() }), isComplete: lacks.isComplete,
    field: (send) => (
      <>
        <div className="field">
          <label htmlFor={lacks.input('to').id}>{t('list.exportTo')}</label>
          {/* the dialog asks for nothing else that is not answered already */}
          {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
          <input {...lacks.input('to')} className="input" maxLength={200} autoComplete="off" autoFocus value={to} onChange={(event) => setTo(event.target.value)} onKeyDown={sendsWith(send)} />
          {lacks.note('to')}
        </div>
        {isWarned ? (
          <div className="field">
            <p className="notice warn" role="status">{t('mail.notInBook', { addresses: list(unconfirmed) })}</p>
            <label htmlFor={lacks.input('reason').id}>{t('mail.reason')}</label>
            <input {...lacks.input('reason')} className="input" maxLength={200} autoComplete="off" value={reason} onChange={(event) => setReason(event.target.value)} onKeyDown={sendsWith(send)} />
            {lacks.note('reason')}
          </div>
        ) : null}
      </>
    ),
  };
};
