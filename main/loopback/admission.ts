import { createHash, randomBytes, timingSafeEqual } from 'node:crypto';

const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
const newSecret = (): string => randomBytes(32).toString('base64url');

export type Admission = {
  /** The link's secret that is good now. */
  token(): string;
  /** Exchanges the link's secret for a session's; undefined when it is wrong or used. A used token is gone before the answer leaves. */
  exchange(token: string): string | undefined;
  isAdmitted(cookieHeader: string | undefined): boolean;
  readonly cookieName: string;
};

/**
 * One-time links and the sessions they open. Secrets have 256 bits and are compared as digests in constant time; only digests are kept.
 * Cookies are not separated by port, so the cookie's name carries it: two stations on one laptop do not throw each other out.
 */
export const createAdmission = (port: number): Admission => {
  const cookieName = `sanlian-${port}`;
  const sessions: Buffer[] = [];
  let token = newSecret();
  return {
    cookieName,
    token: () => token,
    exchange: (offered) => {
      if (!timingSafeEqual(digest(offered), digest(token))) return undefined;
      token = newSecret();
      const session = newSecret();
      sessions.push(digest(session));
      return session;
    },
    isAdmitted: (header) => {
      const offered = (header ?? '').split(';').map((part) => part.trim()).filter((part) => part.startsWith(`${cookieName}=`)).map((part) => digest(part.slice(cookieName.length + 1)));
      return offered.some((each) => sessions.some((session) => timingSafeEqual(each, session)));
    },
  };
};
