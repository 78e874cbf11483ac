/** How many places of the focus are remembered: a dialog over a menu over a list is three. */
const longestTrail = 30;

/** Whether the focus can stand there now. */
const isHere = (element: HTMLElement): boolean =>
  element.isConnected && !element.matches(':disabled, [data-disabled]') && element.closest('[inert], [aria-hidden="true"]') === null && element.checkVisibility();

/** The dialog on top, if one is open; what it belongs to rests meanwhile. */
const topDialog = (): HTMLElement | undefined => [...document.querySelectorAll<HTMLElement>('[role="dialog"], [role="alertdialog"]')].findLast(isHere);

/**
 * Keeps the focus from falling to the page itself, where a keyboard begins at the top again and a screen reader says nothing: a control
 * that goes grey or away while it has the focus gives it to its dialog, else to the newest place before it that is still there, else to the
 * screen. A control that was only grey for a while gets it back. Whoever leaves a control himself (a click beside it, Esc) has left it.
 * Runs once, for the life of the page.
 */
export const keepFocus = (): void => {
  const trail: HTMLElement[] = [];
  let hasLeft = false;
  /** grey for now: what it said, and where the focus waits for it */
  let resting: { readonly control: HTMLElement; readonly said: string | null; readonly at: HTMLElement } | null = null;
  let asked = false;

  const focusOn = (element: HTMLElement): void => {
    // a frame of the page takes the focus only when it is given it by hand
    if (element.tabIndex < 0 && !element.hasAttribute('tabindex')) element.setAttribute('tabindex', '-1');
    element.focus({ preventScroll: true });
  };
  const look = (): void => {
    const active = document.activeElement;
    if (resting && active !== resting.at && active !== document.body) resting = null;
    // another word on it is another step: that one is pressed anew
    if (resting && isHere(resting.control)) {
      const { control, said } = resting;
      resting = null;
      if (control.textContent === said) return focusOn(control);
    }
    const last = trail.at(-1);
    if ((active !== null && active !== document.body) || hasLeft || !last) return;
    const dialog = topDialog();
    const at = trail.findLast((each) => isHere(each) && (!dialog || dialog.contains(each))) ?? dialog ?? document.querySelector('main');
    if (!at) return;
    focusOn(at);
    if (at !== last && last.isConnected) resting = { control: last, said: last.textContent, at };
  };
  // after the frame in which a closing dialog gives the focus back itself
  const lookSoon = (): void => {
    if (asked) return;
    asked = true;
    requestAnimationFrame(() => requestAnimationFrame(() => { asked = false; look(); }));
  };

  document.addEventListener('focusin', ({ target }) => {
    hasLeft = false;
    if (!(target instanceof HTMLElement) || target === document.body) return;
    trail.push(target);
    if (trail.length > longestTrail) trail.shift();
  });
  document.addEventListener('focusout', ({ target, relatedTarget }) => {
    // what goes away or grey has not been left: look at it once that has happened
    if (relatedTarget === null && target instanceof HTMLElement) queueMicrotask(() => { if (document.activeElement === document.body) hasLeft = isHere(target); });
    lookSoon();
  });
  new MutationObserver(lookSoon).observe(document.body, { subtree: true, childList: true, attributes: true, attributeFilter: ['disabled', 'inert', 'aria-hidden'] });
};
