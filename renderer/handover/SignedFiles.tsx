import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { Attachment } from '../../domain/record/record.ts';
import { Failed, Waiting } from '../desk/parts.tsx';
import { fileToText, isReadable } from '../record/fileText.ts';
import { isPicture } from '../record/FileView.tsx';
import { FileWords } from '../record/FileWords.tsx';
import { blobToBytes, PdfView } from '../record/PdfView.tsx';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

/** What is read on the signer's screen: pages, pictures and words. Of other files the paper names the digest. */
const isRead = ({ type, discarded }: Attachment): boolean => !discarded && (type === 'application/pdf' || isPicture(type) || isReadable(type));

const SignedFile = ({ file }: { file: Attachment }) => {
  const { client } = useStation();
  const { t } = useWords();
  const content = useQuery({
    queryKey: ['signed-file', file.sha256],
    queryFn: async () => {
      const bytes = await blobToBytes(await client.files.read({ sha256: file.sha256 }));
      return { bytes, text: isReadable(file.type) ? await fileToText(bytes, file.type) : undefined };
    },
    gcTime: 0,
  });
  if (content.error) return <Failed error={content.error} onAgain={() => void content.refetch()} />;
  if (!content.data) return <Waiting />;
  const { bytes, text } = content.data;
  if (text === null) return <p>{t('files.notRead')}</p>;
  if (text !== undefined) return <FileWords words={text} type={file.type} />;
  if (file.type === 'application/pdf') return <PdfView bytes={bytes} maxWidth={880} language="zh-CN" />;
  return <Picture bytes={bytes} type={file.type} name={file.name} />;
};

const Picture = ({ bytes, type, name }: { bytes: Uint8Array; type: string; name: string }) => {
  // as text the picture needs no address that somebody has to give back
  const [address] = useState(() => `data:${type};base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`);
  return <img className="file-picture" src={address} alt={name} />;
};

/** The paper to be signed and the files signed with it, each a press away: nobody signs for a report he could not read. */
export const SignedFiles = ({ files, nameOf, paper, children }: { files: readonly Attachment[]; nameOf: (file: Attachment) => string; paper: string; children: ReactNode }) => {
  const { t, list } = useWords();
  const [shown, setShown] = useState<string | null>(null);
  const read = files.filter(isRead);
  const others = files.filter((each) => !isRead(each));
  const file = read.find(({ id }) => id === shown);
  const note = others.length > 0 ? <p className="signed-others">{t('sign.otherFiles', { files: list(others.map(nameOf)) })}</p> : null;
  if (read.length === 0) return <>{note}{children}</>;
  return (
    <>
      <nav className="signed-files" aria-label={t('sign.files')}>
        <Button className="button" aria-pressed={!file} onPress={() => setShown(null)}>{paper}</Button>
        {read.map((each) => <Button key={each.id} className="button" aria-pressed={each.id === shown} onPress={() => setShown(each.id)}>{nameOf(each)}</Button>)}
      </nav>
      {note}
      {/* what is agreed to stays drawn, so that looking at a file takes nothing back */}
      <div hidden={file !== undefined}>{children}</div>
      {file ? <SignedFile key={file.id} file={file} /> : null}
    </>
  );
};
