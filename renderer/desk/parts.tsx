import { Ban, CheckCircle2, CircleDashed, CircleDot, CornerDownLeft, Hourglass, X } from 'lucide-react';
import { useEffect, useState, type ReactNode } from 'react';
import { Button, Dialog, Heading, Modal, ModalOverlay, Tooltip, TooltipTrigger, type ButtonProps } from 'react-aria-components';
import type { FormDef } from '../../domain/forms/form.ts';
import type { Refusal } from '../../domain/result.ts';
import { refusalsOf } from '../client.ts';
import { chordOfKey, chordToText, useKeys, type KeyId } from '../keys.ts';
import { useWords } from '../words.ts';

type PressProps = Omit<ButtonProps, 'className' | 'children'> & { readonly children?: ReactNode; readonly className?: string; readonly tip?: string; readonly keyId?: KeyId };

/** A button; its tooltip says what it does and shows its key. */
export const Press = ({ tip, keyId, className = '', children, ...rest }: PressProps) => {
  const { t } = useWords();
  const button = <Button {...rest} className={`button ${className}`}>{children}</Button>;
  const words = tip ?? (keyId ? t(`keys.${keyId}`) : undefined);
  if (words === undefined) return button;
  return (
    <TooltipTrigger delay={500} closeDelay={0}>
      {button}
      <Tooltip className="tip" offset={6}>{words}{keyId ? <kbd>{chordToText(chordOfKey(keyId))}</kbd> : null}</Tooltip>
    </TooltipTrigger>
  );
};

/** The rule a duty or a clock comes from: its number, and in Chinese the contract's own heading. */
export const Clause = ({ rule, clause }: { rule: string; clause: string }) => {
  const { lang } = useWords();
  return <span className="clause"><b className="mono">{rule.split('.', 1)[0]}</b>{lang === 'zh' && clause ? ` ${clause}` : ''}</span>;
};

const toneIcons = { draft: CircleDashed, active: CircleDot, waiting: Hourglass, done: CheckCircle2, returned: CornerDownLeft, void: Ban } as const;
/** A state is a word and an icon, colour third. One that was answered with no is done with, and no success. */
export const StateMark = ({ def, state, isVoided = false }: { def: FormDef; state: string; /** headquarters voided it: one sealed by then keeps its state */ isVoided?: boolean }) => {
  const { say, t } = useWords();
  const declared = def.lifecycle.states[state];
  if (!declared) return <span className="tone">{state}</span>;
  const tone = declared.frees ? 'returned' : declared.tone;
  const Icon = toneIcons[tone];
  const mark = <span className="tone" data-tone={tone}><Icon size={13} aria-hidden="true" />{say(declared.label)}</span>;
  if (!isVoided || declared.tone === 'void') return mark;
  const VoidIcon = toneIcons.void;
  return <>{mark}<span className="tone" data-tone="void"><VoidIcon size={13} aria-hidden="true" />{t('record.voided')}</span></>;
};

/** So long a system waits for the second click of a double click as it comes, ms. */
const doubleClick = 500;
/** What lies over the desk, and the dialog on it. The second click of a double click that opened it neither closes it nor presses the button that came to stand below the pointer. */
export const Veil = ({ className, onClose, children }: { className: string; onClose: () => void; children: ReactNode }) => {
  const [isFresh, setIsFresh] = useState(true);
  useEffect(() => {
    const timer = setTimeout(() => setIsFresh(false), doubleClick);
    return () => clearTimeout(timer);
  }, []);
  return (
    <ModalOverlay className="veil" data-fresh={isFresh || undefined} isOpen isDismissable shouldCloseOnInteractOutside={() => !isFresh} onOpenChange={(open) => { if (!open) onClose(); }}>
      <Modal className={className}>{children}</Modal>
    </ModalOverlay>
  );
};

/** A dialog over the desk: Esc closes it, the keys of the screens below rest meanwhile. */
export const Sheet = ({ title, onClose, children, footer, wide = false }: { title: string; onClose: () => void; children: ReactNode; footer?: ReactNode; wide?: boolean }) => {
  const { t } = useWords();
  // also when a button that went grey has let go of the focus
  useKeys({ escape: onClose }, { modal: true });
  return (
    <Veil className={`dialog${wide ? ' wide' : ''}`} onClose={onClose}>
      <Dialog className="dialog-inside" aria-label={title}>
        <header>
          <Heading slot="title" level={2}>{title}</Heading>
          <Button className="button quiet icon small" aria-label={t('action.closeDialog')} onPress={onClose}><X size={16} /></Button>
        </header>
        <div className="body">{children}</div>
        {footer ? <footer>{footer}</footer> : null}
      </Dialog>
    </Veil>
  );
};

/** What went wrong, in sentences; each jumps to its cell where there is one. */
export const Wrong = ({ error, only, def, rowName, onJump, onClose, renderHelp }: { error: unknown; /** those of its refusals that still stand */ only?: readonly Refusal[]; def?: FormDef; rowName?: (key: string) => string | undefined; onJump?: (refusal: Refusal) => void; onClose?: () => void; /** what helps against one of them, below its sentence */ renderHelp?: (refusal: Refusal) => ReactNode }) => {
  const { t, refuse } = useWords();
  if (error === null || error === undefined) return null;
  const refusals = only ?? refusalsOf(error);
  return (
    <div className="notice bad" role="alert">
      {refusals === null ? (
        <p>{t('error.stationGone')}</p>
      ) : (
        <ul>
          {refusals.map((refusal, i) => (
            <li key={i}>
              {refusal.field && onJump ? <Button className="link" onPress={() => onJump(refusal)}>{refuse(refusal, def, rowName)}</Button> : refuse(refusal, def, rowName)}
              {renderHelp?.(refusal)}
            </li>
          ))}
        </ul>
      )}
      {onClose ? <div className="row"><Press className="small quiet" onPress={onClose}>{t('action.dismiss')}</Press></div> : null}
    </div>
  );
};

export const Waiting = () => {
  const { t } = useWords();
  return <div className="waiting" role="status"><span>{t('state.loading')}</span></div>;
};

/** An empty page: one sentence, one button. */
export const Empty = ({ text, children }: { text: string; children?: ReactNode }) => <div className="empty"><p>{text}</p>{children}</div>;

/** A question that failed: says so, and asks again on request. */
export const Failed = ({ error, onAgain }: { error: unknown; onAgain: () => void }) => {
  const { t } = useWords();
  return <div className="empty"><Wrong error={error} /><Press onPress={onAgain}>{t('action.again')}</Press></div>;
};

/** Pages of a list when it has more than one. `page` counts from 0. */
export const Pager = ({ page, rows, total, onPage }: { page: number; rows: number; total: number; onPage: (page: number) => void }) => {
  const { t } = useWords();
  if (total <= rows) return null;
  return (
    <footer>
      <Press isDisabled={page === 0} onPress={() => onPage(page - 1)}>{t('documents.previousPage')}</Press>
      <span className="soft">{page * rows + 1}–{Math.min(total, (page + 1) * rows)} / {total}</span>
      <Press isDisabled={(page + 1) * rows >= total} onPress={() => onPage(page + 1)}>{t('documents.nextPage')}</Press>
    </footer>
  );
};
