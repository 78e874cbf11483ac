import { X509Certificate } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { rootCertificates } from 'node:tls';
import { Agent, fetch as fetchThrough, ProxyAgent, type Dispatcher } from 'undici';
import { ok, refuse, type RefusalCode, type Result } from '../../domain/result.ts';
import type { Store } from '../../db/store.ts';

/** How headquarters is reached. Nothing is guessed: without a setting the system's own network is used. */
export type LineSettings = {
  /** `http://host:port`, empty for none */
  readonly proxy: string;
  /** certificates of an authority of one's own, PEM; empty for none */
  readonly ca: string;
  /** the network is paid by volume: operations go, files wait */
  readonly metered: boolean;
};

const keys = { proxy: 'line.proxy', ca: 'line.ca', metered: 'line.metered' } as const;

/** What was set on the station; where nothing was, what the program was started with (`--proxy`, `--ca`). */
export const readLine = (read: Pick<Store['read'], 'meta'>, started: Partial<LineSettings> = {}): LineSettings => ({
  proxy: read.meta(keys.proxy) ?? started.proxy ?? '', ca: read.meta(keys.ca) ?? started.ca ?? '', metered: read.meta(keys.metered) === '1',
});

/** What `--proxy` and `--ca FILE` left in the environment, for a station nobody has set up yet. Throws when the file cannot be read. */
export const startedLine = (environment: NodeJS.ProcessEnv): Partial<LineSettings> => ({
  ...(environment['SANLIAN_PROXY'] ? { proxy: environment['SANLIAN_PROXY'] } : {}), ...(environment['SANLIAN_CA'] ? { ca: readFileSync(environment['SANLIAN_CA'], 'utf8') } : {}),
});

export const isMetered = (read: Store['read']): boolean => read.meta(keys.metered) === '1';

const certificate = /-----BEGIN CERTIFICATE-----[\s\S]+?-----END CERTIFICATE-----/g;
/** The subjects of the certificates in a PEM text; none when one of them cannot be read. */
export const certificateNames = (pem: string): readonly string[] => {
  try {
    return (pem.match(certificate) ?? []).map((each) => new X509Certificate(each).subject.replaceAll('\n', ', '));
  } catch {
    return [];
  }
};

const isProxy = (text: string): boolean => {
  const url = URL.parse(text);
  return url !== null && (url.protocol === 'http:' || url.protocol === 'https:') && url.hostname !== '' && url.pathname === '/' && url.search === '' && url.hash === '';
};

/** A proxy's address without the name and password in it. */
export const withoutCredentials = (proxy: string): string => proxy.replace(/^([a-z]+:\/\/)[^/]*@/i, '$1');

/** Sets how headquarters is reached, from the next request on. Refuses `proxy-address`, `ca-unreadable`. */
export const setLine = (store: Store, { proxy, ca, metered }: LineSettings): Result<LineSettings> => {
  const typed = proxy.trim();
  const address = typed === '' || /^[a-z]+:\/\//i.test(typed) ? typed : `http://${typed}`;
  if (address !== '' && !isProxy(address)) return refuse('proxy-address', { field: 'proxy' });
  if (ca !== '' && certificateNames(ca).length === 0) return refuse('ca-unreadable', { field: 'ca' });
  store.write((writer) => {
    writer.setMeta(keys.proxy, address || null);
    writer.setMeta(keys.ca, ca || null);
    writer.setMeta(keys.metered, metered ? '1' : null);
  });
  return ok(readLine(store.read));
};

/** A certificate's refusal in words of its own: a wrong clock and an opened connection look alike on the wire, and need different help. */
export const codeToLineFault = (code: string): RefusalCode => {
  if (code === 'CERT_HAS_EXPIRED' || code === 'CERT_NOT_YET_VALID') return 'certificate-time';
  return /^(SELF_SIGNED|DEPTH_ZERO_SELF_SIGNED|UNABLE_TO_(VERIFY|GET)|CERT_|ERR_TLS_CERT)/.test(code) ? 'certificate-untrusted' : 'headquarters-unreachable';
};

/** `fetch` by the settings of this station; `plain` where there are none. They are read at each request, so that a change needs no restart. */
export const createLineFetch = (read: Pick<Store['read'], 'meta'>, plain: typeof fetch, started: Partial<LineSettings> = {}): typeof fetch => {
  let made: { readonly key: string; readonly dispatcher: Dispatcher } | null = null;
  const dispatcherFor = ({ proxy, ca }: LineSettings): Dispatcher => {
    const key = `${proxy}\n${ca}`;
    if (made?.key !== key) {
      // what is under way on the old line may end there
      void made?.dispatcher.close();
      const tls = ca === '' ? {} : { ca: [...rootCertificates, ca] };
      made = { key, dispatcher: proxy === '' ? new Agent({ connect: tls }) : new ProxyAgent({ uri: proxy, proxyTunnel: true, requestTls: tls, proxyTls: tls }) };
    }
    return made.dispatcher;
  };
  return async (input, init) => {
    const settings = readLine(read, started);
    if (settings.proxy === '' && settings.ca === '') return plain(input, init);
    // undici's own types and the global ones name the same objects
    const through = fetchThrough as unknown as (url: unknown, options: unknown) => Promise<Response>;
    return through(input, { ...init, dispatcher: dispatcherFor(settings) });
  };
};
