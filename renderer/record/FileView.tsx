import { useQuery } from '@tanstack/react-query';
import { useEffect, useState } from 'react';
import type { Attachment } from '../../domain/record/record.ts';
import { bytesToText } from '../amounts.ts';
import { Failed, Press, Sheet, Waiting, Wrong } from '../desk/parts.tsx';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { fileToText, isReadable } from './fileText.ts';
import { FileWords } from './FileWords.tsx';
import { refusalsOf } from '../client.ts';
import { Discard } from './Discard.tsx';
import { saveBlob } from '../saveBlob.ts';
import { blobToBytes, PdfView } from './PdfView.tsx';

/** What a browser draws by itself without running anything in it: an SVG could, so it is offered as a file only. */
export const isPicture = (type: string): boolean => /^image\/(png|jpe?g|gif|webp|avif|bmp)$/.test(type);

/** ms between looks at a file under way */
const look = 300;

/** A file that another station took in: on wish it comes from headquarters, and says how far it is. */
const Fetching = ({ file, onHere }: { file: Attachment; onHere: () => void }) => {
  const { ask, client } = useStation();
  const { t } = useWords();
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const incoming = useQuery({ ...ask.files.incoming.queryOptions({ input: { sha256: file.sha256 } }), enabled: busy, refetchInterval: busy ? look : false, gcTime: 0 });
  const bytes = incoming.data?.bytes ?? 0;
  const bring = () => {
    setBusy(true);
    setError(null);
    client.files.fetch({ sha256: file.sha256 }).then(onHere, setError).finally(() => setBusy(false));
  };
  return (
    <>
      <p className="notice">{t('files.elsewhere')}</p>
      <Wrong error={error} />
      {busy
        ? <p className="soft" role="status"><progress aria-label={t('files.fetching')} max={Math.max(1, file.size)} value={bytes} /> {file.size === 0 ? 0 : Math.floor((bytes / file.size) * 100)}%</p>
        : <div className="buttons"><Press className="main" onPress={bring}>{t('files.fetch', { size: bytesToText(file.size) })}</Press></div>}
    </>
  );
};

/** An attachment's original bytes, shown when they can be shown (a PDF from `page` on), always to be saved. */
export const FileView = ({ file, title = file.name, page, onClose, onRemove, sealedIn }: { file: Attachment; /** what it is called on the screen */ title?: string; page?: number; onClose: () => void; onRemove?: () => void; /** the sealed paper it belongs to: its time is kept there */ sealedIn?: string }) => {
  const { client } = useStation();
  const { t } = useWords();
  const content = useQuery({
    queryKey: ['file', file.sha256],
    queryFn: async () => {
      const blob = await client.files.read({ sha256: file.sha256 });
      return {
        blob,
        bytes: file.type === 'application/pdf' ? await blobToBytes(blob) : undefined,
        text: isReadable(file.type) ? await fileToText(new Uint8Array(await blob.arrayBuffer()), file.type) : undefined,
        address: isPicture(file.type) ? URL.createObjectURL(new Blob([blob], { type: file.type })) : undefined,
      };
    },
    enabled: !file.discarded,
    gcTime: 0,
  });
  const [unsaved, setUnsaved] = useState<unknown>(null);
  const { blob, address } = content.data ?? {};
  const isElsewhere = refusalsOf(content.error)?.some(({ code }) => code === 'file-elsewhere') ?? false;
  useEffect(() => () => { if (address) URL.revokeObjectURL(address); }, [address]);
  return (
    <Sheet
      wide title={title} onClose={onClose}
      footer={<>
        {onRemove ? <Press className="danger" onPress={onRemove}>{t('files.remove')}</Press> : null}
        <span className="spring" />
        <Press isDisabled={!blob} onPress={() => { if (blob) saveBlob(blob, file.name).catch(setUnsaved); }}>{t('files.saveAs')}</Press>
      </>}
    >
      <p className="soft">{bytesToText(file.size)} · SHA-256 <span className="mono">{file.sha256.slice(0, 16)}…</span></p>
      {isElsewhere ? <Fetching file={file} onHere={() => void content.refetch()} /> : content.error ? <Failed error={content.error} onAgain={() => void content.refetch()} /> : null}
      {unsaved ? <p className="notice bad" role="alert">{t('files.notSaved')}</p> : null}
      {file.discarded ? <p className="notice">{t('files.discarded', file.discarded)}</p> : content.isPending ? <Waiting /> : null}
      {address ? <img className="file-picture" src={address} alt={file.name} /> : null}
      {content.data?.bytes ? <div className="file-pdf"><PdfView bytes={content.data.bytes} page={page} /></div> : null}
      {content.data?.text ? <FileWords words={content.data.text} type={file.type} /> : null}
      {sealedIn !== undefined && !file.discarded ? <Discard record={sealedIn} file={file} onDone={onClose} /> : null}
      {content.data?.text === null ? <p>{t('files.notRead')}</p> : null}
      {content.data && content.data.text === undefined && !content.data.bytes && !isPicture(file.type) ? <p>{t('files.noPreview')}</p> : null}
    </Sheet>
  );
};
