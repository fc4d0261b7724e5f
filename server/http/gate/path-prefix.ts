import type { Request } from 'express';
import { pagesRootHeader } from '../../contract/session.ts';
import { isNearClient } from './client-of.ts';

/** Segments made of characters without a special meaning in an address, a cookie or a page. */
const prefixPattern = /^(?:\/[A-Za-z0-9._~-]+)+$/;
const maxPrefixLength = 256;

/**
 * The path below which the client finds this server, e.g. "/cameras"; empty at the top. This server's pages know it best
 * and send it; otherwise a proxy on this machine may send it (`X-Forwarded-Prefix`). Anything but a plain path is ignored.
 */
export function pathPrefix(request: Pick<Request, 'get' | 'socket'>): string {
  const ofPage = plainPrefix(request.get(pagesRootHeader));
  if (ofPage !== undefined) return ofPage;
  return (isNearClient(request.socket) ? plainPrefix(request.get('x-forwarded-prefix')) : undefined) ?? '';
}

/** The path without a slash at its end; undefined where it is none or leads elsewhere, e.g. "//evil.example" or "/..". */
export function plainPrefix(text: string | undefined): string | undefined {
  if (text === undefined || text.length > maxPrefixLength) return undefined;
  const prefix = text.replace(/\/$/, '');
  if (prefix === '') return text === '' ? undefined : '';
  const isPlain = prefixPattern.test(prefix) && !prefix.split('/').some((part) => /^\.{1,2}$/.test(part));
  return isPlain ? prefix : undefined;
}
