import type { MenuItemConstructorOptions } from 'electron';
import type { Words } from './words.ts';

export type MenuActions = { openFolder(): void; chooseFolder(): void; openHelp(): void };

/** The menu as data. Keys that the page itself uses (Ctrl+K, N, P, D, Enter, F1) are left to it. */
export const menuTemplate = (words: Words, platform: NodeJS.Platform, actions: MenuActions): MenuItemConstructorOptions[] => {
  const separator: MenuItemConstructorOptions = { type: 'separator' };
  return [
    { label: words.product, submenu: [{ role: 'about', label: words.about }, separator, { role: 'quit', label: words.quit, accelerator: platform === 'win32' ? 'Alt+F4' : 'CmdOrCtrl+Q' }] },
    {
      label: words.edit,
      submenu: [
        { role: 'undo', label: words.undo }, { role: 'redo', label: words.redo }, separator,
        { role: 'cut', label: words.cut }, { role: 'copy', label: words.copy }, { role: 'paste', label: words.paste }, { role: 'selectAll', label: words.selectAll },
      ],
    },
    {
      label: words.view,
      submenu: [
        { role: 'zoomIn', label: words.zoomIn }, { role: 'zoomOut', label: words.zoomOut }, { role: 'resetZoom', label: words.zoomReset }, separator,
        { role: 'togglefullscreen', label: words.fullScreen }, { role: 'reload', label: words.reload },
      ],
    },
    { label: words.data, submenu: [{ label: words.openFolder, click: actions.openFolder }, { label: words.chooseFolder, click: actions.chooseFolder }] },
    { label: words.help, role: 'help', submenu: [{ label: words.calendar, click: actions.openHelp }] },
  ];
};
