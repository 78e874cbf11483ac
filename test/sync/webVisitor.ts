import { Secret, TOTP } from 'otpauth';

/** Somebody at headquarters' pages without a browser: keeps his cookies and sends the forms of the page he has open. */
export type Visitor = {
  readonly get: (path: string, headers?: Readonly<Record<string, string>>) => Promise<Seen>;
  /** posts with the token of the last page, unless `fields` names another */
  readonly post: (path: string, fields?: Readonly<Record<string, string>>, headers?: Readonly<Record<string, string>>) => Promise<Seen>;
  readonly upload: (path: string, bytes: Uint8Array<ArrayBuffer>) => Promise<Seen>;
  readonly cookies: Map<string, string>;
};
export type Seen = { readonly status: number; readonly text: string; readonly location: string | null; readonly headers: Headers };

export const createVisitor = (address: string): Visitor => {
  const cookies = new Map<string, string>();
  let token = '';
  const ask = async (path: string, init: RequestInit & { headers?: Readonly<Record<string, string>> } = {}): Promise<Seen> => {
    const cookie = [...cookies].map(([name, value]) => `${name}=${value}`).join('; ');
    const answer = await fetch(`${address}${path}`, { ...init, redirect: 'manual', headers: { ...init.headers, ...(cookie ? { cookie } : {}) } });
    for (const line of answer.headers.getSetCookie()) {
      const [, name = '', value = ''] = /^([^=]+)=([^;]*)/.exec(line) ?? [];
      if (value === '') cookies.delete(name);
      else cookies.set(name, value);
    }
    const text = await answer.text();
    token = /name="token" value="([0-9a-f]{64})"/.exec(text)?.[1] ?? token;
    return { status: answer.status, text, location: answer.headers.get('location'), headers: answer.headers };
  };
  return {
    cookies,
    get: (path, headers = {}) => ask(path, { headers }),
    post: (path, fields = {}, headers = {}) => ask(path, { method: 'POST', headers, body: new URLSearchParams({ token, ...fields }) }),
    upload: (path, bytes) => {
      const form = new FormData();
      form.append('token', token);
      form.append('file', new Blob([bytes]), 'paper.json');
      return ask(path, { method: 'POST', body: form });
    },
  };
};

export const password = 'correct horse battery';
/** Opens an account with a code; answers with the session open and a page's token in hand. */
export const joinAs = async (address: string, code: string, name: string): Promise<Visitor> => {
  const visitor = createVisitor(address);
  await visitor.get('/join?lang=en');
  const done = await visitor.post('/join', { code, name, fresh: password, again: password });
  if (done.location !== '/stations') throw new Error(`could not join: ${done.status} ${done.text}`);
  await visitor.get('/me');
  return visitor;
};

/** The code an authenticator shows, `steps` of 30 s from now. */
export const appCode = (secret: string, steps = 0): string => new TOTP({ secret: Secret.fromBase32(secret) }).generate({ timestamp: Date.now() + steps * 30_000 });
