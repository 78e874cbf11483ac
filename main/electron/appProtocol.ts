import { readFile } from 'node:fs/promises';
import type { ServedFiles } from '../shell/files.ts';
import { securityHeaders } from '../../domain/api/windowPolicy.ts';
import { isAppUrl } from '../shell/policy.ts';

/** Answers the window's own scheme from the list of served files and nothing else. */
export const createAppHandler = (files: ServedFiles) => async (request: { readonly url: string; readonly method: string }): Promise<Response> => {
  const plain = (status: number): Response => new Response(null, { status, headers: securityHeaders });
  if (!isAppUrl(request.url)) return plain(403);
  if (request.method !== 'GET' && request.method !== 'HEAD') return plain(405);
  const file = files.get(new URL(request.url).pathname);
  if (!file) return plain(404);
  const body = request.method === 'HEAD' ? null : new Uint8Array(await readFile(file.file));
  return new Response(body, { headers: { ...securityHeaders, 'content-type': file.contentType, 'content-length': String(file.bytes), 'cache-control': file.cacheControl } });
};
