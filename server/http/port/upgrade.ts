import { ServerResponse, type IncomingMessage, type RequestListener } from 'node:http';
import type { Socket } from 'node:net';

/** What a client that asks for another protocol is connected by. */
export interface Upgrade {
  socket: Socket;
  /** What it sent right behind its request. */
  head: Buffer;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

/** Whether a request asks for a WebSocket; other upgrades (h2c) are offers that a server may ignore. */
export function wantsWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Lets a request for an upgrade go the way of all requests, through guards and routes: one of them takes the
 * connection (`upgradeOf`, `noteUpgraded`), or it is answered and closed.
 */
export function serveUpgrade(
  handler: RequestListener,
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
): void {
  const response = new ServerResponse(request);
  response.shouldKeepAlive = false;
  response.assignSocket(socket);
  response.once('finish', () => socket.destroySoon());
  upgrades.set(request, { socket, head });
  handler(request, response);
}

/** The connection of a request for an upgrade; undefined when it is none. */
export function upgradeOf(request: IncomingMessage): Upgrade | undefined {
  return upgrades.get(request);
}

/** The client was told 101 by who took the connection: the response is over when the connection is. */
export function noteUpgraded(response: ServerResponse, { socket }: Upgrade): void {
  response.detachSocket(socket);
  response.statusCode = 101;
  socket.once('close', () => response.emit('close'));
}
