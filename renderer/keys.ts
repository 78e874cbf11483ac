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
  const key = event.key === ' ' ? 'space' : event.key.toLowerCase();
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
export const useKeys = (bindings: Bindings, { modal = false, enabled = true }: { modal?: boolean; enabled?: boolean } = {}): void => {
  const current = useEffectEvent(() => bindings);
  useLayoutEffect(() => (enabled ? layers.push({ bindings: () => current(), modal }) : undefined), [modal, enabled]);
};

/** Every key of the desk, in the order of the page that lists them (`?`). */
export const keyTable = [
  { id: 'search', chord: 'ctrl+k' },
  { id: 'new', chord: 'n' },
  { id: 'contact', chord: 'f2' },
  { id: 'calendar', chord: 'c' },
  { id: 'nextRow', chord: 'j' },
  { id: 'previousRow', chord: 'k' },
  { id: 'open', chord: 'enter' },
  { id: 'nextState', chord: 'ctrl+enter' },
  { id: 'handover', chord: 'ctrl+d' },
  { id: 'print', chord: 'ctrl+p' },
  { id: 'undo', chord: 'ctrl+z' },
  { id: 'redo', chord: 'ctrl+shift+z' },
  { id: 'strip', chord: 'ctrl+b' },
  { id: 'timeline', chord: 'ctrl+i' },
  { id: 'lock', chord: 'ctrl+l' },
  { id: 'back', chord: 'escape' },
  { id: 'keys', chord: '?' },
  { id: 'help', chord: 'f1' },
] as const;
export type KeyId = (typeof keyTable)[number]['id'];

const words: Readonly<Record<string, string>> = { ctrl: 'Ctrl', shift: 'Shift', alt: 'Alt', enter: 'Enter', escape: 'Esc' };
/** `ctrl+enter` → `Ctrl+Enter`, as printed on the keys. */
export const chordToText = (chord: string): string =>
  chord.split('+').map((part) => words[part] ?? part.toUpperCase()).join('+');
export const chordOfKey = (id: KeyId): string => keyTable.find((each) => each.id === id)!.chord;
