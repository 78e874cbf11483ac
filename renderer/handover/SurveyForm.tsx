import { useId, useRef, useState } from 'react';
import { Button } from 'react-aria-components';
import type { Rec } from '../../domain/record/record.ts';
import { Wrong } from '../desk/parts.tsx';
import { useDefinition } from '../record/useRecord.ts';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';

/** The customer's marks (R8), from the survey's own form: one question a row, words under the numbers. */
export const SurveyForm = ({ survey, orderId, onDone }: { survey: Rec; orderId: string; onDone: () => void }) => {
  const { client } = useStation();
  const { t, say } = useWords();
  const def = useDefinition(survey.def);
  const [marks, setMarks] = useState<Readonly<Record<string, number>>>({});
  const [comment, setComment] = useState('');
  const [declining, setDeclining] = useState(false);
  const [reason, setReason] = useState('');
  const [busy, setBusy] = useState(false);
  const [error, setError] = useState<unknown>(null);
  const id = useId();
  const form = useRef<HTMLFormElement>(null);
  const [asked, setAsked] = useState(false);
  if (!def.data) return null;
  const questions = Object.entries(def.data.fields).flatMap(([name, field]) => (field.kind === 'rating' ? [{ name, field }] : []));
  const unmarked = questions.filter(({ name, field }) => field.required && marks[name] === undefined);
  const missing = unmarked.length;
  /** The button stays pressable: it says what is still to rate, and leads there. */
  const answer = () => {
    const [first] = unmarked;
    if (!first) return send(client.handover.answerSurvey({ id: orderId, marks: { ...marks }, comment }));
    setAsked(true);
    return form.current?.querySelector<HTMLElement>(`input[name="${CSS.escape(`${id}-${first.name}`)}"]`)?.focus();
  };
  const send = (work: Promise<null>) => {
    setBusy(true);
    work.then(onDone, setError).finally(() => setBusy(false));
  };
  return (
    <form ref={form} className="handover-card survey" onSubmit={(event) => event.preventDefault()}>
      <h2>{t('survey.title')}</h2>
      <p className="soft">{t('survey.alone')}</p>
      {questions.map(({ name, field }) => (
        <fieldset key={name} className="question">
          <legend>{say(field.label)}</legend>
          <div className="marks">
            {field.words.map((word, i) => (
              <label key={word.en} className="mark">
                <input type="radio" name={`${id}-${name}`} checked={marks[name] === i + 1} onChange={() => setMarks((old) => ({ ...old, [name]: i + 1 }))} />
                <b>{i + 1}</b>
                <span>{say(word)}</span>
              </label>
            ))}
          </div>
        </fieldset>
      ))}
      <div className="field"><label htmlFor={`${id}-comment`}>{t('survey.comment')}</label><textarea id={`${id}-comment`} className="input" rows={2} maxLength={1000} value={comment} onChange={(event) => setComment(event.target.value)} /></div>
      {declining ? (
        <div className="field"><label htmlFor={`${id}-reason`}>{t('survey.declineReason')}</label><input id={`${id}-reason`} className="input" maxLength={200} value={reason} onChange={(event) => setReason(event.target.value)} /></div>
      ) : null}
      <Wrong error={error} def={def.data} />
      {missing > 0 && (asked || missing < questions.length) ? <p className={asked ? 'late' : 'soft'} role="status" id={`${id}-missing`}>{t('survey.missing', { count: missing })}</p> : null}
      <div className="signing-buttons">
        {declining ? (
          <Button className="button big" isDisabled={busy} onPress={() => send(client.handover.declineSurvey({ id: orderId, reason }))}>{t('survey.declineSend')}</Button>
        ) : (
          <Button className="button big" isDisabled={busy} onPress={() => setDeclining(true)}>{t('survey.decline')}</Button>
        )}
        <Button className="button big main" isDisabled={busy} aria-describedby={missing > 0 ? `${id}-missing` : undefined} onPress={answer}>{t('survey.send')}</Button>
      </div>
    </form>
  );
};
