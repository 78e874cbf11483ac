import type { MenuItemConstructorOptions } from 'electron';
import type { Words } from './words.ts';

export type MenuActions = { openFolder(): void; chooseFolder(): void; openHelp(): void };

const separator: MenuItemConstructorOptions = { type: 'separator' };
const editMenu = (words: Words): MenuItemConstructorOptions => ({
  label: words.edit,
  submenu: [
    { role: 'undo', label: words.undo }, { role: 'redo', label: words.redo }, separator,
    { role: 'cut', label: words.cut }, { role: 'copy', label: words.copy }, { role: 'paste', label: words.paste }, { role: 'selectAll', label: words.selectAll },
  ],
});
const zoomItems = (words: Words): MenuItemConstructorOptions[] => [{ role: 'zoomIn', label: words.zoomIn }, { role: 'zoomOut', label: words.zoomOut }, { role: 'resetZoom', label: words.zoomReset }];

/**
 * The menu while the screen is the customer's: writing and reading larger. No way to the files, to another folder, out, or to a page loaded
 * anew; a role that is not in the menu has no key either.
 */
export const customerMenuTemplate = (words: Words): MenuItemConstructorOptions[] => [
  // macOS shows the first one under the program's name, whatever it is
  { label: words.product, submenu: [{ role: 'about', label: words.about }] },
  editMenu(words),
  { label: words.view, submenu: zoomItems(words) },
];

/** The menu as data. Keys that the page itself uses (Ctrl+K, N, P, D, Enter, F1) are left to it. */
export const menuTemplate = (words: Words, platform: NodeJS.Platform, actions: MenuActions): MenuItemConstructorOptions[] => [
  { label: words.product, submenu: [{ role: 'about', label: words.about }, separator, { role: 'quit', label: words.quit, accelerator: platform === 'win32' ? 'Alt+F4' : 'CmdOrCtrl+Q' }] },
  editMenu(words),
  { label: words.view, submenu: [...zoomItems(words), separator, { role: 'togglefullscreen', label: words.fullScreen }, { role: 'reload', label: words.reload }] },
  { label: words.data, submenu: [{ label: words.openFolder, click: actions.openFolder }, { label: words.chooseFolder, click: actions.chooseFolder }] },
  { label: words.help, role: 'help', submenu: [{ label: words.calendar, click: actions.openHelp }] },
];

/** The tray's own menu; the customer may only look for the window. */
export const trayTemplate = (words: Words, isHandedOver: boolean, actions: { show(): void; quit(): void }): MenuItemConstructorOptions[] => {
  const show: MenuItemConstructorOptions = { label: words.show, click: actions.show };
  return isHandedOver ? [show] : [show, separator, { label: words.quit, click: actions.quit }];
};
