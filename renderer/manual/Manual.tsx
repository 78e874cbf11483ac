import { ArrowLeft, ArrowRight } from 'lucide-react';
import { useEffect, useMemo, useRef, useState } from 'react';
import { useKeys } from '../keys.ts';
import { placeToHash } from '../router.ts';
import { useWords } from '../words.ts';
import { findSections, manual, type Section } from './chapters.ts';
import { Markdown } from './Markdown.tsx';
import { manualScreen } from '../desk/helpTopics.ts';
import './manual.css';

const hrefOf = ({ id }: Section): string => placeToHash({ screen: manualScreen, id });

/** The user's manual, a chapter at a time, as it stands in the product's folder: it is read where there is no network. `at`: `8` or `8-2`. */
export const Manual = ({ at = '1' }: { at?: string }) => {
  const { t, lang } = useWords();
  const chapters = manual[lang];
  const [typed, setTyped] = useState('');
  const found = useMemo(() => (typed.trim() === '' ? null : findSections(chapters, typed)), [chapters, typed]);
  const filter = useRef<HTMLInputElement>(null);
  useKeys({ '/': () => filter.current?.focus() });
  const number = chapters.findIndex(({ id }) => id === at.split('-', 1)[0]);
  const chapter = chapters[number] ?? chapters[0]!;
  useEffect(() => { void document.getElementById(`manual-${at}`)?.scrollIntoView(); }, [at]);
  const beside = [chapters[number - 1], chapters[number + 1]];
  const entry = (section: Section) => <a href={hrefOf(section)} aria-current={section.id === at ? 'page' : undefined}>{section.title}</a>;
  return (
    <div className="manual">
      <nav aria-label={t('manual.contents')}>
        <h1>{t('manual.title')}</h1>
        <input ref={filter} className="input" type="search" maxLength={100} value={typed} placeholder={t('manual.find')} aria-label={t('manual.find')} onChange={(event) => setTyped(event.target.value)} />
        {found === null ? (
          <ol>
            {chapters.map((each) => (
              <li key={each.id}>{entry(each)}{each === chapter && each.sections.length > 0 ? <ul>{each.sections.map((section) => <li key={section.id}>{entry(section)}</li>)}</ul> : null}</li>
            ))}
          </ol>
        ) : (
          <>
            <p className="soft" role="status">{t('manual.found', { count: found.length })}</p>
            <ul>{found.map((section) => <li key={section.id}>{entry(section)}</li>)}</ul>
          </>
        )}
      </nav>
      <article key={chapter.id} lang={lang === 'zh' ? 'zh-CN' : 'en'}>
        <h2 id={`manual-${chapter.id}`}>{chapter.title}</h2>
        <Markdown tokens={chapter.tokens} />
        {chapter.sections.map((section) => (
          <section key={section.id} aria-labelledby={`manual-${section.id}`}>
            <h3 id={`manual-${section.id}`}>{section.title}</h3>
            <Markdown tokens={section.tokens} />
          </section>
        ))}
        <footer>
          {beside[0] ? <a href={hrefOf(beside[0])}><ArrowLeft size={14} aria-hidden="true" />{beside[0].title}</a> : <span />}
          {beside[1] ? <a href={hrefOf(beside[1])}>{beside[1].title}<ArrowRight size={14} aria-hidden="true" /></a> : null}
        </footer>
      </article>
    </div>
  );
};
