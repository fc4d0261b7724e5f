import type { Request } from 'express';
import { ApiError } from '../message/api-error.ts';
import { plainAddress } from './client-of.ts';

/**
 * Scheme, host and port a request came to, e.g. "http://camera.local:8000".
 * @throws ApiError 400 where its Host header is no host
 */
export function requestOrigin(request: Pick<Request, 'headers' | 'protocol' | 'socket'>): string {
  // HTTP/1.0 need not say it.
  const base = request.headers.host ? `${request.protocol}://${request.headers.host}` : socketOrigin(request);
  if (!URL.canParse(base)) throw new ApiError(400, 'bad-host', 'The Host of the request is not an address.');
  return new URL(base).origin;
}

/** The same by the IP address that the connection came to, whatever name the client uses. */
export function socketOrigin({ protocol, socket }: Pick<Request, 'protocol' | 'socket'>): string {
  const address = plainAddress(socket.localAddress ?? '');
  return `${protocol}://${address.includes(':') ? `[${address}]` : address}:${socket.localPort}`;
}
