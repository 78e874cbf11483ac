import { useQuery } from '@tanstack/react-query';
import { useState, type ReactNode } from 'react';
import { Button } from 'react-aria-components';
import type { Attachment } from '../../domain/record/record.ts';
import { Failed, Waiting } from '../desk/parts.tsx';
import { blobToBytes, PdfView } from '../record/PdfView.tsx';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

/** What is read on the signer's screen: pages and pictures. Of other files the paper names the digest. */
const isRead = ({ type, discarded }: Attachment): boolean => !discarded && (type === 'application/pdf' || /^image\/(png|jpe?g|webp)$/.test(type));

const SignedFile = ({ file }: { file: Attachment }) => {
  const { client } = useStation();
  const content = useQuery({ queryKey: ['signed-file', file.sha256], queryFn: async () => blobToBytes(await client.files.read({ sha256: file.sha256 })), gcTime: 0 });
  if (content.error) return <Failed error={content.error} onAgain={() => void content.refetch()} />;
  if (!content.data) return <Waiting />;
  if (file.type === 'application/pdf') return <PdfView bytes={content.data} maxWidth={880} language="zh-CN" />;
  return <Picture bytes={content.data} type={file.type} name={file.name} />;
};

const Picture = ({ bytes, type, name }: { bytes: Uint8Array; type: string; name: string }) => {
  // as text the picture needs no address that somebody has to give back
  const [address] = useState(() => `data:${type};base64,${btoa(Array.from(bytes, (byte) => String.fromCharCode(byte)).join(''))}`);
  return <img className="file-picture" src={address} alt={name} />;
};

/** The paper to be signed and the files signed with it, each a press away: nobody signs for a report he could not read. */
export const SignedFiles = ({ files, nameOf, paper, children }: { files: readonly Attachment[]; nameOf: (file: Attachment) => string; paper: string; children: ReactNode }) => {
  const { t } = useWords();
  const [shown, setShown] = useState<string | null>(null);
  const read = files.filter(isRead);
  const file = read.find(({ id }) => id === shown);
  if (read.length === 0) return children;
  return (
    <>
      <nav className="signed-files" aria-label={t('sign.files')}>
        <Button className="button" aria-pressed={!file} onPress={() => setShown(null)}>{paper}</Button>
        {read.map((each) => <Button key={each.id} className="button" aria-pressed={each.id === shown} onPress={() => setShown(each.id)}>{nameOf(each)}</Button>)}
      </nav>
      {/* what is agreed to stays drawn, so that looking at a file takes nothing back */}
      <div hidden={file !== undefined}>{children}</div>
      {file ? <SignedFile key={file.id} file={file} /> : null}
    </>
  );
};
