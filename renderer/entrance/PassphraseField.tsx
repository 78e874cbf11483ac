import { Eye, EyeOff } from 'lucide-react';
import { useId, useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import { useWords } from '../words.ts';
import { strengthOf } from './strength.ts';

/** A new passphrase: shown on wish, its strength in words. */
export const PassphraseField = ({ value, onChange, label, inputId, lack }: { value: string; onChange: (value: string) => void; label: string; inputId?: string; /** said below when it is missing */ lack?: ReactNode }) => {
  const { t } = useWords();
  const [seen, setSeen] = useState(false);
  const ownId = useId();
  const id = inputId ?? ownId;
  const strength = strengthOf(value);
  return (
    <div className="field">
      <label htmlFor={id}>{label}</label>
      <span className="with-button">
        <input id={id} className="input" type={seen ? 'text' : 'password'} autoComplete="new-password" maxLength={200} aria-invalid={Boolean(lack)} aria-describedby={`${id}-strength${lack ? ` ${id}-lack` : ''}`} value={value} onChange={(event) => onChange(event.target.value)} />
        <Button className="button quiet icon small" aria-label={seen ? t('account.hide') : t('account.show')} aria-pressed={seen} onPress={() => setSeen(!seen)}>{seen ? <EyeOff size={15} /> : <Eye size={15} />}</Button>
      </span>
      {lack}
      <span className="strength" data-strength={value ? strength : undefined} id={`${id}-strength`} aria-live="polite">
        <i aria-hidden="true" /><span>{value ? t(`strength.${strength}`) : t('account.passphraseHint')}</span>
      </span>
    </div>
  );
};
