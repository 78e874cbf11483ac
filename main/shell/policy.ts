/** The shells' security decisions as pure functions: what is let in, what a page may load, where a window may go. */

export type RequestFacts = {
  readonly method: string;
  /** the request target as it came, undecoded */
  readonly target: string;
  /** every Host header as it came: two are as bad as none */
  readonly hosts: readonly string[];
  readonly origin?: string;
  readonly fetchSite?: string;
  readonly contentType?: string;
  /** bytes announced, NaN when the header is no number */
  readonly contentLength?: number;
  readonly chunked: boolean;
  readonly upgrade: boolean;
};
export type RequestRefusal = { readonly status: 400 | 403 | 405 | 413 | 415; readonly reason: string };
export type RequestRoute = 'start' | 'rpc' | 'file';

const isFrom = (site: string | undefined, allowed: readonly string[]): boolean => site === undefined || allowed.includes(site);

/** Which of the three doors a request target is for. Targets are compared as they came: nothing is decoded or normalised. */
export const routeOf = (target: string): RequestRoute => {
  const path = target.split('?', 1)[0] ?? '';
  if (path === '/start') return 'start';
  return path === '/rpc' || path.startsWith('/rpc/') ? 'rpc' : 'file';
};

/**
 * Why a request to the loopback shell is refused, or undefined when it may go on to the cookie check.
 * `address` is host:port exactly as bound. A browser's page elsewhere can reach this port (DNS rebinding, a form, an image):
 * Host, Origin and Sec-Fetch-Site each stop one of those ways.
 */
export const requestRefusal = (request: RequestFacts, address: string, maxBodyBytes: number): RequestRefusal | undefined => {
  if (request.hosts.length !== 1 || request.hosts[0] !== address) return { status: 403, reason: 'host' };
  if (request.upgrade) return { status: 400, reason: 'upgrade' };
  if (!request.target.startsWith('/') || request.target.startsWith('//')) return { status: 400, reason: 'target' };
  const route = routeOf(request.target);
  if (!(route === 'rpc' ? ['POST'] : ['GET', 'HEAD']).includes(request.method)) return { status: 405, reason: 'method' };
  if (request.origin !== undefined && request.origin !== `http://${address}`) return { status: 403, reason: 'origin' };
  if (route !== 'rpc') return isFrom(request.fetchSite, ['same-origin', 'none']) ? undefined : { status: 403, reason: 'fetch-site' };
  if (request.origin === undefined) return { status: 403, reason: 'origin' };
  if (!isFrom(request.fetchSite, ['same-origin'])) return { status: 403, reason: 'fetch-site' };
  const length = request.contentLength ?? 0;
  if (!Number.isInteger(length) || length < 0) return { status: 400, reason: 'content-length' };
  if (length > maxBodyBytes) return { status: 413, reason: 'body' };
  const type = request.contentType?.split(';', 1)[0]?.trim().toLowerCase();
  const bodiless = length === 0 && !request.chunked;
  if (!(type === undefined ? bodiless : type === 'application/json' || type === 'multipart/form-data')) return { status: 415, reason: 'content-type' };
  return undefined;
};

/** The one host of the Electron window's pages. */
export const appOrigin = 'app://sanlian';

/** Whether the window may show this address: its own pages, and nothing that merely begins like them. */
export const isAppUrl = (address: string): boolean => {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url !== undefined && url.protocol === 'app:' && url.host === 'sanlian' && url.username === '' && url.password === '' && url.port === '';
};

/** Addresses the window may hand to the system's browser or mail program: the help's own, never what a record holds. */
const externalAddresses: readonly string[] = ['https://www.gov.cn/', 'https://flk.npc.gov.cn/'];
export const isExternalAllowed = (address: string): boolean => {
  const url = URL.canParse(address) ? new URL(address) : undefined;
  return url !== undefined && url.username === '' && url.password === '' && externalAddresses.some((allowed) => url.protocol === 'https:' && url.origin === new URL(allowed).origin);
};

/** The page needs the clipboard for pasting photos (answered without a question by the paste event) and nothing else of the machine. */
const permissionsOfOwnPage: readonly string[] = ['clipboard-sanitized-write'];
export const isPermissionAllowed = (permission: string, requestingUrl: string): boolean => isAppUrl(requestingUrl) && permissionsOfOwnPage.includes(permission);

export type Bounds = { readonly x: number; readonly y: number; readonly width: number; readonly height: number };
export type WindowState = { readonly bounds: Bounds; readonly maximized: boolean };
export const smallestWindow = { width: 1024, height: 680 };

/**
 * Where the window opens (DIP): as it was left when at least a graspable strip of its title is still on a screen,
 * else centred on the first one. A projector unplugged since must not hide the window.
 */
export const windowBounds = (saved: WindowState | undefined, workAreas: readonly Bounds[]): WindowState => {
  const home = workAreas[0] ?? { x: 0, y: 0, width: 1366, height: 768 };
  const fitting = (bounds: Bounds, area: Bounds): Bounds => {
    const width = Math.min(Math.max(bounds.width, smallestWindow.width), area.width);
    const height = Math.min(Math.max(bounds.height, smallestWindow.height), area.height);
    return { width, height, x: bounds.x, y: Math.min(Math.max(bounds.y, area.y), area.y + area.height - 40) };
  };
  const area = saved && workAreas.find((each) => Math.min(saved.bounds.x + saved.bounds.width, each.x + each.width) - Math.max(saved.bounds.x, each.x) >= 160
    && saved.bounds.y >= each.y - 8 && saved.bounds.y <= each.y + each.height - 40);
  if (saved && area) return { bounds: fitting(saved.bounds, area), maximized: saved.maximized };
  const width = Math.min(1366, home.width);
  const height = Math.min(900, home.height);
  return { bounds: { width, height, x: home.x + Math.floor((home.width - width) / 2), y: home.y + Math.floor((home.height - height) / 2) }, maximized: saved?.maximized ?? false };
};

/** A crashed core is started again, but not for ever: at most `limit` crashes within `windowMs`, then the user is told. */
export const isRestartWorthwhile = (crashTimes: readonly number[], now: number, limit = 3, windowMs = 60_000): boolean =>
  crashTimes.filter((time) => now - time < windowMs).length < limit;
