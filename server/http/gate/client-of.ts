import type { Request } from 'express';
import { clientKey } from '../../access/client-address.ts';
import type { Client } from '../../runtime/queue/client.ts';
import { isNearClient } from './near-client.ts';

/** A proxy on this machine says by one of these that it speaks for somebody else. */
const forwardingHeaders = ['x-forwarded-for', 'forwarded', 'x-real-ip'];

/** For whom a request comes. A proxied stranger is not this machine's own screen, near as its proxy is. */
export function clientOf(request: Pick<Request, 'ip' | 'socket' | 'headers'>): Client {
  const isForwarded = forwardingHeaders.some((name) => request.headers[name] !== undefined);
  return { address: clientKey(request.ip), isOwn: !isForwarded && isNearClient(request.socket) };
}
