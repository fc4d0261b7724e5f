import type { Socket } from 'node:net';

const maxReadAheadBytes = 64 * 1024;

/**
 * Bounds the bytes that are read of a connection, or of a request's body, before a handler takes them. Node has one
 * high-water mark for reading and writing, and writing needs a large one: 16 MB of each unread body were kept.
 */
export function boundReadAhead(socket: Socket): void {
  const reading: unknown = Reflect.get(socket, '_readableState');
  if (typeof reading === 'object' && reading !== null)
    Reflect.set(reading, 'highWaterMark', maxReadAheadBytes);
}
