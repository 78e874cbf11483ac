import { useLayoutEffect, useEffectEvent } from 'react';

/** What a key event must tell; KeyboardEvent does, and so does a plain object. */
export type KeyPress = {
  readonly key: string;
  readonly ctrlKey: boolean;
  readonly metaKey: boolean;
  readonly altKey: boolean;
  readonly shiftKey: boolean;
  readonly isComposing: boolean;
  readonly keyCode: number;
  readonly target: EventTarget | null;
  readonly preventDefault: () => void;
};

/** `ctrl+k`, `shift+tab`, `?`, `enter`. Command counts as Ctrl, so that one table serves every system. */
export const chordOf = (event: Pick<KeyPress, 'key' | 'ctrlKey' | 'metaKey' | 'altKey' | 'shiftKey'>): string => {
  // a Chinese input method writes the full-width sign
  const key = event.key === ' ' ? 'space' : event.key.normalize('NFKC').toLowerCase();
  // a printed sign already contains its Shift
  const shift = event.shiftKey && (key.length > 1 || /^[a-z]$/.test(key));
  return [event.ctrlKey || event.metaKey ? 'ctrl+' : '', event.altKey ? 'alt+' : '', shift ? 'shift+' : '', key].join('');
};

/** How long after `compositionend` an Enter still belongs to the input method, ms: some send the end before the key. */
const afterglow = 60;

export type CompositionGuard = {
  readonly start: () => void;
  readonly end: (at: number) => void;
  /** Whether this key belongs to an input method, `at` ms. */
  readonly owns: (event: Pick<KeyPress, 'isComposing' | 'keyCode' | 'key'>, at: number) => boolean;
};

/** Tells keys of a Chinese input method from keys of the person: the Enter that picks a word must never submit. */
export const createCompositionGuard = (): CompositionGuard => {
  let composing = false;
  let endedAt = Number.NEGATIVE_INFINITY;
  return {
    start: () => { composing = true; },
    end: (at) => { composing = false; endedAt = at; },
    owns: (event, at) =>
      composing || event.isComposing || event.keyCode === 229 || ((event.key === 'Enter' || event.key === 'Escape') && at - endedAt < afterglow),
  };
};

type Handler = (event: KeyPress) => void;
export type Bindings = Readonly<Record<string, Handler | undefined>>;
type Layer = { readonly bindings: () => Bindings; readonly modal: boolean };

const isField = (target: EventTarget | null): boolean => {
  const element = target as { closest?: (selector: string) => unknown } | null;
  return typeof element?.closest === 'function' && element.closest('input, textarea, select, [contenteditable="true"]') !== null;
};
/** Keys that buttons and open lists need for themselves. */
const isControl = (target: EventTarget | null): boolean => {
  const element = target as { closest?: (selector: string) => unknown } | null;
  return typeof element?.closest === 'function' && element.closest('button, a, [role="option"], [role="menuitem"], [role="radio"], [role="checkbox"]') !== null;
};

export type KeyLayers = { readonly push: (layer: Layer) => () => void; readonly dispatch: (event: KeyPress) => boolean };

/**
 * Layers of keys: the newest that knows a chord gets it, a modal one lets nothing through to those below. Plain letters are for
 * typing while a field has the focus.
 */
export const createKeyLayers = (guard: CompositionGuard, clock: () => number): KeyLayers => {
  const layers: Layer[] = [];
  return {
    push: (layer) => {
      layers.push(layer);
      return () => { layers.splice(layers.indexOf(layer), 1); };
    },
    dispatch: (event) => {
      if (guard.owns(event, clock())) return false;
      const chord = chordOf(event);
      const plain = !event.ctrlKey && !event.metaKey && !event.altKey && !/^f\d+$/.test(chord) && chord !== 'escape';
      if (plain && isField(event.target)) return false;
      if ((chord === 'enter' || chord === 'space') && isControl(event.target)) return false;
      for (let i = layers.length - 1; i >= 0; i -= 1) {
        const layer = layers[i]!;
        const handler = layer.bindings()[chord];
        if (handler) {
          event.preventDefault();
          handler(event);
          return true;
        }
        if (layer.modal) return false;
      }
      return false;
    },
  };
};

const guard = createCompositionGuard();
const layers = createKeyLayers(guard, () => performance.now());

/** Listens on the window once, for the life of the page. */
export const listenToKeys = (target: Window): void => {
  target.addEventListener('compositionstart', () => guard.start(), true);
  target.addEventListener('compositionend', () => guard.end(performance.now()), true);
  // a button takes every Enter for a press, also the one of Ctrl+Enter, which is the screen's
  target.addEventListener('keydown', (event) => { if (chordOf(event) === 'ctrl+enter' && isControl(event.target) && layers.dispatch(event)) event.stopPropagation(); }, true);
  target.addEventListener('keydown', (event) => { if (!event.defaultPrevented) layers.dispatch(event); });
};

