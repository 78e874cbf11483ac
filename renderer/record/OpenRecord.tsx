import { useQuery } from '@tanstack/react-query';
import { ArrowLeft, FileCheck2, MoreHorizontal, PanelRight, PenLine, Printer, Redo2, Undo2, ZoomIn, ZoomOut } from 'lucide-react';
import { useCallback, useEffect, useEffectEvent, useId, useLayoutEffect, useMemo, useRef, useState, type DragEvent } from 'react';
import { Button, Menu, MenuItem, MenuTrigger, Popover } from 'react-aria-components';
import { v7 as uuidv7 } from 'uuid';
import type { RecordView } from '../../domain/api/types.ts';
import { holds } from '../../domain/forms/condition.ts';
import { pressedBy } from '../../domain/record/decide.ts';
import { answeringStep, signingHindrance, signingRoles } from '../../domain/record/sign.ts';
import { isRefusedLate } from '../../domain/record/silence.ts';
import type { FormDef, Reading, Transition } from '../../domain/forms/form.ts';
import { clockOf } from '../../domain/clocks/shanghai.ts';
import { fileWords } from '../../domain/report/paper.ts';
import { withMachine } from '../../domain/readings/verdict.ts';
import type { Event } from '../../domain/record/op.ts';
import type { Data } from '../../domain/record/record.ts';
import { formatTime } from '../../domain/text/timeFormat.ts';
import { LeaveSheet } from '../desk/LeaveSheet.tsx';
import { Press, Sheet, StateMark, Wrong } from '../desk/parts.tsx';
import { Signing } from '../handover/Signing.tsx';
import { useKeys } from '../keys.ts';
import { Paper, pageWidth } from '../paper/Paper.tsx';
import { cellOfRefusal, focusFirstEmpty, jumpToField, SheetContext, type Sheet as SheetData } from '../paper/sheet.ts';
import { refusalsOf } from '../client.ts';
import { useMay } from '../may.ts';
import { go } from '../router.ts';
import { useRefresh, useStation, useStatus } from '../station.tsx';
import { useWords } from '../words.ts';
import { BecomingMenu, MissingPaper, useBecomings } from './Becomings.tsx';
import { ExportRecord } from './ExportRecord.tsx';
import { changeBeyond, isNothing } from './draft.ts';
import { FileView } from './FileView.tsx';
import { isOpenedToWrite } from './openToWrite.ts';
import { MailDialog } from './MailDialog.tsx';
import { OtherAccount } from './OtherAccount.tsx';
import { PaperSigning } from './PaperSigning.tsx';
import { PrintDialog } from './PrintDialog.tsx';
import { isAsking, StepDialog, type Told } from './StepDialog.tsx';
import { isStepAhead, stopsOf } from './stops.ts';
import { Strip } from './Strip.tsx';
import { Untaken } from './Untaken.tsx';
import { useAwayWords } from './useAwayWords.ts';
import { useUploads } from './uploads.tsx';
import { useOpenRecord } from './useRecord.ts';

/** Steps of the zoom; `fit` follows the width of the window. */
const zoomSteps = [0.8, 0.9, 1, 1.1, 1.25, 1.5, 1.75, 2] as const;
type Zoom = 'fit' | number;
const airBesidePaper = 24;

const useFit = () => {
  const frame = useRef<HTMLDivElement>(null);
  const [width, setWidth] = useState(0);
  useLayoutEffect(() => {
    const element = frame.current;
    if (!element) return undefined;
    const measure = () => setWidth(element.clientWidth);
    const observer = new ResizeObserver(measure);
    observer.observe(element);
    measure();
    return () => observer.disconnect();
  }, []);
  const room = Math.max(0, width - airBesidePaper);
  const narrow = room < pageWidth(false) * 1.02;
  return { frame, narrow, fit: Math.min(2, Math.max(0.6, room / pageWidth(narrow))) };
};

type Asked = { readonly kind: 'step'; readonly step: Transition } | { readonly kind: 'sign' } | { readonly kind: 'paper' } | { readonly kind: 'signFile' } | { readonly kind: 'print' } | { readonly kind: 'mail' } | { readonly kind: 'export' } | { readonly kind: 'file'; readonly id: string } | null;

