import { useEffect, useId, useState } from 'react';
import type { Chapter } from '../../domain/report/report.ts';
import { Wrong } from '../desk/parts.tsx';
import { useWords } from '../words.ts';
import { createKeptWords } from './keptWords.ts';

/** ms without a key until the words are written down. */
const pause = 1500;
const most = 2000;

/** The words on a chapter: everybody's own, and a place for those of whoever is at the desk, kept as they are typed. */
export const ChapterNotes = ({ chapter, title, author, onWrite }: { chapter: Chapter; title: string; author: string; /** absent where nothing can be written any more */ onWrite?: (text: string) => Promise<unknown> }) => {
  const { t } = useWords();
  const id = useId();
  const kept = chapter.notes.find((note) => note.author === author)?.text ?? '';
  const [typed, setTyped] = useState<string | null>(null);
  const [saving, setSaving] = useState<'saved' | 'typing' | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [words] = useState(() => createKeptWords(kept, pause));
  useEffect(() => words.listen(onWrite, (outcome) => {
    setError(outcome?.error ?? null);
    setSaving(outcome ? 'typing' : 'saved');
  }), [words, onWrite]);
  // leaving the screen loses no word
  useEffect(() => () => words.flush(), [words]);
  const others = chapter.notes.filter((note) => note.author !== author || !onWrite);
  return (
    <>
      {others.map((note) => <blockquote key={`${note.author}${note.text}`} className="report-note"><p>{note.text}</p><footer>{t('report.writtenBy', { name: note.author })}</footer></blockquote>)}
      {onWrite ? (
        <div className="report-words">
          <label htmlFor={id} className="only-read">{t('report.wordsOn', { chapter: title })}</label>
          <textarea
            id={id} className="input" rows={Math.max(2, Math.min(12, Math.ceil((typed ?? kept).length / 48)))} maxLength={most} value={typed ?? kept} placeholder={t('report.wordsHint')}
            onChange={(event) => { setTyped(event.target.value); setSaving('typing'); words.type(event.target.value); }} onBlur={() => words.flush()}
          />
          <p className="soft" role="status">{saving === 'saved' ? t('report.wordsKept', { name: author }) : saving === 'typing' ? t('report.wordsTyping') : ''}</p>
          <Wrong error={error} />
        </div>
      ) : null}
    </>
  );
};
