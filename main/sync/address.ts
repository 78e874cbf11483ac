import { isIPv4 } from 'node:net';
import { ok, refuse, type Result } from '../../domain/result.ts';

const isPrivateHost = (host: string): boolean => {
  if (host === 'localhost' || host === '[::1]' || host.endsWith('.local')) return true;
  if (/^\[f[cd][0-9a-f]{2}:/.test(host)) return true;
  if (!isIPv4(host)) return false;
  const [a = 0, b = 0] = host.split('.').map(Number);
  return a === 127 || a === 10 || (a === 172 && b >= 16 && b <= 31) || (a === 192 && b === 168);
};

/**
 * The origin in what was typed (`hq.example.cn` means https). Plain http is taken only for this machine and private networks (RFC 1918,
 * RFC 4193); refused with `headquarters-address` otherwise.
 */
export const readAddress = (text: string): Result<string> => {
  const wrong = refuse('headquarters-address', { field: 'address' });
  const typed = text.trim();
  const url = URL.parse(/^[a-z]+:\/\//i.test(typed) ? typed : `https://${typed}`);
  if (!url || url.username || url.password || url.search || url.hash || url.pathname !== '/') return wrong;
  if (url.protocol === 'https:' || (url.protocol === 'http:' && isPrivateHost(url.hostname))) return ok(url.origin);
  return wrong;
};
