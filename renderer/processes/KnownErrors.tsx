import { keepPreviousData, useQuery } from '@tanstack/react-query';
import { Search } from 'lucide-react';
import { useEffect, useState } from 'react';
import { formPlaying } from '../../domain/forms/index.ts';
import { Failed, StateMark, Waiting } from '../desk/parts.tsx';
import { placeToHash } from '../router.ts';
import { useForms, useStation } from '../station.tsx';
import { useWords } from '../words.ts';

const typingPause = 250;
const most = 100;

/** Every cause that is known with its way round, found by the words of a symptom (R18). */
export const KnownErrors = () => {
  const { ask } = useStation();
  const { t } = useWords();
  const forms = useForms();
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  useEffect(() => {
    const timer = setTimeout(() => setText(typed.trim()), typingPause);
    return () => clearTimeout(timer);
  }, [typed]);
  const found = useQuery({ ...ask.processes.knownErrors.queryOptions({ input: { text, limit: most } }), placeholderData: keepPreviousData });
  const problem = forms.get(formPlaying('knownErrors').id);
  if (found.error) return <Failed error={found.error} onAgain={() => void found.refetch()} />;
  return (
    <section className="process-screen" aria-label={t('knownError.title')}>
      <header><h1>{t('knownError.title')}</h1><span className="soft">{found.data ? t('list.count', { n: found.data.length }) : ''}</span></header>
      <div className="filter wide-filter">
        <Search size={14} aria-hidden="true" />
        <input type="search" value={typed} maxLength={400} placeholder={t('knownError.search')} aria-label={t('knownError.search')} onChange={(event) => setTyped(event.target.value)} />
      </div>
      {found.data ? null : <Waiting />}
      {found.data?.length === 0 ? <p className="soft" role="status">{text ? t('knownError.nothing') : t('knownError.none')}</p> : null}
      <ul className="cards">
        {found.data?.map((error) => (
          <li key={error.id}>
            <p className="line"><a className="mono" href={placeToHash({ screen: error.form, id: error.id })}>{error.number}</a><strong>{error.title}</strong>{problem ? <StateMark def={problem} state={error.state} /> : null}{text ? <span className="soft">{t('knownError.likeness', { n: Math.round(error.likeness * 100) })}</span> : null}</p>
            <dl className="facts">
              <div><dt>{t('knownError.symptom')}</dt><dd>{error.symptom}</dd></div>
              <div><dt>{t('knownError.workaround')}</dt><dd>{error.workaround}</dd></div>
              {error.solution ? <div><dt>{t('knownError.solution')}</dt><dd>{error.solution}</dd></div> : null}
            </dl>
          </li>
        ))}
      </ul>
    </section>
  );
};
