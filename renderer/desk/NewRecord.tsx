import { useEffect, useId, useState } from 'react';
import { v7 as uuidv7 } from 'uuid';
import { dayOf, mondayOf } from '../../domain/clocks/shanghai.ts';
import type { FormDef, Group } from '../../domain/forms/form.ts';
import { isOfInputMethod } from '../keys.ts';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { iconToDrawing } from './formIcons.ts';
import { formsOfGroup, railGroups } from './groups.ts';
import { askedFor, formsCalled, oftenMadeFirst } from './newForms.ts';
import { Press, Sheet, Wrong } from './parts.tsx';
import { useMake } from './useMake.ts';

/** From this many on, what to make is found by typing. */
const manyForms = 4;

/** A thing that can be begun: a paper, or a round of the contract's duties. */
type Offer = { readonly id: string; readonly name: string; readonly make: () => void };

/** Which paper to begin (N). Inspections begin from a round of the contract's duties, so that their items are the right ones. */
export const NewRecord = ({ form, group, onClose }: { form?: FormDef; /** whose forms stand first */ group?: Group | undefined; onClose: () => void }) => {
  const { client } = useStation();
  const { t, say } = useWords();
  const { make, makeOf, busy, error, creatable, profile, now } = useMake(onClose);
  const shown = creatable.filter((each) => !form || form.about !== undefined || each.id === form.id);
  const today = dayOf(now);
  const rounds = (each: FormDef): readonly Offer[] =>
    (profile?.duties ?? []).filter((duty) => duty.form === each.id).flatMap((duty) => duty.rounds.map((round) => ({
      id: `${duty.id}-${round.id}`, name: `${say(duty.label)} · ${say(round.label)}`,
      make: () => make(() => client.records.startInspection({ id: uuidv7(), template: duty.template, day: duty.every === 'week' ? mondayOf(today) : today, round: round.id })),
    })));
  if (shown.length >= manyForms) {
    return <Sheet title={t('record.newTitle')} onClose={onClose}><Wrong error={error} /><NewChoice forms={shown} group={group} isBusy={busy} onMake={makeOf} rounds={rounds} /></Sheet>;
  }
  // Enter makes what the dialog offers first
  const offered = shown.find((each) => !each.templates);
  return (
    <Sheet title={t('record.newTitle')} onClose={onClose}>
      <Wrong error={error} />
      {shown.length === 0 ? <p>{t('record.mayNotCreate')}</p> : null}
      {shown.map((each) => (
        <div key={each.id} className="new-group">
          <h3>{say(each.title)}</h3>
          {each.templates ? (
            <div className="new-rounds">{rounds(each).map((round) => <Press key={round.id} isDisabled={busy} onPress={round.make}>{round.name}</Press>)}</div>
          ) : (
            // oxlint-disable-next-line jsx-a11y/no-autofocus
            <Press className="main" autoFocus={each === offered} isDisabled={busy} onPress={() => makeOf(each)}>{t('record.newNamed', { form: say(each.title) })}</Press>
          )}
        </div>
      ))}
    </Sheet>
  );
};

type ChoiceProps = { readonly group: Group | undefined; readonly forms: readonly FormDef[]; readonly isBusy: boolean; readonly onMake: (form: FormDef) => void; readonly rounds: (form: FormDef) => readonly Offer[] };

/** Every paper there is, by the rail's entries; typing narrows them, Enter makes the marked one, arrows move the mark; the rounds of what has templates come last. */
const NewChoice = ({ forms, group, isBusy, onMake, rounds }: ChoiceProps) => {
  const { t, say } = useWords();
  const [typed, setTyped] = useState('');
  const [at, setAt] = useState(0);
  const id = useId();
  const found = formsCalled(forms, askedFor(typed).name);
  const inOrder = group ? [group, ...railGroups.filter((each) => each !== group)] : railGroups;
  const groups = inOrder.map((each) => ({ group: each, found: oftenMadeFirst(formsOfGroup(found, each)) })).filter((each) => each.found.length > 0);
  const nameOf = (of: Group): string => t(`rail.${of === 'documents' ? 'papers' : of}`);
  const shown = groups.flatMap((each) => each.found);
  const order: readonly Offer[] = [
    ...shown.filter((form) => !form.templates).map((form) => ({ id: form.id, name: say(form.title), make: () => onMake(form) })),
    ...shown.filter((form) => form.templates).flatMap(rounds),
  ];
  const marked = order[Math.min(at, order.length - 1)];
  const markedId = marked ? `${id}-${marked.id}` : '';
  // what Enter makes is seen
  useEffect(() => { document.getElementById(markedId)?.scrollIntoView({ block: 'nearest' }); }, [markedId]);
  return (
    <>
      {/* the dialog is opened to be typed into */}
      {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
      <input autoFocus
        className="input" type="search" autoComplete="off" aria-controls={id} aria-describedby={`${id}-marked`} aria-label={t('record.newFilter')} placeholder={t('record.newFilter')} value={typed} maxLength={60}
        onChange={(event) => { setTyped(event.target.value); setAt(0); }}
        onKeyDown={(event) => {
          if (isOfInputMethod(event)) return;
          const by = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
          if (by !== 0) {
            event.preventDefault();
            setAt((Math.min(at, order.length - 1) + by + order.length) % Math.max(1, order.length));
          } else if (event.key === 'Enter' && marked && !isBusy) {
            event.preventDefault();
            marked.make();
          }
        }}
      />
      <span className="only-read" role="status" id={`${id}-marked`}>{marked ? t('record.newMarked', { form: marked.name }) : ''}</span>
      <div className="new-choice" id={id}>
        <div className="new-columns">
          {groups.filter((each) => each.found.some((form) => !form.templates)).map((each) => (
            <section key={each.group} aria-label={nameOf(each.group)}>
              <h3>{nameOf(each.group)}</h3>
              {each.found.filter((form) => !form.templates).map((form) => {
                const Icon = iconToDrawing(form.icon);
                return (
                  <Press key={form.id} id={`${id}-${form.id}`} className={`quiet new-form${form.id === marked?.id ? ' marked' : ''}`} isDisabled={isBusy} aria-label={t('record.newNamed', { form: say(form.title) })} onPress={() => onMake(form)}>
                    <Icon size={15} aria-hidden="true" />{say(form.title)}
                  </Press>
                );
              })}
            </section>
          ))}
        </div>
        {shown.filter((form) => form.templates).map((form) => (
          <section key={form.id} className="new-group" aria-label={nameOf(form.group)}>
            <h3>{say(form.title)}</h3>
            <div className="new-rounds">{rounds(form).map((round) => <Press key={round.id} id={`${id}-${round.id}`} className={round.id === marked?.id ? 'marked' : ''} isDisabled={isBusy} onPress={round.make}>{round.name}</Press>)}</div>
          </section>
        ))}
        {found.length === 0 ? <p className="soft" role="status">{t('record.newNone', { text: typed })}</p> : null}
      </div>
    </>
  );
};
