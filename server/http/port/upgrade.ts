import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import { http } from '../../runtime/node-http.ts';

/** The connection of a client that asks for another protocol. */
export interface Upgrade {
  socket: Socket;
  /** Bytes that the client sent right behind its request. */
  head: Buffer;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

/** Whether a request asks for a WebSocket; other upgrades (h2c) are offers that a server may ignore. */
export function wantsWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Sends a request for an upgrade through guards and routes like all requests. A route takes the connection (`upgradeOf`,
 * `noteUpgraded`), or the request is answered and the connection closed.
 */
export function serveUpgrade(
  handler: RequestListener,
  request: IncomingMessage,
  socket: Socket,
  head: Buffer,
): void {
  const response = new http.ServerResponse(request);
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

/** Notes that the connection was taken and 101 was sent: the response ends when the connection does. */
export function noteUpgraded(response: ServerResponse, { socket }: Upgrade): void {
  response.detachSocket(socket);
  response.statusCode = 101;
  socket.once('close', () => response.emit('close'));
}
