import type { IncomingMessage } from 'node:http';
import { isIP } from 'node:net';
import { clientKey } from '../../access/client-address.ts';
import { isLoopback } from '../../runtime/loopback.ts';
import type { Client } from '../../runtime/queue/client.ts';

type AskingRequest = Pick<IncomingMessage, 'socket' | 'headers'>;

/** The two ends of a connection, as a socket tells them. */
export interface ConnectionEnds {
  remoteAddress?: string | undefined;
  localAddress?: string | undefined;
}

/** A proxy adds one of these; a browser or a script on this machine comes without them. */
const proxyHeaders = ['x-forwarded-for', 'x-forwarded-host', 'x-real-ip', 'forwarded', 'via'];

/**
 * Whether a connection comes from this machine: the kiosk, a script, or a proxy that may speak for a client elsewhere.
 * Headers that tell of the proxy's client are believed from this machine only.
 */
export function isNearClient({ remoteAddress, localAddress }: ConnectionEnds): boolean {
  if (remoteAddress === undefined) return false;
  // A program that asks this machine under its LAN address comes from that address.
  return remoteAddress === localAddress || isLoopbackAddress(remoteAddress);
}

/** Whether a program on this machine asks for itself, and not as the proxy of a client elsewhere. */
export function isOwnRequest({ socket, headers }: AskingRequest): boolean {
  return isNearClient(socket) && proxyHeaders.every((name) => headers[name] === undefined);
}

/** The client that a request counts for. */
export function clientOf(request: AskingRequest): Client {
  return { address: clientAddress(request), isOwn: isOwnRequest(request) };
}

/** The address that a request counts for, as `clientKey` writes it: of a proxy on this machine, that of its client. */
export function clientAddress({ socket, headers }: AskingRequest): string {
  const forwarded = isNearClient(socket) ? headers['x-forwarded-for'] : undefined;
  if (typeof forwarded !== 'string') return clientKey(socket.remoteAddress);
  const hops = forwarded.split(',').map((hop) => hop.trim());
  // Each proxy adds an address at the end. Those of proxies on this machine are not the client's.
  return clientKey(hops.findLast((hop) => !isLoopbackAddress(hop)) ?? hops[0]);
}

/** An IPv4 client of an IPv6 socket under the address it knows itself by. */
export function plainAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}

function isLoopbackAddress(text: string): boolean {
  const address = plainAddress(text);
  return isIP(address) !== 0 && isLoopback(address);
}
