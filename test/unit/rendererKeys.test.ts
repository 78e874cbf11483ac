import { readdirSync, readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { chordOf, chordToText, createCompositionGuard, createKeyLayers, keyTable, type KeyId, type KeyPress } from '../../renderer/keys.ts';

const press = (key: string, more: Partial<KeyPress> = {}): KeyPress & { prevented: boolean } => {
  const event = {
    key, ctrlKey: false, metaKey: false, altKey: false, shiftKey: false, isComposing: false, keyCode: 0, target: null, prevented: false,
    preventDefault() { event.prevented = true; },
    ...more,
  };
  return event;
};
const inField = { closest: (selector: string) => (selector.includes('input') ? {} : null) } as unknown as EventTarget;
const onButton = { closest: (selector: string) => (selector.includes('button') ? {} : null) } as unknown as EventTarget;

describe('chords', () => {
  it('names keys as people read them', () => {
    expect(chordOf(press('K', { ctrlKey: true }))).toBe('ctrl+k');
    expect(chordOf(press('k', { metaKey: true }))).toBe('ctrl+k');
    expect(chordOf(press('?', { shiftKey: true }))).toBe('?');
    expect(chordOf(press('？', { shiftKey: true }))).toBe('?');
    expect(chordOf(press('Z', { ctrlKey: true, shiftKey: true }))).toBe('ctrl+shift+z');
    expect(chordToText('ctrl+enter')).toBe('Ctrl+Enter');
  });
  it('gives no chord twice', () => {
    const chords = keyTable.flatMap((each) => [each.chord, ...('also' in each ? each.also : [])]);
    expect(new Set(chords).size).toBe(chords.length);
  });
  it('are bound by a screen, each that the page of keys names', () => {
    // that no screen binds another is held by the type of `useKeys`
    const folder = new URL('../../renderer/', import.meta.url);
    const sources = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx')).map((name) => readFileSync(new URL(name, folder), 'utf8'));
    const bound = new Set(sources.flatMap((source) => source.split('useKeys(').slice(1).flatMap((call) => [...call.slice(0, call.search(/\}\);|\}, \{/)).matchAll(/(?:^|[{,\s])'?([^\s',{}()]+?)'?: /g)].map(([, chord]) => chord!))));
    expect(keyTable.filter(({ at, chord }) => at !== 'cell' && !bound.has(chord)).map(({ id }) => id)).toEqual([]);
  });
  it('are shown where they are pressed with the mouse: of a screen\'s own steps, the tooltip has the key', () => {
    const folder = new URL('../../renderer/', import.meta.url);
    const all = readdirSync(folder, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.tsx')).map((name) => readFileSync(new URL(name, folder), 'utf8')).join('\n');
    const buttons = ['new', 'contact', 'calendar', 'lock', 'back', 'keys', 'nextState', 'handover', 'print', 'undo', 'redo', 'strip', 'timeline', 'monthBefore', 'monthAfter'] as const satisfies readonly KeyId[];
    expect(buttons.filter((id) => !new RegExp(`keyId=(?:"${id}"|\\{[^}]*'${id}'[^}]*\\})`).test(all))).toEqual([]);
  });
});

describe('input methods', () => {
  it('keeps the Enter that picks a word, whichever event comes first', () => {
    const guard = createCompositionGuard();
    expect(guard.owns(press('Enter', { isComposing: true }), 0)).toBe(true);
    expect(guard.owns(press('Enter', { keyCode: 229 }), 0)).toBe(true);
    guard.start();
    expect(guard.owns(press('a'), 10)).toBe(true);
    guard.end(20);
    expect(guard.owns(press('Enter', { keyCode: 13 }), 25)).toBe(true);
    expect(guard.owns(press('Enter', { keyCode: 13 }), 500)).toBe(false);
    expect(guard.owns(press('a'), 25)).toBe(false);
  });
  it('never reaches a handler with such a key', () => {
    let at = 0;
    const guard = createCompositionGuard();
    const layers = createKeyLayers(guard, () => at);
    let submitted = 0;
    layers.push({ modal: false, bindings: () => ({ 'ctrl+enter': () => { submitted += 1; }, enter: () => { submitted += 1; } }) });
    expect(layers.dispatch(press('Enter', { keyCode: 229 }))).toBe(false);
    guard.start();
    guard.end(10);
    at = 12;
    expect(layers.dispatch(press('Enter', { ctrlKey: true }))).toBe(false);
    expect(submitted).toBe(0);
    at = 200;
    expect(layers.dispatch(press('Enter', { ctrlKey: true }))).toBe(true);
    expect(submitted).toBe(1);
  });
});

describe('layers', () => {
  it('asks the newest first, and stops at a modal one', () => {
    const said: string[] = [];
    const layers = createKeyLayers(createCompositionGuard(), () => 1000);
    layers.push({ modal: false, bindings: () => ({ n: () => said.push('desk n'), j: () => said.push('desk j') }) });
    const close = layers.push({ modal: false, bindings: () => ({ j: () => said.push('list j') }) });
    layers.dispatch(press('j'));
    layers.dispatch(press('n'));
    const open = layers.push({ modal: true, bindings: () => ({}) });
    expect(layers.dispatch(press('n'))).toBe(false);
    open();
    close();
    layers.dispatch(press('j'));
    expect(said).toEqual(['list j', 'desk n', 'desk j']);
  });
  it('leaves letters to a field and Enter to a button, but not Ctrl chords', () => {
    const said: string[] = [];
    const layers = createKeyLayers(createCompositionGuard(), () => 1000);
    layers.push({ modal: false, bindings: () => ({ n: () => said.push('n'), enter: () => said.push('enter'), 'ctrl+k': () => said.push('search'), escape: () => said.push('back') }) });
    layers.dispatch(press('n', { target: inField }));
    layers.dispatch(press('Enter', { target: onButton }));
    const search = press('k', { ctrlKey: true, target: inField });
    layers.dispatch(search);
    layers.dispatch(press('Escape', { target: inField }));
    expect(said).toEqual(['search', 'back']);
    expect(search.prevented).toBe(true);
  });
});
