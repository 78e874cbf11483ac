import { Archive, ChevronDown, Download, Mail, Printer, X } from 'lucide-react';
import { useState } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import type { ListQuery } from '../../domain/api/contract.ts';
import type { RecordRow } from '../../domain/api/types.ts';
import type { FormDef, Transition } from '../../domain/forms/form.ts';
import { useMay } from '../may.ts';
import { MailDialog } from '../record/MailDialog.tsx';
import { useNow } from '../record/useRecord.ts';
import { useStation, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';
import { LeaveSheet } from './LeaveSheet.tsx';
import { ManyRun } from './ManyRun.tsx';
import { Press } from './parts.tsx';

/** Papers that are taken on at a time. */
export const mostChosen = 500;
type Doing = { readonly kind: 'export' | 'bundle' | 'print' | 'mail' } | { readonly kind: 'move'; readonly step: Transition };

/** What can be done with the papers chosen in a list; which of them take it is the station's answer, row by row. */
export const ManyBar = ({ form, list, rows, onAll, onKeep, onEnd }: { form: FormDef; list: Omit<ListQuery, 'offset' | 'limit'>; rows: readonly RecordRow[]; onAll: () => void; onKeep: (ids: readonly string[]) => void; onEnd: () => void }) => {
  const { client } = useStation();
  const { t, say, lang } = useWords();
  const may = useMay();
  const role = useStatus().data?.account?.role;
  const [doing, setDoing] = useState<Doing | null>(null);
  // a step that freezes a report is looked at paper by paper
  const steps = may('records.execute') ? form.lifecycle.transitions.filter(({ by, from, freezes }) => Array.isArray(by) && role !== undefined && by.includes(role) && !freezes && rows.some(({ state }) => from.includes(state))) : [];
  const now = useNow();
  const today = now.slice(0, 10);
  const ids = rows.map(({ id }) => id);
  const close = () => setDoing(null);
  return (
    <div className="many-bar" role="toolbar" aria-label={t('many.title')}>
      <b role="status">{t('many.chosen', { n: rows.length })}</b>
      <Press className="small quiet" onPress={onAll}>{t('many.all')}</Press>
      <MenuTrigger>
        <Button className="button small" isDisabled={steps.length === 0}>{t('many.move')}<ChevronDown size={13} aria-hidden="true" /></Button>
        <Popover className="popover" placement="bottom start">
          <Menu className="menu" aria-label={t('many.move')} onAction={(key) => { const step = steps.find(({ id }) => id === key); if (step) setDoing({ kind: 'move', step }); }}>
            {steps.map((step) => <MenuItem key={step.id} id={step.id} className="menu-item">{say(step.label)}</MenuItem>)}
          </Menu>
        </Popover>
      </MenuTrigger>
      {may('papers.exportList') ? <Press className="small icon" isDisabled={rows.length === 0} tip={t('many.export')} aria-label={t('many.export')} onPress={() => setDoing({ kind: 'export' })}><Download size={14} /></Press> : null}
      {may('papers.print') ? <Press className="small icon" isDisabled={rows.length === 0} tip={t('many.print')} aria-label={t('many.print')} onPress={() => setDoing({ kind: 'print' })}><Printer size={14} /></Press> : null}
      {may('documents.bundle') ? <Press className="small icon" isDisabled={rows.length === 0} tip={t('many.bundle')} aria-label={t('many.bundle')} onPress={() => setDoing({ kind: 'bundle' })}><Archive size={14} /></Press> : null}
      {form.signers.length > 0 && may('documents.mailDraft') ? <Press className="small icon" isDisabled={rows.length === 0} tip={t('many.mail')} aria-label={t('many.mail')} onPress={() => setDoing({ kind: 'mail' })}><Mail size={14} /></Press> : null}
      <Press className="small quiet icon end" tip={t('many.end')} aria-label={t('many.end')} onPress={onEnd}><X size={14} /></Press>
      {doing?.kind === 'export' ? (
        <LeaveSheet
          title={t('list.exportTitle', { form: say(form.title) })} note={t('list.exportNote', { count: rows.length })} onClose={close} formats={(['xlsx', 'csv'] as const).map((value) => ({ value, label: t(`list.${value}`) }))}
          make={(format, to, reason) => client.papers.exportList({ list, ids, format, lang, to, reason })} nameOf={(format) => `${say(form.title)} ${today}.${format}`}
        />
      ) : null}
      {doing?.kind === 'bundle' ? (
        <LeaveSheet
          title={t('many.bundle')} note={t('many.bundleNote')} onClose={close} formats={[{ value: 'zip', label: 'ZIP' }]}
          make={(_, recipient, reason) => client.documents.bundle({ from: today, to: today, ids, lang, recipient, reason })} nameOf={() => `${say(form.title)} ${today}.zip`}
        />
      ) : null}
      {doing?.kind === 'mail' ? <MailDialog papers={rows} def={form} onClose={close} /> : null}
      {doing?.kind === 'print' || doing?.kind === 'move' ? <ManyRun form={form} rows={rows} what={doing.kind === 'move' ? doing.step : 'print'} onClose={(refused) => { close(); if (refused) onKeep(refused); }} /> : null}
    </div>
  );
};
