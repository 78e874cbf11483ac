import { useVirtualizer } from '@tanstack/react-virtual';
import { ArrowDownUp, CloudUpload, TriangleAlert, Download, FileUp, ListChecks, MapPin, Plus, Search } from 'lucide-react';
import { useEffect, useRef, useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover, Text as Words } from 'react-aria-components';
import type { RecordRow } from '../../domain/api/types.ts';
import type { FormDef, RecordRef } from '../../domain/forms/form.ts';
import { headlineOf } from '../../domain/forms/indexing.ts';
import { moneyText } from '../../domain/paper/cells.ts';
import type { Value } from '../../domain/record/record.ts';
import { formatTime } from '../../domain/text/timeFormat.ts';
import { useKeys } from '../keys.ts';
import { RecordScreen } from '../record/RecordScreen.tsx';
import { mayTakeIn } from '../../domain/record/decideImport.ts';
import { ImportRecords } from '../processes/ImportRecords.tsx';
import { ImportTable, takesTables } from '../processes/ImportTable.tsx';
import { useTyping } from '../record/typing.ts';
import { useAwayWords } from '../record/useAwayWords.ts';
import { useNow } from '../record/useRecord.ts';
import { go } from '../router.ts';
import { useContractWords } from '../contractWords.ts';
import { isDispatched } from '../../domain/forms/dispatch.ts';
import { useMay } from '../may.ts';
import { useStation, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';
import { useChosenSite } from './chosenSite.ts';
import { ExportList } from './ExportList.tsx';
import { ManyBar, mostChosen } from './ManyBar.tsx';
import { SavedFilters } from './SavedFilters.tsx';
import { GroupTabs } from './GroupTabs.tsx';
import { Empty, Failed, Press, StateMark, Waiting } from './parts.tsx';
import { useRows } from './useRows.ts';

const rowHeight = 62;
const typingPause = 200;

/** A list column's value in a few words. */
const useCellWords = (def: FormDef) => {
  const { t, say, list } = useWords();
  const inWords = useContractWords();
  return (name: string, value: Value | undefined): string => {
    const field = def.fields[name];
    if (value === undefined || !field) return '';
    if (field.kind === 'choice') return list((Array.isArray(value) ? value : [value]).map((each) => field.options.find((option) => option.value === each)).map((option) => (option ? say(option.label) : '')));
    if (field.kind === 'grade') return field.options.filter((option) => option.value === value).map((option) => say(option.label)).join('') || String(value);
    if (field.kind === 'money') return typeof value === 'string' ? moneyText(value, 'en') : '';
    if (field.kind === 'record') return Array.isArray(value) ? list((value as readonly RecordRef[]).map((ref) => ref.number)) : '';
    if (field.kind === 'table') return Array.isArray(value) ? t('list.rows', { field: say(field.label), count: value.length }) : '';
    if (field.kind === 'rating') return typeof value === 'number' ? `${say(field.label)} ${value}` : '';
    return typeof value === 'string' || typeof value === 'number' ? inWords(String(value)) : '';
  };
};

const Row = ({ row, def, now, chosen, picked, cursor, onOpen }: { row: RecordRow | undefined; def: FormDef; now: string; chosen: boolean; picked?: boolean; cursor?: boolean; onOpen: () => void }) => {
  const { t, lang, refusal } = useWords();
  const cell = useCellWords(def);
  const inWords = useContractWords();
  const typing = useTyping(row?.id);
  const awayWords = useAwayWords();
  if (!row) return <span className="list-row" aria-hidden="true" />;
  const headline = typing ? headlineOf(def, typing) : row.headline;
  const cells = typing ?? row.cells;
  const extra = def.list.columns.filter((name) => name !== 'number' && name !== def.list.headline && def.fields[name]?.kind !== 'time').map((name) => (row.running?.[name] !== undefined ? t('grade.running', { grade: cell(name, row.running[name]) }) : cell(name, cells[name]))).filter(Boolean).slice(0, 3).join(' · ');
  // what another site does about it, or who would not sign, is worth more than the words of its cells
  const went = row.taken ? awayWords(row.taken, now) : undefined;
  const said = [row.away ? [t('list.away'), went?.where, went?.why].filter(Boolean).join(' · ') : '', row.refused ? refusal(row.refused, def, now) : ''].filter(Boolean).join(' · ');
  return (
    <button type="button" className="list-row" role="option" aria-selected={picked ?? chosen} data-cursor={cursor || undefined} tabIndex={-1} onClick={onOpen}>
      <span className="line"><b className="mono">{row.number}</b><StateMark def={def} state={row.state} isVoided={row.voided} />{row.trouble ? <TriangleAlert size={13} aria-label={t('syncMark.trouble')} className="late" /> : null}{row.unsent ? <CloudUpload size={13} aria-label={t('list.unsent')} className="unsent" /> : null}</span>
      <span className="line headline">{inWords(headline) || extra || t('list.noHeadline')}</span>
      <span className="line soft">{said ? <span className={row.away ? 'extra' : 'extra late'} title={said}>{said}</span> : <><span className="extra">{[row.site, headline ? extra : ''].filter(Boolean).join(' · ')}</span><time dateTime={row.updatedAt}>{formatTime(row.updatedAt, lang, now)}</time></>}</span>
    </button>
  );
};

type SortId = 'updatedAt' | 'number' | 'createdAt';
const sorts: readonly SortId[] = ['updatedAt', 'createdAt', 'number'];

/** List and detail of one form: the list of any length beside the paper. */
export const RecordDesk = ({ form, id, state, onNew }: { form: FormDef; id?: string; state?: string; onNew: () => void }) => {
  const { t, say } = useWords();
  const now = useNow();
  const [typed, setTyped] = useState('');
  const [text, setText] = useState('');
  const [sort, setSort] = useState<{ readonly by: SortId; readonly down: boolean }>({ by: 'updatedAt', down: true });
  const [chosen, setChosen] = useState(0);
  const [exporting, setExporting] = useState(false);
  const [importing, setImporting] = useState<'table' | 'records' | null>(null);
  const [many, setMany] = useState<ReadonlyMap<string, RecordRow> | null>(null);
  const { client } = useStation();
  const { data: status } = useStatus();
  const may = useMay();
  const mayExport = may('papers.exportList');
  const sites = status?.sites ?? [];
  const [wanted, chooseSite] = useChosenSite();
  const site = sites.find(({ code }) => code === wanted)?.code;
  const scroller = useRef<HTMLDivElement>(null);
  const filter = useRef<HTMLInputElement>(null);
  useEffect(() => {
    const timer = setTimeout(() => setText(typed.trim()), typingPause);
    return () => clearTimeout(timer);
  }, [typed]);

  const query = { form: form.id, sort, ...(text ? { text } : {}), ...(state ? { states: [state] } : {}) };
  const rows = useRows({ ...query, ...(site ? { site } : {}) });
  const count = rows.total ?? 0;
  // rows are drawn from the virtualizer on every scroll: nothing here is to be memoised
  // oxlint-disable-next-line react/incompatible-library
  const virtual = useVirtualizer({ count, getScrollElement: () => scroller.current, estimateSize: () => rowHeight, overscan: 8 });
  const items = virtual.getVirtualItems();
  const firstShown = items[0]?.index ?? 0;
  const lastShown = items.at(-1)?.index ?? 0;
  const { show } = rows;
  useEffect(() => show(firstShown, lastShown), [show, firstShown, lastShown]);

  const pick = (row: RecordRow) => setMany((old) => {
    const next = new Map(old);
    if (!next.delete(row.id) && next.size < mostChosen) next.set(row.id, row);
    return next;
  });
  const pickAll = async () => {
    const { rows: found } = await client.records.list({ ...query, ...(site ? { site } : {}), offset: 0, limit: mostChosen });
    setMany(new Map(found.map((row) => [row.id, row])));
  };
  const open = (index: number) => {
    const row = rows.rowAt(index);
    setChosen(index);
    if (many && row) pick(row);
    else if (row) go(form.id, row.id, state ? { state } : undefined);
  };
  const step = (by: number) => {
    // the first key opens the row that waits, not the one after it
    const next = Math.min(count - 1, Math.max(0, id === undefined && !many ? chosen : chosen + by));
    if (next < 0) return;
    scroller.current?.focus({ preventScroll: true });
    virtual.scrollToIndex(next);
    // while many are chosen the keys only walk; Enter chooses
    if (many) setChosen(next);
    else open(next);
  };
  useKeys({ j: () => step(1), k: () => step(-1), arrowdown: () => step(1), arrowup: () => step(-1), enter: () => open(chosen), '/': () => filter.current?.focus() });

  const creatable = form.about === undefined && (may('records.execute') || (may('headquarters.dispatch') && isDispatched(form)));
  const mayImport = takesTables(form) && may('imports.run') && status?.account !== undefined && form.lifecycle.create.includes(status.account.role);
  const mayTake = may('imports.takeRecords') && status?.account !== undefined && mayTakeIn(form, status.account.role);
  const chooseState = (next: string | undefined) => go(form.id, id, next ? { state: next } : undefined);
  return (
    <div className="list-and-detail" data-open={id ? true : undefined}>
      <section className="list" aria-label={say(form.title)}>
        <GroupTabs group={form.group} screen={form.id} />
        <header>
          <h1>{say(form.short)}</h1>
          <span className="soft">{rows.total === undefined ? '' : t('list.count', { n: rows.total })}</span>
          <div className="list-actions">
            <MenuTrigger>
              <Button className="button quiet icon small" aria-label={t('list.sort')}><ArrowDownUp size={15} /></Button>
              <Popover className="popover" placement="bottom end">
                <Menu className="menu" aria-label={t('list.sort')} onAction={(key) => setSort((old) => ({ by: key as SortId, down: old.by === key ? !old.down : true }))}>
                  {sorts.map((by) => <MenuItem key={by} id={by} className="menu-item">{t(`list.by.${by}`)}{sort.by === by ? (sort.down ? ' ↓' : ' ↑') : ''}</MenuItem>)}
                </Menu>
              </Popover>
            </MenuTrigger>
            {may('lists.filters') ? <SavedFilters filter={{ form: form.id, sort, ...(text ? { text } : {}), ...(state ? { state } : {}) }} onApply={(kept) => { setTyped(kept.text ?? ''); setText(kept.text ?? ''); setSort(kept.sort); chooseState(kept.state); }} /> : null}
            {mayExport && count > 0 ? <Press className="quiet icon small" tip={t('many.title')} aria-label={t('many.title')} aria-pressed={many !== null} onPress={() => setMany(many ? null : new Map())}><ListChecks size={15} /></Press> : null}
            {mayExport && count > 0 ? <Press className="quiet icon small" tip={t('list.export')} aria-label={t('list.export')} onPress={() => setExporting(true)}><Download size={15} /></Press> : null}
            {mayImport && !mayTake ? <Press className="quiet icon small" tip={t('import.button')} aria-label={t('import.button')} onPress={() => setImporting('table')}><FileUp size={15} /></Press> : null}
            {mayTake ? (
              <MenuTrigger>
                <Button className="button quiet icon small" aria-label={t('importRecords.menu')}><FileUp size={15} /></Button>
                <Popover className="popover" placement="bottom start">
                  <Menu className="menu" aria-label={t('importRecords.menu')} onAction={(key) => setImporting(key === 'table' ? 'table' : 'records')}>
                    {mayImport ? <MenuItem id="table" className="menu-item explained" textValue={t('import.button')}><Words slot="label">{t('import.button')}</Words><Words slot="description">{t('import.about')}</Words></MenuItem> : null}
                    <MenuItem id="records" className="menu-item explained" textValue={t('importRecords.button')}><Words slot="label">{t('importRecords.button')}</Words><Words slot="description">{t('importRecords.about')}</Words></MenuItem>
                  </Menu>
                </Popover>
              </MenuTrigger>
            ) : null}
            {creatable ? <Press className="icon small" keyId="new" aria-label={t('keys.new')} onPress={onNew}><Plus size={15} /></Press> : null}
          </div>
        </header>
        <div className="filter">
          <Search size={14} aria-hidden="true" />
          <input
            ref={filter} type="search" value={typed} maxLength={200} placeholder={t('list.filter')} aria-label={t('list.filter')} onChange={(event) => setTyped(event.target.value)}
            onKeyDown={(event) => { if (event.key === 'Escape') { event.stopPropagation(); setTyped(''); event.currentTarget.blur(); } }}
          />
        </div>
        {sites.length > 0 ? (
          <div className="filter">
            <MapPin size={14} aria-hidden="true" />
            <select value={site ?? ''} aria-label={t('list.site')} onChange={(event) => chooseSite(event.target.value === '' ? undefined : event.target.value)}>
              <option value="">{t('list.allSites')}</option>
              {sites.map((each) => <option key={each.code} value={each.code}>{each.code} · {say(each.name)}</option>)}
            </select>
          </div>
        ) : null}
        <div className="states" role="radiogroup" aria-label={t('list.states')}>
          {[undefined, ...Object.keys(form.lifecycle.states)].map((each) => (
            <label key={each ?? 'all'} className="state-chip">
              <input type="radio" name="list-state" checked={state === each} onChange={() => chooseState(each)} />
              <span>{each === undefined ? t('list.all') : say(form.lifecycle.states[each]!.label)}</span>
            </label>
          ))}
        </div>
        {rows.error ? <Failed error={rows.error} onAgain={rows.again} /> : null}
        {rows.total === undefined && !rows.error ? <Waiting /> : null}
        {rows.total === 0 && !rows.error ? (
          text || state || site ? <Empty text={t('list.nothingFound')}><Press onPress={() => { setTyped(''); chooseState(undefined); chooseSite(undefined); }}>{t('list.showAll')}</Press></Empty> : <Empty text={form.about !== undefined && mayExport ? t('list.emptySurvey') : t('list.empty', { form: say(form.title) })}>{creatable ? <Press className="main" keyId="new" onPress={onNew}>{t('record.newNamed', { form: say(form.title) })}</Press> : null}</Empty>
        ) : null}
        {many ? <ManyBar form={form} list={query} rows={[...many.values()]} onAll={() => void pickAll()} onKeep={(ids) => setMany((old) => new Map([...(old ?? [])].filter(([each]) => ids.includes(each))))} onEnd={() => setMany(null)} /> : null}
        <div className="rows" data-many={many !== null || undefined} ref={scroller} role="listbox" aria-multiselectable={many !== null || undefined} aria-label={say(form.title)} tabIndex={count > 0 ? 0 : -1}>
          <div style={{ height: virtual.getTotalSize(), position: 'relative' }} role="presentation">
            {items.map((item) => {
              const row = rows.rowAt(item.index);
              return (
                <div key={item.key} style={{ position: 'absolute', insetInline: 0, top: 0, height: rowHeight, transform: `translateY(${item.start}px)` }} role="presentation">
                  <Row row={row} def={form} now={now} chosen={row !== undefined && row.id === id} {...(many && row ? { picked: many.has(row.id), cursor: item.index === chosen } : {})} onOpen={() => open(item.index)} />
                </div>
              );
            })}
          </div>
        </div>
      </section>
      <section className="detail">{id ? <RecordScreen key={id} id={id} /> : count > 0 ? <Empty text={t('list.choose')} /> : null}</section>
      {exporting ? <ExportList form={form} list={query} total={count} onClose={() => setExporting(false)} /> : null}
      {importing === 'table' ? <ImportTable form={form} onClose={() => setImporting(null)} /> : null}
      {importing === 'records' ? <ImportRecords form={form} onClose={() => setImporting(null)} /> : null}
    </div>
  );
};
