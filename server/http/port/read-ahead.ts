import type { Socket } from 'node:net';

const maxReadAheadBytes = 64 * 1024;

/**
 * Bounds what is read of a connection, or of a request's body, that nobody takes in. A server can be told only one mark
 * for both ways, and ours is large for what is sent: 16 MB of each body that no route reads were kept.
 */
export function boundReadAhead(socket: Socket): void {
  const reading: unknown = Reflect.get(socket, '_readableState');
  if (typeof reading === 'object' && reading !== null)
    Reflect.set(reading, 'highWaterMark', maxReadAheadBytes);
}
