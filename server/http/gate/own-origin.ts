import type { Request } from 'express';
import { ApiError } from '../message/api-error.ts';

/**
 * Scheme, host and port a request came to, e.g. "http://camera.local:8000".
 * @throws ApiError 400 where its Host header is no host
 */
export function requestOrigin(request: Pick<Request, 'headers' | 'protocol' | 'socket'>): string {
  const { localAddress = '', localPort } = request.socket;
  // HTTP/1.0 need not say it.
  const own = `${localAddress.includes(':') ? `[${localAddress}]` : localAddress}:${localPort}`;
  const base = `${request.protocol}://${request.headers.host || own}`;
  if (!URL.canParse(base)) throw new ApiError(400, 'bad-host', 'The Host of the request is not an address.');
  return new URL(base).origin;
}
