import type { IncomingMessage, ServerResponse } from 'node:http';

const sentences = {
  refused: ['这个请求不是从本机的三联窗口发出的，已拒绝。', 'This request did not come from the Sanlian window of this computer and was refused.'],
  'link-used': ['这个链接已用过或不对。请用三联已打开的窗口，或启动三联的终端里最新的一行地址；都没有就重新启动三联。', 'This link was used or is wrong. Use the window Sanlian has opened, or the newest address in the terminal that started it; where there is neither, start Sanlian again.'],
  'no-session': ['这个窗口不是由现在的三联打开的：三联可能重新启动过。请用它新打开的窗口，或启动三联的终端里最新的一行地址；都没有就重新启动三联。', 'This window was not opened by the Sanlian that runs now: it may have been started again. Use the window it opened, or the newest address in the terminal that started it; where there is neither, start Sanlian again.'],
  'not-found': ['没有这个页面。', 'There is no such page.'],
  failed: ['工作站没能回答，原因已记入日志。请再试一次。', 'The station could not answer; the cause is in its log. Please try again.'],
} as const;

/** A plain page in both languages that says what is wrong and how to go on; `reason` names the check for whoever reads the answer. */
export const notice = (request: IncomingMessage, response: ServerResponse, status: number, sentence: keyof typeof sentences, reason?: string): void => {
  const [zh, en] = sentences[sentence];
  const body = Buffer.from(`<!doctype html><html lang="zh-CN"><meta charset="utf-8"><title>三联</title><p>${zh}</p><p lang="en">${en}</p>${reason === undefined ? '' : `<p>${reason}</p>`}</html>\n`);
  response.setHeader('cache-control', 'no-store');
  // The rest of a refused body is not worth reading.
  if (!request.complete) response.setHeader('connection', 'close');
  response.writeHead(status, { 'content-type': 'text/html; charset=utf-8', 'content-length': body.length });
  response.end(request.method === 'HEAD' ? undefined : body);
};
