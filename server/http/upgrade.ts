import { ServerResponse, type IncomingMessage, type RequestListener } from 'node:http';
import type { Socket } from 'node:net';

interface Upgrade {
  socket: Socket;
  /** What the client sent right behind its request. */
  head: Buffer;
}

const upgrades = new WeakMap<IncomingMessage, Upgrade>();

/** Whether a request asks for a WebSocket; other upgrades (h2c) are offers that a server may ignore. */
export function wantsWebSocket({ method, headers }: IncomingMessage): boolean {
  return method === 'GET' && headers.upgrade?.toLowerCase() === 'websocket';
}

/**
 * Lets a request for an upgrade go the way of all requests, through guards and routes: one of them takes the
 * connection over (`takeUpgrade`), or it is answered and closed.
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

/** The connection of a request for an upgrade, to be served by the caller; undefined when it is none. */
export function takeUpgrade(request: IncomingMessage, response: ServerResponse): Upgrade | undefined {
  const upgrade = upgrades.get(request);
  if (!upgrade) return undefined;
  upgrades.delete(request);
  response.detachSocket(upgrade.socket);
  response.statusCode = 101;
  // It is over when the connection is: that is when it is logged.
  upgrade.socket.once('close', () => response.emit('close'));
  return upgrade;
}
