import { Paperclip, X } from 'lucide-react';
import { useState } from 'react';
import { Press } from '../desk/parts.tsx';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { uploadFile } from './upload.ts';

/** A file on its way to the station. */
export type Uploading = { readonly key: number; readonly name: string; /** taken in by the station, 0 to 1 */ readonly share: number; readonly cancel: () => void };

let lastKey = 0;

/** Files being added to a record, one after the other; `add` resolves when the last one is there, given up or refused. */
export const useUploads = (record: string, onError: (error: unknown) => void) => {
  const { client } = useStation();
  const [uploading, setUploading] = useState<readonly Uploading[]>([]);
  const add = async (files: readonly { readonly file: File; readonly name: string }[]): Promise<void> => {
    const begun = files.map(({ file, name }) => {
      const stopping = new AbortController();
      return { file, stopping, row: { key: (lastKey += 1), name, share: 0, cancel: () => stopping.abort() } };
    });
    setUploading((old) => [...old, ...begun.map(({ row }) => row)]);
    for (const { file, stopping, row } of begun) {
      const onProgress = (share: number) => setUploading((old) => old.map((each) => (each.key === row.key ? { ...each, share } : each)));
      try {
        stopping.signal.throwIfAborted();
        await uploadFile(client, { record, file, name: row.name }, { signal: stopping.signal, onProgress });
      } catch (failure) {
        // a file given up by the user is no fault
        if (!stopping.signal.aborted) onError(failure);
      }
      setUploading((old) => old.filter((each) => each.key !== row.key));
    }
  };
  return { uploading, add };
};

/** How far each file is, and the way to give it up. */
export const UploadRows = ({ uploading }: { uploading: readonly Uploading[] }) => {
  const { t } = useWords();
  return uploading.map(({ key, name, share, cancel }) => (
    <li key={key}>
      <Paperclip size={14} aria-hidden="true" />
      <span>{name}</span>
      <progress aria-label={t('files.saving', { name })} max={1} value={share} />
      <span className="soft mono">{Math.floor(share * 100)}%</span>
      <Press className="quiet icon small" aria-label={t('files.cancelNamed', { name })} onPress={cancel}><X size={14} /></Press>
    </li>
  ));
};
