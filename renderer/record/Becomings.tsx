import { FilePlus2 } from 'lucide-react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { v7 as uuidv7 } from 'uuid';
import type { RecordView } from '../../domain/api/types.ts';
import { holds } from '../../domain/forms/condition.ts';
import type { Becoming, FormDef } from '../../domain/forms/form.ts';
import type { Refusal } from '../../domain/result.ts';
import { Press } from '../desk/parts.tsx';
import { placeToHash } from '../router.ts';
import { useForms, useStation, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';
import { openToWrite } from './openToWrite.ts';
import { becomingStart } from './startingData.ts';

type Become = (becoming: Becoming) => void;

/** What the paper may turn into now, and the way to do it: the new paper is made with what it takes over, and opened. */
export const useBecomings = (view: RecordView, def: FormDef, now: string, run: (work: () => Promise<unknown>) => Promise<unknown>): { readonly becomings: readonly Becoming[]; readonly become: Become } => {
  const { client } = useStation();
  const forms = useForms();
  const status = useStatus();
  const { record } = view;
  const becomings = (def.becomes ?? []).filter((each) => view.becomings.includes(each.form) && forms.has(each.form) && each.from.includes(record.state) && holds(each.when, record.data));
  const become: Become = (becoming) => {
    const form = forms.get(becoming.form);
    if (!form) return;
    void run(async () => {
      const data = becomingStart(becoming, form, status.data?.account?.name ?? '', now);
      const made = await client.records.execute({ kind: 'create', id: uuidv7(), form: form.id, data: data as never, from: record.id });
      openToWrite(made.form, made.id);
    });
  };
  return { becomings, become };
};

export const BecomingMenu = ({ becomings, become, isDisabled }: { becomings: readonly Becoming[]; become: Become; isDisabled: boolean }) => {
  const { t, say } = useWords();
  if (becomings.length === 0) return null;
  return (
    <MenuTrigger>
      <Button className="button quiet" isDisabled={isDisabled}><FilePlus2 size={15} />{t('becomes.title')}</Button>
      <Popover className="popover" placement="bottom end">
        <Menu className="menu" aria-label={t('becomes.title')}>
          {becomings.map((each) => <MenuItem key={each.form} id={each.form} className="menu-item" onAction={() => become(each)}>{say(each.label)}</MenuItem>)}
        </Menu>
      </Popover>
    </MenuTrigger>
  );
};

/** What helps against a refusal that a paper is missing beside this one: the one that is there but not far enough, or the button that makes it. */
export const MissingPaper = ({ refusal, view, becomings, become }: { refusal: Refusal; view: RecordView; becomings: readonly Becoming[]; become: Become }) => {
  const { t, say } = useWords();
  if (refusal.code !== 'demands-record') return null;
  const there = view.linked.filter((each) => each.form === refusal.params?.['form']);
  const making = becomings.find((each) => each.form === refusal.params?.['form']);
  return (
    <span className="row">
      {there.map((each) => <a key={each.id} href={placeToHash({ screen: each.form, id: each.id })}>{t('pick.open', { number: each.number })}</a>)}
      {there.length === 0 && making ? <Press className="small" onPress={() => become(making)}>{say(making.label)}</Press> : null}
    </span>
  );
};
