import { useQuery } from '@tanstack/react-query';
import { useId, useState, type FormEvent } from 'react';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { FileButton } from './FileButton.tsx';
import { Failed, Press, Wrong } from './parts.tsx';

/** How headquarters is reached: proxy, an authority of one's own, and whether the network is paid by volume. */
export const LineSettings = () => {
  const { ask, client } = useStation();
  const { t } = useWords();
  const line = useQuery(ask.line.get.queryOptions());
  const [typed, setProxy] = useState<string | null>(null);
  const [ca, setCa] = useState<{ readonly name: string; readonly pem: string } | null>(null);
  const [chosen, setMetered] = useState<boolean | null>(null);
  const [error, setError] = useState<unknown>(null);
  const [saved, setSaved] = useState(false);
  const id = useId();
  const proxy = typed ?? line.data?.proxy ?? '';
  const metered = chosen ?? line.data?.metered ?? false;
  if (line.error) return <Failed error={line.error} onAgain={() => void line.refetch()} />;
  const save = (authority: string | null): void => {
    setError(null);
    setSaved(false);
    client.line.set({ proxy, ca: authority, metered }).then(async () => { setCa(null); await line.refetch(); setSaved(true); }, setError);
  };
  const submit = (event: FormEvent) => {
    event.preventDefault();
    save(ca?.pem ?? null);
  };
  const names = line.data?.authorities ?? [];
  return (
    <form className="stack" onSubmit={submit}>
      <h3>{t('line.title')}</h3>
      <div className="field"><label htmlFor={`${id}-proxy`}>{t('line.proxy')}</label><input id={`${id}-proxy`} className="input" maxLength={300} placeholder="http://10.0.0.8:3128" value={proxy} onChange={(event) => setProxy(event.target.value)} /></div>
      <div className="field">
        <label htmlFor={`${id}-ca`}>{t('line.ca')}</label>
        <FileButton id={`${id}-ca`} accept=".pem,.crt,.cer" onFile={(file) => { file.text().then((pem) => setCa({ name: file.name, pem }), setError); }} />
        {ca || names.length > 0 ? <span className="soft">{t('line.caSet', { name: ca?.name ?? names.join('; ') })}</span> : null}
      </div>
      <label><input type="checkbox" checked={metered} onChange={(event) => setMetered(event.target.checked)} /> {t('line.metered')}</label>
      <Wrong error={error} />
      {saved ? <p className="notice" role="status">{t('line.saved')}</p> : null}
      <div className="buttons">{names.length > 0 ? <Press onPress={() => save('')}>{t('line.caRemove')}</Press> : null}<Press type="submit">{t('line.save')}</Press></div>
    </form>
  );
};
