import { createServer, type RequestListener, type Server } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { networkInterfaces } from 'node:os';

/**
 * Above any frame, so that writing one whole frame does not count as "needs drain" and cost an event per frame and
 * viewer; streams watch `writableLength` themselves.
 */
const socketHighWaterMarkBytes = 16 * 1024 * 1024;
/** Finds viewers that vanished without a word (a phone that left the WLAN). */
const keepAliveProbeMs = 30_000;

export interface Listener {
  port: number;
  /** Stops listening and ends every connection; resolves when all are gone. */
  close(): Promise<void>;
}

/** Listens with `handler`. Rejects with the system's error (EADDRINUSE, EACCES, EADDRNOTAVAIL …). */
export async function listen(handler: RequestListener, host: string, port: number): Promise<Listener> {
  const server = createServer(
    { highWaterMark: socketHighWaterMarkBytes, keepAlive: true, keepAliveInitialDelay: keepAliveProbeMs },
    handler,
  );
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.once('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      server.off('error', reject);
      resolve();
    });
  });
  return { port: addressOf(server).port, close: () => closeAll(server, sockets) };
}

/** The addresses people can type for a server that listens on `host`, the most useful for this machine first. */
export function serverUrls(host: string, port: number): string[] {
  if (host !== '0.0.0.0' && host !== '::')
    return [`http://${host.includes(':') ? `[${host}]` : host}:${port}`];
  const lan = Object.values(networkInterfaces())
    .flat()
    .filter((address) => address?.family === 'IPv4' && !address.internal)
    .map((address) => `http://${address?.address}:${port}`);
  return [`http://127.0.0.1:${port}`, ...lan];
}

function addressOf(server: Server): AddressInfo {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('not listening on a port');
  return address;
}

function closeAll(server: Server, sockets: Set<Socket>): Promise<void> {
  return new Promise((resolve) => {
    server.close(() => resolve());
    // A viewer never ends by itself: destroy instead of waiting.
    for (const socket of sockets) socket.destroy();
  });
}
