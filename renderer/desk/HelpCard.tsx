import { chordToText, keyPlaces, keyTable } from '../keys.ts';
import { go, type Place } from '../router.ts';
import { useForms } from '../station.tsx';
import { useWords } from '../words.ts';
import { groupOfStart } from './groups.ts';
import { helpTopics, manualOf, manualScreen, type HelpTopic } from './helpTopics.ts';
import { Press, Sheet } from './parts.tsx';

/** Every key in one page (?). */
export const KeyPage = ({ onClose }: { onClose: () => void }) => {
  const { t } = useWords();
  return (
    <Sheet title={t('keys.title')} onClose={onClose}>
      {keyPlaces.map((place) => (
        <section key={place} aria-label={t(`keys.at.${place}`)}>
          <h3 className="key-place">{t(`keys.at.${place}`)}</h3>
          <dl className="key-list">
            {keyTable.filter(({ at }) => at === place).map((key) => <div key={key.id}><dt>{[key.chord, ...('also' in key ? key.also : [])].map((chord) => <kbd key={chord}>{chordToText(chord)}</kbd>)}</dt><dd>{t(`keys.${key.id}`)}</dd></div>)}
          </dl>
        </section>
      ))}
    </Sheet>
  );
};

const topicOf = (screen: string): HelpTopic => helpTopics.find((topic) => topic === screen) ?? (groupOfStart(screen) ? 'record' : 'today');

/** A card about the screen one is on (F1): a few sentences, not a manual. */
export const HelpCard = ({ place, about, onClose, onKeys }: { place: Place; /** this subject instead of the screen's */ about?: HelpTopic | null; onClose: () => void; onKeys: () => void }) => {
  const { t, say, list } = useWords();
  const ofPlace = useForms().get(place.screen);
  const form = about ? undefined : ofPlace;
  const topic = about ?? (form ? (place.id === undefined ? 'list' : form.about === undefined ? 'record' : 'survey') : topicOf(place.screen));
  return (
    <Sheet title={form ? say(form.title) : t(`help.${topic}.title`)} onClose={onClose} footer={<><Press className="main" onPress={() => { onClose(); go(manualScreen, manualOf[topic]); }}>{t('manual.title')}</Press><Press keyId="keys" onPress={onKeys}>{t('keys.keys')}</Press></>}>
      <div className="help-text">{t(`help.${topic}.text`).split('\n').map((line) => <p key={line}>{line}</p>)}</div>
      {form ? <p className="soft">{t('help.rules', { rules: list(form.rules) })}</p> : null}
    </Sheet>
  );
};
