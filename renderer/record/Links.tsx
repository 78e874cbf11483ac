import { Network, Plus } from 'lucide-react';
import { useState } from 'react';
import type { RecordRow, RecordView } from '../../domain/api/types.ts';
import { Press, Sheet, StateMark, Wrong } from '../desk/parts.tsx';
import { placeToHash } from '../router.ts';
import { useForms, useRefresh, useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { LinkGraphView } from './LinkGraphView.tsx';
import { Picker } from './Picker.tsx';

type Linked = RecordView['linked'][number];

const AddLink = ({ view, onClose }: { view: RecordView; onClose: () => void }) => {
  const { client } = useStation();
  const { t } = useWords();
  const forms = useForms();
  const refresh = useRefresh();
  const [rel, setRel] = useState<'related' | 'follows'>('related');
  const [error, setError] = useState<unknown>(null);
  const link = (row: RecordRow) => {
    client.records.execute({ kind: 'link', id: view.record.id, to: row.id, rel }).then(async () => {
      await refresh();
      onClose();
    }, setError);
  };
  return (
    <Sheet title={t('links.add')} onClose={onClose}>
      <fieldset className="plain">
        <legend>{t('links.how')}</legend>
        <span className="choice-line">
          {(['related', 'follows'] as const).map((each) => <label key={each}><input type="radio" name="rel" checked={rel === each} onChange={() => setRel(each)} /> {t(`rel.${each}`)}</label>)}
        </span>
      </fieldset>
      <div className="field">
        <span className="label">{t('links.paper')}</span>
        <Picker
          className="input-picker" label={t('links.paper')} forms={[...forms.values()].filter((form) => form.about === undefined).map((form) => form.id)}
          without={new Set([view.record.id, ...view.linked.filter((each) => each.rel === rel && !each.incoming).map((each) => each.id)])} onPick={link} startsHere
        />
      </div>
      <Wrong error={error} />
    </Sheet>
  );
};

/** Papers linked with this one, either way, under what links them; each opens. */
export const Links = ({ view, mayLink }: { view: RecordView; mayLink: boolean }) => {
  const { t, say } = useWords();
  const forms = useForms();
  const [shown, setShown] = useState<'add' | 'graph' | null>(null);
  const wordOf = (link: Linked): string =>
    link.label ? (link.incoming ? t('links.asNamed', { field: say(link.label) }) : say(link.label)) : t(link.incoming ? `relIn.${link.rel as 'about'}` : `rel.${link.rel as 'about'}`, { defaultValue: link.rel });
  const groups = Map.groupBy(view.linked, wordOf);
  return (
    <>
      {[...groups].map(([word, links]) => (
        <div key={word} className="link-group">
          <h4 className="soft">{word}</h4>
          <ul className="links">
            {links.map((link) => {
              const form = forms.get(link.form);
              return (
                <li key={link.id}>
                  <a href={placeToHash({ screen: link.form, id: link.id })}>{link.number}</a>
                  {form ? <><span className="soft">{say(form.short)}</span><StateMark def={form} state={link.state} isVoided={link.voided} /></> : null}
                </li>
              );
            })}
          </ul>
        </div>
      ))}
      {view.linked.length === 0 ? <p className="soft">{t('links.none')}</p> : null}
      <span className="link-tools">
        {mayLink ? <Press className="small" onPress={() => setShown('add')}><Plus size={14} />{t('links.add')}</Press> : null}
        {view.linked.length > 0 ? <Press className="small" onPress={() => setShown('graph')}><Network size={14} />{t('links.graph')}</Press> : null}
      </span>
      {shown === 'add' ? <AddLink view={view} onClose={() => setShown(null)} /> : null}
      {shown === 'graph' ? <LinkGraphView record={view.record} onClose={() => setShown(null)} /> : null}
    </>
  );
};