/** Whether a key inside a field belongs to an input method. */
export const isOfInputMethod = (event: { nativeEvent: KeyboardEvent }): boolean => guard.owns(event.nativeEvent, performance.now());

/** Keys of a screen while it stands. `modal` keeps every other key from the screens below. */
export const useKeys = (bindings: NamedBindings, { modal = false, enabled = true }: { modal?: boolean; enabled?: boolean } = {}): void => {
  const current = useEffectEvent(() => bindings);
  useLayoutEffect(() => (enabled ? layers.push({ bindings: () => current(), modal }) : undefined), [modal, enabled]);
};

/** The headings of the page that lists the keys (`?`). */
export const keyPlaces = ['anywhere', 'list', 'record', 'cell', 'calendar'] as const;

/** Every key of the desk under its heading, in the order of that page. `also`: does the same. Keys of a cell are the cells' own, all others are bound by `useKeys`. */
export const keyTable = [
  { id: 'search', chord: 'ctrl+k', at: 'anywhere' },
  { id: 'new', chord: 'n', at: 'anywhere' },
  { id: 'contact', chord: 'f2', at: 'anywhere' },
  { id: 'calendar', chord: 'c', at: 'anywhere' },
  { id: 'lock', chord: 'ctrl+l', at: 'anywhere' },
  { id: 'back', chord: 'escape', at: 'anywhere' },
  { id: 'keys', chord: '?', at: 'anywhere' },
  { id: 'help', chord: 'f1', at: 'anywhere' },
  { id: 'nextRow', chord: 'j', also: ['arrowdown'], at: 'list' },
  { id: 'previousRow', chord: 'k', also: ['arrowup'], at: 'list' },
  { id: 'open', chord: 'enter', at: 'list' },
  { id: 'filter', chord: '/', at: 'list' },
  { id: 'nextState', chord: 'ctrl+enter', at: 'record' },
  { id: 'handover', chord: 'ctrl+d', at: 'record' },
  { id: 'print', chord: 'ctrl+p', at: 'record' },
  { id: 'undo', chord: 'ctrl+z', at: 'record' },
  { id: 'redo', chord: 'ctrl+shift+z', also: ['ctrl+y'], at: 'record' },
  { id: 'strip', chord: 'ctrl+b', at: 'record' },
  { id: 'timeline', chord: 'ctrl+i', at: 'record' },
  { id: 'tab', chord: 'tab', at: 'cell' },
  { id: 'clearChoice', chord: 'delete', at: 'cell' },
  { id: 'removeRow', chord: 'alt+delete', at: 'cell' },
  { id: 'pickDay', chord: 'alt+arrowdown', at: 'cell' },
  { id: 'dayBefore', chord: 'arrowleft', at: 'calendar' },
  { id: 'dayAfter', chord: 'arrowright', at: 'calendar' },
  { id: 'monthBefore', chord: 'pageup', at: 'calendar' },
  { id: 'monthAfter', chord: 'pagedown', at: 'calendar' },
  { id: 'calendarToday', chord: 't', at: 'calendar' },
  { id: 'calendarView', chord: 'v', at: 'calendar' },
] as const satisfies readonly { readonly id: string; readonly chord: string; readonly also?: readonly string[]; readonly at: (typeof keyPlaces)[number] }[];
type Key = (typeof keyTable)[number];
/** No screen binds a key that the page does not name. */
type NamedChord = Exclude<Key, { at: 'cell' }>['chord'] | Extract<Key, { also: readonly string[] }>['also'][number];
export type NamedBindings = { readonly [chord in NamedChord]?: Handler | undefined };

export type KeyId = (typeof keyTable)[number]['id'];

const words: Readonly<Record<string, string>> = { ctrl: 'Ctrl', shift: 'Shift', alt: 'Alt', enter: 'Enter', escape: 'Esc', tab: 'Tab', delete: 'Delete', pageup: 'PageUp', pagedown: 'PageDown', arrowleft: '←', arrowright: '→', arrowup: '↑', arrowdown: '↓' };
/** `ctrl+enter` → `Ctrl+Enter`, as printed on the keys. */
export const chordToText = (chord: string): string =>
  chord.split('+').map((part) => words[part] ?? part.toUpperCase()).join('+');
export const chordOfKey = (id: KeyId): string => keyTable.find((each) => each.id === id)!.chord;
