import type { Step } from '../../domain/paper/marks.ts';

/** Marked content of a page, by the page's number from 0. */
type MarkedContent = { readonly page: number; readonly mcid: number };
type Heading = Omit<Step, 'role'> & { readonly role: Step['role'] | 'Document' | 'Sect' };
/** A node of the tree by which a PDF is read aloud. */
export type Element = { readonly step: Heading; readonly kids: (Element | MarkedContent)[]; readonly byKey: Map<string, Element> };

const createElement = (step: Heading): Element => ({ step, kids: [], byKey: new Map() });

export type Structure = {
  readonly root: Element;
  /** Puts marked content at the end of the element its path leads to; without content the element stands there empty. */
  readonly place: (copy: string, path: readonly Step[], content?: MarkedContent) => void;
};

/** The reading order of a file of several copies, each a section of its own. */
export const createStructure = (): Structure => {
  const root = createElement({ role: 'Document', key: '' });
  const within = (parent: Element, step: Heading): Element => {
    const key = `${step.role} ${step.key}`;
    let element = parent.byKey.get(key);
    if (!element) {
      element = createElement(step);
      parent.byKey.set(key, element);
      parent.kids.push(element);
    }
    return element;
  };
  return {
    root,
    place: (copy, path, content) => {
      let at = within(root, { role: 'Sect', key: copy });
      for (const step of path) at = within(at, step);
      if (content) at.kids.push(content);
    },
  };
};