export const OpenRecord = ({ first, view, def }: { first: RecordView; view: RecordView; def: FormDef }) => {
  const { ask, client } = useStation();
  const { t, say, list, lang, refuse, refusal, fieldName, inChinese } = useWords();
  const status = useStatus();
  const may = useMay();
  const refresh = useRefresh();
  const open = useOpenRecord(first, view, def);
  const { draft, state, problems, missing, report, now, unread } = open;
  const { record } = view;
  const editable = view.editable;
  // also what an earlier visit left, that this window's draft does not know; never what a version of its own holds already
  const left = editable || !view.draft ? undefined : changeBeyond(view.draft, view.sync?.branch?.data);
  const untaken = state.untaken ?? (left && !isNothing(left) ? left : undefined);
  const [asked, setAsked] = useState<Asked>(null);
  const [error, setError] = useState<unknown>(null);
  /** what stood on the paper when the station refused it */
  const [refused, setRefused] = useState<Data>({});
  /** what was last tried while something stood in its way: a step, or anything that wants every cell read */
  const [tried, setTried] = useState<Transition | 'order' | null>(null);
  const [busy, setBusy] = useState(false);
  const [reading, setReading] = useState(false);
  const mustBeOtherId = useId();
  const uploads = useUploads(record.id, setError);
  const [over, setOver] = useState(false);
  const [zoom, setZoom] = useState<Zoom>('fit');
  const [strip, setStrip] = useState(() => window.localStorage.getItem('sanlian.strip') !== 'folded');
  const { frame, narrow, fit } = useFit();

  // a paper just begun waits for its first word
  useEffect(() => { if (isOpenedToWrite(record.id) && editable) focusFirstEmpty(); }, [record.id, editable]);

  const hasReadings = Object.values(def.fields).some((field) => field.kind === 'readings');
  const previous = useQuery({ ...ask.records.previousReadings.queryOptions({ input: { id: record.id } }), enabled: hasReadings && may('records.previousReadings') });

  const role = status.data?.account?.role;
  // a step that hangs on a cell is there as soon as the cell says so, not only when the typing has become an operation
  const steps = useMemo(
    () => def.lifecycle.transitions.filter((each) => (each.when && editable ? role !== undefined && pressedBy(each).includes(role) && each.from.includes(record.state) && holds(each.when, state.data) : view.transitions.includes(each.id))),
    [def, view.transitions, editable, role, record.state, state.data],
  );
  const signer = def.signers.find((each) => each.role === view.nextSigner);
  // where anybody may sign, a step ends it; otherwise signing is the way forward
  const answering = answeringStep(def, record);
  const isLate = answering !== undefined && isRefusedLate(def, record.state, view.clocks, answering.refused.at);
  const endsReview = answering !== undefined && def.lifecycle.states[answering.step.to]?.closed === true;
  const awayWords = useAwayWords();
  const went = view.sync?.away ? awayWords(view.sync.away, now) : undefined;
  // what brought the paper back to where it is written stays in view until it is handed on
  const lastMove = view.history.findLast((entry): entry is typeof entry & { readonly event: Extract<Event, { kind: 'moved' }> } => entry.event.kind === 'moved');
  const cameBack = editable && lastMove ? def.lifecycle.transitions.find(({ id, withdrawsSignatures }) => id === lastMove.event.transition && withdrawsSignatures) : undefined;
  const returning = answering && !isLate && steps.find(({ id }) => id === answering.step.id);
  const mainStep = returning || (signer ? undefined : steps.find((step) => step.main));
  const hasSignedIn = signer?.many === true && record.signatures.some((each) => each.role === signer.role);
  const lastStep = hasSignedIn ? steps.find((step) => step.seals) : undefined;
  // the way forward hangs on a cell that says nothing yet
  const deciding = editable && !signer && !mainStep ? def.lifecycle.transitions.find((each) => each.main && each.when && role !== undefined && pressedBy(each).includes(role) && each.from.includes(record.state))?.when?.field : undefined;
  // the way forward is another's: whose, and whether the paper says which of them
  const awaited = signer || mainStep || deciding || record.voided || role === undefined ? undefined : def.lifecycle.transitions.find((each) => each.main && each.from.includes(record.state) && pressedBy(each).length > 0 && !pressedBy(each).includes(role));
  const unnamed = awaited && Object.keys(def.starts ?? {}).find((name) => def.starts?.[name] === 'writer' && !state.data[name]);
  const otherRoles = awaited ? pressedBy(awaited).filter((each) => each !== 'customer') : [];
  const maySign = may('signing.sign');
  // another account has to sign: said beside the button, before anybody has read the paper and taken the pen
  const account = status.data?.account;
  const hindrance = signer && maySign && account ? signingHindrance(record, def, signer, account) : null;
  const signedBefore = def.signers.find((each) => each.role === signer?.notAs);
  const mustBeOther = !hindrance || !signer ? undefined
    : hindrance === 'signer-twice' ? t('record.signsTwice', { signed: signedBefore ? say(signedBefore.label) : '', role: say(signer.label) })
      : t('record.signsOther', { who: list(signingRoles(def, signer).map((each) => t(`role.${each}`))), role: say(signer.label) });
  const mayTakePaper = may('signing.takePaper') && role !== undefined && def.lifecycle.create.includes(role);
  const mayCorrect = record.seal !== undefined && !record.correctedBy && !record.voided && may('records.execute') && role !== undefined && def.lifecycle.create.includes(role);
  const mayMail = record.seal !== undefined && may('documents.mailDraft');
  const mayExport = record.seal !== undefined && may('papers.export');

  const rowName = useCallback((key: string): string | undefined => {
    for (const value of Object.values(state.data)) {
      if (!Array.isArray(value)) continue;
      const row = (value as readonly Partial<Reading>[]).find((each) => typeof each === 'object' && each.key === key);
      if (row?.name) return say(row.name);
    }
    return undefined;
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [state.data, lang]);

  /** Runs an order with the typing already turned into an operation; what is refused is shown with its cells. */
  const run = async (work: (rev: number) => Promise<unknown>): Promise<boolean> => {
    setError(null);
    if (unread.size > 0) {
      setTried('order');
      return false;
    }
    setTried(null);
    setBusy(true);
    try {
      const committed = await draft.commit();
      await work(Math.max(committed.rev, record.rev));
      await refresh();
      return true;
    } catch (failure) {
      setRefused(draft.get().data);
      setError(failure);
      await refresh();
      return false;
    } finally {
      setBusy(false);
    }
  };
  const move = (step: Transition, told: Told = {}) => run((rev) => client.records.execute({ kind: 'move', id: record.id, base: rev, transition: step.id, ...told }));
  const take = (step: Transition) => {
    if (stopsOf(def, draft.get().data, step, problems).length > 0) {
      setError(null);
      setTried(step);
    } else if (isAsking(def, step, draft.get().data)) setAsked({ kind: 'step', step });
    else void move(step);
  };
  const { becomings, become } = useBecomings(view, def, now, run);
  const handOver = () => void run(() => client.handover.begin({ id: record.id }));
  const sign = () => {
    if (!signer || !maySign || mustBeOther) return;
    if (signer.handover) handOver();
    else setAsked({ kind: 'sign' });
  };
  const correct = () =>
    run(async () => {
      const made = await client.records.execute({ kind: 'create', id: uuidv7(), form: record.form, data: {}, corrects: record.id });
      go(made.form, made.id);
    });

  const addFiles = async (files: readonly File[]) => {
    if (!editable || files.length === 0) return;
    setError(null);
    await uploads.add(files.map((file) => ({ file, name: file.name || t('files.pasted', { time: clockOf(now) }) })));
    await refresh();
  };
  const addPasted = useEffectEvent((files: readonly File[]) => void addFiles(files));
  useEffect(() => {
    const paste = (event: ClipboardEvent) => {
      const files = [...(event.clipboardData?.files ?? [])];
      if (files.length === 0) return;
      event.preventDefault();
      addPasted(files);
    };
    window.addEventListener('paste', paste);
    return () => window.removeEventListener('paste', paste);
  }, []);

  const readMachine = () => {
    setReading(true);
    client.records.readMachine()
      .then((machine) => {
        for (const [name, field] of Object.entries(def.fields)) {
          const rows = draft.get().data[name];
          if (field.kind === 'readings' && Array.isArray(rows)) draft.set(name, withMachine(rows as readonly Reading[], machine));
        }
        // whose figures these are
        const host = def.round?.host;
        if (host && machine.host && !draft.get().data[host]) draft.set(host, machine.host);
      }, setError)
      .finally(() => setReading(false));
  };

  // the banner is reckoned from the paper as it stands: what has been mended is no longer in it, and with the last of it the banner goes
  const triedStep = tried === 'order' || tried === null ? null : tried;
  const stops = tried === null || (triedStep && !isStepAhead(record, triedStep)) ? [] : stopsOf(def, state.data, triedStep, problems);
  if (tried !== null && stops.length === 0) setTried(null);

  // what has been filled in since is no longer worth saying
  const refusals = refusalsOf(error);
  const standing = refusals?.filter((each) => each.code !== 'required' || each.field === undefined || missing.has(each.field));
  const solved = refusals !== null && refusals.length > 0 && standing?.length === 0;

  /** What is printed or previewed is what is written, typing included. */
  const print = () => {
    draft.commit().then(() => refresh(), setError).finally(() => setAsked({ kind: 'print' }));
  };

  // a refusal stands at its cell too, until something else stands in it
  const atCells = (standing ?? []).filter((each) => {
    const head = each.field?.split('.', 1)[0];
    return head !== undefined && each.code !== 'required' && refused[head] === state.data[head];
  });
  const cellProblems = atCells.length === 0 ? problems : new Map([...atCells.map((each) => [each.field!, each] as const), ...problems]);

  const sheet: SheetData = {
    def, record, data: state.data, editable, now, previous: previous.data, problems: cellProblems, missing, unread, set: draft.set, report, reading,
    readMachine: editable && hasReadings ? readMachine : undefined,
    openAttachment: (id) => setAsked({ kind: 'file', id }),
    removeAttachment: editable ? (attachment) => void run(() => client.records.execute({ kind: 'detach', id: record.id, attachment })) : undefined,
    nextSigner: view.nextSigner, sign: signer && maySign ? sign : undefined, mustBeOther,
    signOtherwise: mayTakePaper && (signer?.onPaper || signer?.byFile) ? (
      <span className="sign-ways desk-tool">
        {signer.onPaper ? <Press className="small quiet" onPress={() => setAsked({ kind: 'paper' })}>{t('paperSign.action')}</Press> : null}
        {signer.byFile ? <Press className="small quiet" onPress={() => setAsked({ kind: 'signFile' })}>{t('signFile.action')}</Press> : null}
      </span>
    ) : undefined,
  };

  const step = (direction: 'undo' | 'redo') => {
    const name = draft[direction]();
    if (name) jumpToField(name);
  };
  const toggleStrip = () => setStrip((now_) => {
    window.localStorage.setItem('sanlian.strip', now_ ? 'folded' : 'open');
    return !now_;
  });
  const goOn = () => {
    if (busy) return;
    if (returning) take(returning);
    else if (signer) sign();
    else if (mainStep) take(mainStep);
  };
  useKeys({
    'ctrl+enter': goOn,
    'ctrl+d': () => { if (signer?.handover || (view.surveyWaits && maySign)) handOver(); },
    'ctrl+p': print,
    'ctrl+b': toggleStrip,
    'ctrl+z': editable ? () => step('undo') : undefined,
    'ctrl+shift+z': editable ? () => step('redo') : undefined,
    'ctrl+y': editable ? () => step('redo') : undefined,
    escape: () => {
      const active = document.activeElement as HTMLElement | null;
      if (active?.closest('.page')) active.blur();
      else go(record.form);
    },
  });

  const shownZoom = zoom === 'fit' ? fit : zoom;
  const zoomBy = (direction: 1 | -1) => {
    const next = direction > 0 ? zoomSteps.find((each) => each > shownZoom + 0.01) : zoomSteps.findLast((each) => each < shownZoom - 0.01);
    if (next !== undefined) setZoom(next);
  };
  const others = steps.filter((each) => each !== mainStep && each !== lastStep);
  const signWord = hasSignedIn ? t('signIn.goOn') : signer?.handover ? t('record.handover') : t('record.signHere');
  const drop = (event: DragEvent) => {
    event.preventDefault();
    setOver(false);
    void addFiles([...event.dataTransfer.files]);
  };

  return (
    <div className="record" data-strip={strip || undefined}>
      <header className="record-head">
        <Press className="quiet icon to-list" keyId="back" aria-label={t('keys.back')} onPress={() => go(record.form)}><ArrowLeft size={16} /></Press>
        <strong className="mono number">{record.number}</strong>
        <StateMark def={def} state={record.state} isVoided={record.voided !== undefined} />
        {record.imported ? <span className="tone" title={t('record.importedFrom', { file: record.imported.file, line: record.imported.line, hash: record.imported.sha256.slice(0, 16), name: record.imported.by.name, at: record.imported.at.slice(0, 16).replace('T', ' ') })}>{t('record.imported', { number: record.imported.number ?? '' })}</span> : null}
        {record.correctedBy ? <a className="tone" href={`#/${record.form}/${record.correctedBy}`}>{t('record.corrected')}</a> : null}
        {editable ? <span className="soft saving" role="status">{state.saving === 'failed' ? <span className="late">{t('record.saveFailed')}</span> : state.saving === 'typing' ? t('record.saving') : state.savedAt ? t('record.savedAt', { time: clockOf(state.savedAt) }) : ''}</span> : null}
        <span className="spring" />
        {editable ? (
          <>
            <Press className="quiet icon" keyId="undo" aria-label={t('keys.undo')} isDisabled={!state.canUndo} onPress={() => step('undo')}><Undo2 size={16} /></Press>
            <Press className="quiet icon" keyId="redo" aria-label={t('keys.redo')} isDisabled={!state.canRedo} onPress={() => step('redo')}><Redo2 size={16} /></Press>
          </>
        ) : null}
        <span className="zoom">
          <Press className="quiet icon" tip={t('record.zoomOut')} aria-label={t('record.zoomOut')} onPress={() => zoomBy(-1)}><ZoomOut size={16} /></Press>
          <Press className="quiet small" tip={t('record.zoomFit')} onPress={() => setZoom('fit')}>{Math.round(shownZoom * 100)}%</Press>
          <Press className="quiet icon" tip={t('record.zoomIn')} aria-label={t('record.zoomIn')} onPress={() => zoomBy(1)}><ZoomIn size={16} /></Press>
        </span>
        <Press className="quiet icon" keyId="print" aria-label={record.seal ? t('record.print') : t('record.preview')} tip={record.seal ? t('record.print') : t('record.preview')} onPress={print}><Printer size={16} /></Press>
        <Press className="quiet icon" keyId="strip" aria-label={t('keys.strip')} aria-pressed={strip} onPress={toggleStrip}><PanelRight size={16} /></Press>
        <BecomingMenu becomings={becomings} become={become} isDisabled={busy} />
        {others.length > 0 || (mayTakePaper && (signer?.onPaper || signer?.byFile)) || mayCorrect || mayMail || mayExport ? (
          <MenuTrigger>
            <Button className="button quiet icon" aria-label={t('record.more')}><MoreHorizontal size={16} /></Button>
            <Popover className="popover" placement="bottom end">
              <Menu className="menu" aria-label={t('record.more')}>
                {others.map((each) => <MenuItem key={each.id} id={each.id} className={`menu-item${def.lifecycle.states[each.to]?.tone === 'void' ? ' danger' : ''}`} onAction={() => take(each)}>{say(each.label)}{isAsking(def, each, state.data) ? '…' : ''}</MenuItem>)}
                {signer?.onPaper && mayTakePaper ? <MenuItem id="paper" className="menu-item" onAction={() => setAsked({ kind: 'paper' })}>{t('paperSign.action')}</MenuItem> : null}
                {signer?.byFile && mayTakePaper ? <MenuItem id="signFile" className="menu-item" onAction={() => setAsked({ kind: 'signFile' })}>{t('signFile.action')}</MenuItem> : null}
                {mayCorrect ? <MenuItem id="correct" className="menu-item" onAction={() => void correct()}>{t('record.correct')}</MenuItem> : null}
                {view.surveyWaits && maySign ? <MenuItem id="survey" className="menu-item" onAction={handOver}>{t('record.survey')}</MenuItem> : null}
                {mayMail ? <MenuItem id="mail" className="menu-item" onAction={() => setAsked({ kind: 'mail' })}>{t('record.mail')}…</MenuItem> : null}
                {mayExport ? <MenuItem id="export" className="menu-item" onAction={() => setAsked({ kind: 'export' })}>{t('record.export')}…</MenuItem> : null}
              </Menu>
            </Popover>
          </MenuTrigger>
        ) : null}
        {deciding ? <span className="soft">{t('record.decides', { field: fieldName(deciding, def) })}</span> : null}
        {awaited ? <span className="soft">{t(unnamed ? 'record.waitsUnnamed' : 'record.waitsFor', { who: list(otherRoles.map((each) => t(`role.${each}`))), step: say(awaited.label), field: unnamed ? fieldName(unnamed, def) : '' })}</span> : null}
        {awaited && !went ? <OtherAccount roles={otherRoles} /> : null}
        {lastStep ? <Press className="main" isDisabled={busy} onPress={() => take(lastStep)}><FileCheck2 size={15} />{say(lastStep.label)}</Press> : null}
        {returning ? <Press className="main" keyId="nextState" tip={say(returning.label)} isDisabled={busy} onPress={() => take(returning)}><FileCheck2 size={15} />{say(returning.label)}</Press> : null}
        {signer && maySign ? (
          <Press aria-describedby={mustBeOther ? mustBeOtherId : undefined} className={lastStep || returning ? '' : 'main'} keyId={signer.handover ? 'handover' : 'nextState'} tip={say(signer.label)} isDisabled={busy || mustBeOther !== undefined} onPress={sign}><PenLine size={15} />{signWord}</Press>
        ) : mainStep && !returning ? (
          <Press className="main" keyId="nextState" tip={say(mainStep.label)} isDisabled={busy} onPress={() => take(mainStep)}><FileCheck2 size={15} />{say(mainStep.label)}</Press>
        ) : null}
      </header>
      {/* a paper that is only read is scrolled by the keyboard from here; one that is written has its cells */}
      {/* oxlint-disable-next-line jsx-a11y/no-noninteractive-tabindex, jsx-a11y/no-noninteractive-element-interactions */}
      <section
        className="record-body" aria-label={`${say(def.title)} ${record.number}`} tabIndex={editable ? undefined : 0} ref={frame} data-over={over || undefined}
        onDragOver={(event) => { if (editable && event.dataTransfer.types.includes('Files')) { event.preventDefault(); setOver(true); } }}
        onDragLeave={() => setOver(false)} onDrop={drop}
      >
        <div className="record-notices">
          {view.placeTaken ? <p className="notice warn">{t('record.placeTaken')} <a href={`#/${view.placeTaken.form}/${view.placeTaken.id}`}>{view.placeTaken.number}</a></p> : null}
          {went ? <p className="notice" role="status">{t('away.notice', { where: went.where, why: went.why })}</p> : null}
          {answering && !went ? (
            <p className="notice warn" role="status">
              {endsReview ? t(isLate ? 'record.refusedLate' : 'record.refusedBy', { name: answering.refused.name, reason: answering.refused.reason, step: say(answering.step.label) })
                : `${refusal(answering.refused, def, now)}${lang === 'zh' ? '。' : '. '}${t('record.refusedNext', { step: say(answering.step.label) })}`}
            </p>
          ) : null}
          {cameBack && lastMove?.event.reason ? <p className="notice warn" role="status">{t('record.cameBack', { step: say(cameBack.label), reason: lastMove.event.reason, name: lastMove.by.name, time: formatTime(lastMove.at, lang, now) })}</p> : null}
          {state.conflict ? (
            <div className="notice warn" role="alert">
              <p>{t('record.conflict', { fields: list(state.conflict.fields.map((name) => (def.fields[name] ? say(def.fields[name].label) : name))) })}</p>
              <div className="row"><Press className="small" onPress={() => draft.settle('mine')}>{t('record.keepMine')}</Press><Press className="small" onPress={() => draft.settle('theirs')}>{t('record.keepTheirs')}</Press></div>
            </div>
          ) : null}
          {untaken ? <Untaken change={untaken} def={def} onDiscard={() => void draft.discard().then(() => refresh(), setError)} /> : null}
          {mustBeOther ? <div className="notice"><p id={mustBeOtherId}>{mustBeOther}</p><div className="row"><OtherAccount roles={signingRoles(def, signer!)} isAble={(each) => signingHindrance(record, def, signer!, each) === null} /></div></div> : null}
          {view.othersTyping ? <p className="notice">{t('record.othersTyping', { names: list(view.othersTyping) })}</p> : null}
          {stops.length > 0 ? (
            <section className="notice bad" role="alert" aria-atomic="false">
              <p>{triedStep ? t('record.stops', { count: stops.length, step: say(triedStep.label) }) : t('record.unread', { count: stops.length })}</p>
              <ul>{stops.map((stop) => <li key={stop.field}><Button className="link" onPress={() => jumpToField(cellOfRefusal(stop))}>{refuse(stop, def, rowName)}</Button></li>)}</ul>
            </section>
          ) : null}
          {solved ? null : <Wrong error={error} only={standing} def={def} rowName={rowName} onJump={(stop) => jumpToField(cellOfRefusal(stop))} onClose={() => setError(null)} renderHelp={(refusal) => <MissingPaper refusal={refusal} view={view} becomings={becomings} become={become} />} />}
          {lang === 'zh' ? null : <p className="soft">{t('record.paperLanguage')}</p>}
        </div>
        <SheetContext value={sheet}><Paper zoom={shownZoom} narrow={narrow} /></SheetContext>
        {over ? <p className="drop-note">{t('files.drop')}</p> : null}
      </section>
      {strip ? <Strip view={view} def={def} data={state.data} typed={editable && state.typed} now={now} editable={editable} set={draft.set} mayLink={maySign} uploading={uploads.uploading} onFiles={(files) => void addFiles(files)} onOpenFile={(id) => setAsked({ kind: 'file', id })} onPrint={print} /> : null}

      {asked?.kind === 'step' ? <StepDialog def={def} step={asked.step} number={record.number} data={state.data} now={now} note={asked.step.withdrawsSignatures && record.signatures.length > 0 ? t('record.withdraws') : undefined} proposed={asked.step.id === answering?.step.id ? answering.refused.reason : undefined} onClose={() => setAsked(null)} onTold={async (told) => { const { step: asking } = asked; setAsked(null); await move(asking, told); }} /> : null}
      {asked?.kind === 'signFile' && signer ? (
        <LeaveSheet
          title={t('signFile.exportTitle', { number: record.number })} note={t('signFile.exportNote', { role: say(signer.label) })} onClose={() => setAsked(null)}
          formats={[{ value: 'json', label: 'JSON' }]} make={(_, to, reason) => client.signing.exportFile({ id: record.id, to, reason })} nameOf={() => `${record.number}.sign.json`}
        />
      ) : null}
      {asked?.kind === 'paper' && signer ? <PaperSigning record={record} def={def} signer={signer} onClose={() => setAsked(null)} onDone={() => { setAsked(null); void refresh(); }} /> : null}
      {asked?.kind === 'export' ? <ExportRecord record={record} onClose={() => setAsked(null)} /> : null}
      {asked?.kind === 'mail' ? <MailDialog papers={[record]} def={def} onClose={() => setAsked(null)} /> : null}
      {asked?.kind === 'print' ? <PrintDialog record={record} def={def} onClose={() => setAsked(null)} /> : null}
      {asked?.kind === 'file' && record.attachments.some((each) => each.id === asked.id) ? (
        <FileView
          file={record.attachments.find((each) => each.id === asked.id)!} title={fileWords(def, record, record.attachments.find((each) => each.id === asked.id)!, lang)} onClose={() => setAsked(null)} sealedIn={record.seal ? record.id : undefined}
          onRemove={sheet.removeAttachment ? () => { sheet.removeAttachment!(asked.id); setAsked(null); } : undefined}
        />
      ) : null}
      {asked?.kind === 'sign' && signer ? (
        <Sheet wide title={t('record.signTitle', { number: record.number })} onClose={() => setAsked(null)}>
          <div className="sign-dialog paper-world">
            <Signing key={record.signatures.length} record={record} def={def} signer={signer} known={signer.many ? undefined : { name: status.data?.account?.name ?? '', post: status.data?.account ? (status.data.account.post ?? inChinese(`role.${status.data.account.role}`)) : '' }} onSigned={() => { if (!signer.many) setAsked(null); void refresh(); }} />
          </div>
        </Sheet>
      ) : null}
    </div>
  );
};
