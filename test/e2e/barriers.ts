import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright-core';

/** Findings of axe against WCAG 2.1 AA, as text; none is the rule on every screen. Without a page of its own: Electron opens none. What passes is not written down, which takes as long again. */
export const barriers = async (page: Page): Promise<string[]> => {
  // a button on its way from one ground to another has the contrast of neither: a busy machine is looked at in between
  await page.evaluate(() => Promise.allSettled(document.getAnimations().map((each) => each.finished)));
  const { violations } = await new AxeBuilder({ page: page as never }).setLegacyMode(true).options({ resultTypes: ['violations'] }).withTags(['wcag2a', 'wcag2aa', 'wcag21aa']).analyze();
  return violations.map((v) => `${v.id}: ${v.nodes.map((n) => n.target.join(' ')).slice(0, 3).join(' | ')}`);
};
