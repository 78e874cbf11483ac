import type { Page } from 'playwright-core';

/**
 * Chinese on a screen that should have none: texts, names, hints and titles, punctuation too, everywhere but where the page itself says
 * that it is Chinese (`lang`), and what stands in cells as somebody's own typing. The other language's name in the switch is no fault.
 */
export const chineseOn = (page: Page): Promise<string[]> =>
  page.evaluate(() => {
    const pattern = /[\u3000-\u303f\u4e00-\u9fff\uff00-\uffef]/;
    const isMarked = (element: Element | null): boolean => element?.closest('[lang]')?.getAttribute('lang')?.startsWith('zh') ?? false;
    const found: string[] = [];
    const look = (text: string | null, element: Element | null, what: string): void => {
      const rest = (text ?? '').replace('/ 切换语言', '').trim();
      if (pattern.test(rest.replace(/^中文?( ·.*)?$/, '')) && !isMarked(element)) found.push(`${what}: ${rest.slice(0, 80)}`);
    };
    const texts = document.createTreeWalker(document.body, NodeFilter.SHOW_TEXT);
    for (let node = texts.nextNode(); node; node = texts.nextNode()) {
      const parent = node.parentElement;
      if (parent && !['SCRIPT', 'STYLE', 'TEXTAREA'].includes(parent.tagName)) look(node.nodeValue, parent, parent.className || parent.tagName);
    }
    for (const element of document.body.querySelectorAll('*')) {
      for (const name of ['aria-label', 'title', 'placeholder', 'alt', 'aria-description', 'aria-valuetext']) look(element.getAttribute(name), element, `${element.tagName} ${name}`);
    }
    look(document.title, null, 'title of the window');
    return found;
  });
