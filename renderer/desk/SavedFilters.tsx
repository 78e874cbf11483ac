import { useMutation, useQuery, useQueryClient } from '@tanstack/react-query';
import { Bookmark } from 'lucide-react';
import { useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { v7 as uuidv7 } from 'uuid';
import type { SavedFilter } from '../../domain/api/lists.ts';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { useLacks } from './lacks.tsx';
import { Press, Sheet, Wrong } from './parts.tsx';

type Filter = Pick<SavedFilter, 'form' | 'text' | 'state' | 'sort'>;

const NameFilter = ({ filter, kept, onClose }: { filter: Filter; kept: readonly SavedFilter[]; onClose: () => void }) => {
  const { ask, client } = useStation();
  const { t } = useWords();
  const cache = useQueryClient();
  const [name, setName] = useState('');
  const lacks = useLacks({ name: name.trim() === '' ? t('account.fill', { field: t('filters.name') }) : null });
  const done = (filters: readonly SavedFilter[]) => cache.setQueryData(ask.lists.filters.queryKey(), filters);
  const save = useMutation({ mutationFn: () => client.lists.saveFilter({ ...filter, id: uuidv7(), name: name.trim() }), onSuccess: (filters) => { done(filters); onClose(); } });
  const drop = useMutation({ mutationFn: (id: string) => client.lists.dropFilter({ id }), onSuccess: done });
  const send = () => { if (lacks.isComplete()) save.mutate(); };
  return (
    <Sheet title={t('filters.title')} onClose={onClose} footer={<><Press onPress={onClose}>{t('action.close')}</Press><Press className="main" isDisabled={save.isPending} onPress={send}>{t('filters.save')}</Press></>}>
      <p className="soft">{t('filters.note')}</p>
      <div className="field">
        <label htmlFor={lacks.input('name').id}>{t('filters.name')}</label>
        {/* the dialog asks for nothing else */}
        {/* oxlint-disable-next-line jsx-a11y/no-autofocus */}
        <input {...lacks.input('name')} className="input" maxLength={40} autoComplete="off" autoFocus value={name} onChange={(event) => setName(event.target.value)} onKeyDown={(event) => { if (event.key === 'Enter' && !event.nativeEvent.isComposing) send(); }} />
        {lacks.note('name')}
      </div>
      {kept.length > 0 ? <ul className="paper-rows" aria-label={t('filters.kept')}>{kept.map((each) => <li key={each.id}><span>{each.name}</span><span className="spring" /><Press className="small quiet" aria-label={t('filters.dropNamed', { name: each.name })} onPress={() => drop.mutate(each.id)}>{t('filters.drop')}</Press></li>)}</ul> : null}
      <Wrong error={save.error ?? drop.error} />
    </Sheet>
  );
};

/** The filters a person keeps for a list: each a press away; the one on the screen is kept under a name. */
export const SavedFilters = ({ filter, onApply }: { filter: Filter; onApply: (filter: Filter) => void }) => {
  const { ask } = useStation();
  const { t } = useWords();
  const filters = useQuery(ask.lists.filters.queryOptions());
  const [naming, setNaming] = useState(false);
  const kept = (filters.data ?? []).filter(({ form }) => form === filter.form);
  const choose = (key: string) => {
    const found = kept.find(({ id }) => id === key);
    if (found) onApply(found);
    else setNaming(true);
  };
  return (
    <>
      <MenuTrigger>
        <Button className="button quiet icon small" aria-label={t('filters.button')}><Bookmark size={15} /></Button>
        <Popover className="popover" placement="bottom end">
          <Menu className="menu" aria-label={t('filters.button')} onAction={(key) => choose(String(key))}>
            {kept.map(({ id, name }) => <MenuItem key={id} id={id} className="menu-item">{name}</MenuItem>)}
            <MenuItem id="keep" className="menu-item">{t('filters.keep')}</MenuItem>
          </Menu>
        </Popover>
      </MenuTrigger>
      {naming ? <NameFilter filter={filter} kept={kept} onClose={() => setNaming(false)} /> : null}
    </>
  );
};
