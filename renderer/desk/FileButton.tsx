import { FileUp } from 'lucide-react';
import { useRef, useState, type ReactNode } from 'react';
import { useWords } from '../words.ts';
import { Press } from './parts.tsx';

type Props = { readonly id?: string; readonly accept: string; readonly onFile: (file: File) => void; readonly isDisabled?: boolean; /** what the button says; 选择文件 when absent */ readonly children?: ReactNode };

/** Chooses a file with the product's own words: the browser's button speaks the system's language, whatever the station speaks. */
export const FileButton = ({ id, accept, onFile, isDisabled, children }: Props) => {
  const { t } = useWords();
  const picker = useRef<HTMLInputElement>(null);
  const [name, setName] = useState<string | null>(null);
  return (
    <div className="file-button">
      <Press id={id} isDisabled={isDisabled} onPress={() => picker.current?.click()}><FileUp size={15} aria-hidden="true" />{children ?? t('files.choose')}</Press>
      <span className="soft" role="status">{name ?? t('files.noneChosen')}</span>
      <input
        ref={picker} type="file" hidden accept={accept} aria-label={t('files.choose')}
        onChange={(event) => {
          const [chosen] = event.target.files ?? [];
          event.target.value = '';
          if (!chosen) return;
          setName(chosen.name);
          onFile(chosen);
        }}
      />
    </div>
  );
};
