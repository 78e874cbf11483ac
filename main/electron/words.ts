import type { SyncStatus } from '../../domain/api/types.ts';
import type { StartRefusal } from './messages.ts';

/** Words of the native parts: menu, tray, dialogs. Those of the page are in assets/locales. */
const zh = {
  product: '三联', about: '关于三联', quit: '退出', edit: '编辑', view: '查看', data: '数据', help: '帮助',
  undo: '撤销', redo: '重做', cut: '剪切', copy: '复制', paste: '粘贴', selectAll: '全选',
  zoomIn: '放大', zoomOut: '缩小', zoomReset: '实际大小', fullScreen: '全屏', reload: '重新载入窗口',
  openFolder: '打开数据文件夹', chooseFolder: '换一个数据文件夹…', show: '显示窗口', saveTitle: '保存文件',
  calendar: '国务院办公厅放假安排（网页）', coreLost: '工作站进程反复退出，已停止重启。\n\n已保存的内容都在数据文件夹里。请退出后重新启动；若仍如此，请把数据文件夹里的 logs 交给质量管理人员。',
  pageLost: '窗口反复崩溃，已停止重新载入。已保存的内容都在。请退出后重新启动。',
};
const en: typeof zh = {
  product: 'Sanlian', about: 'About Sanlian', quit: 'Quit', edit: 'Edit', view: 'View', data: 'Data', help: 'Help',
  undo: 'Undo', redo: 'Redo', cut: 'Cut', copy: 'Copy', paste: 'Paste', selectAll: 'Select all',
  zoomIn: 'Zoom in', zoomOut: 'Zoom out', zoomReset: 'Actual size', fullScreen: 'Full screen', reload: 'Reload the window',
  openFolder: 'Open the data folder', chooseFolder: 'Choose another data folder…', show: 'Show the window', saveTitle: 'Save file',
  calendar: 'Holiday notices of the State Council (web)', coreLost: 'The station\'s process keeps ending and is not started again.\n\nEverything saved is in the data folder. Quit and start again; if it happens again, hand the folder\'s logs to the quality manager.',
  pageLost: 'The window keeps crashing and is not loaded again. Everything saved is kept. Quit and start again.',
};
export type Words = typeof zh;

/** English only for those whose system is not Chinese. */
export const wordsFor = (locale: string): Words => (locale.toLowerCase().startsWith('zh') ? zh : en);

/** The tray's sentence about headquarters: state, then what is still here. */
export const traySentence = (words: Words, sync: SyncStatus | undefined): string => {
  const isChinese = words === zh;
  if (!sync) return words.product;
  const states: Record<SyncStatus['state'], [string, string]> = {
    'not-enrolled': ['未接入总部', 'no headquarters'], offline: ['离线', 'offline'], connected: ['已连接', 'connected'], sending: ['正在上传', 'sending'], refused: ['总部拒收', 'refused by headquarters'], busy: ['总部正忙', 'headquarters is busy'],
  };
  const unsent = sync.unsent + sync.unsentFiles;
  const rest = unsent === 0 ? '' : isChinese ? ` · 未上传 ${unsent}` : ` · ${unsent} unsent`;
  return `${words.product} · ${states[sync.state][isChinese ? 0 : 1]}${rest}`;
};

/** Why the station did not start: what happened and how to go on, in both languages since nothing else is on the screen. */
export const startRefusalSentence = (refusal: StartRefusal, dataFolder: string): string => {
  const { code, detail } = refusal;
  if (code === 'folder-in-use') return `数据文件夹 ${dataFolder} 正被另一个三联使用（进程 ${detail}）。请先关掉它。\n\nThe data folder is in use by another Sanlian (process ${detail}). Close it first.`;
  if (code === 'read-only-folder') return `数据文件夹 ${dataFolder} 不能写（${detail}）。请改它的权限，或用 --data 换一个。\n\nThe data folder cannot be written (${detail}). Change its permissions, or choose another with --data.`;
  if (code === 'disk-full') return `磁盘已满，${dataFolder} 写不进东西。请腾出空间后再启动。\n\nThe disk is full. Free some space and start again.`;
  return `工作站没能启动。已保存的内容没有改动。\n\nThe station could not start. Nothing saved was changed.\n\n${detail}`;
};
