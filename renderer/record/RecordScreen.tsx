import { useQuery } from '@tanstack/react-query';
import { useState } from 'react';
import type { RecordView } from '../../domain/api/types.ts';
import type { FormDef } from '../../domain/forms/form.ts';
import { Empty, Failed, Waiting } from '../desk/parts.tsx';
import { refusalsOf } from '../client.ts';
import { go } from '../router.ts';
import { useStation } from '../station.tsx';
import { useWords } from '../words.ts';
import { Press } from '../desk/parts.tsx';
import { OpenRecord } from './OpenRecord.tsx';
import { useDefinition } from './useRecord.ts';

/** One record with its own pinned face. */
export const RecordScreen = ({ id }: { id: string }) => {
  const { ask } = useStation();
  const { t } = useWords();
  const view = useQuery(ask.records.get.queryOptions({ input: { id } }));
  const def = useDefinition(view.data?.record.def);
  if (view.error) {
    if (refusalsOf(view.error)?.some((each) => each.code === 'only-in-handover')) return <Empty text={t('record.customersOwn')} />;
    if (refusalsOf(view.error)?.some((each) => each.code === 'not-found')) return <Empty text={t('record.notHere')}><Press onPress={() => go('today')}>{t('record.toToday')}</Press></Empty>;
    return <Failed error={view.error} onAgain={() => void view.refetch()} />;
  }
  if (def.error) return <Failed error={def.error} onAgain={() => void def.refetch()} />;
  if (!view.data || !def.data) return <Waiting />;
  return <Frozen key={id} view={view.data} isCurrent={!(view.isStale && view.isFetching)} def={def.data} />;
};

/**
 * The draft starts from the first view that is current: what an earlier visit typed may be an operation by now. Later views are adopted, so the key
 * is the record alone.
 */
const Frozen = ({ view, isCurrent, def }: { view: RecordView; isCurrent: boolean; def: FormDef }) => {
  const [first, setFirst] = useState(isCurrent ? view : null);
  if (first === null && isCurrent) setFirst(view);
  if (first === null) return <Waiting />;
  return <OpenRecord first={first} view={view} def={def} />;
};
