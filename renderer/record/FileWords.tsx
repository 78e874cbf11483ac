import { useWords } from '../words.ts';
import { isWordFile, type FileText } from './fileText.ts';

/** The words of a file, and what of it they are not: nobody takes a part for the whole. */
export const FileWords = ({ words: { text, isCut }, type }: { words: FileText; type: string }) => {
  const { t } = useWords();
  const lacks = [...(isWordFile(type) ? [t('files.wordsOnly')] : []), ...(isCut ? [t('files.textCut', { n: text.length })] : [])];
  return (
    <>
      {/* a long text is scrolled by the keyboard from here */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex */}
      <pre className="file-text" tabIndex={0} aria-label={t('files.textOf')}>{text}</pre>
      {lacks.length > 0 ? <p className="soft file-lacks">{lacks.map((each) => <span key={each}>{each}</span>)}</p> : null}
    </>
  );
};
