import type { Socket } from 'node:net';

/** The first byte of every TLS connection (a handshake record) and of no HTTP request. */
const tlsHandshake = 0x16;

/**
 * Looks at the first byte of a connection without consuming it, then calls `say` with whether it is TLS. A connection
 * that sends nothing for `timeoutMs` is closed.
 */
export function onFirstByte(socket: Socket, timeoutMs: number, say: (isTls: boolean) => void): void {
  const giveUp = () => socket.destroy();
  const timer = setTimeout(giveUp, timeoutMs);
  socket.once('close', () => clearTimeout(timer));
  socket.once('end', giveUp);
  const look = () => {
    const first = socket.read(1) as Buffer | null;
    if (first === null) {
      socket.once('readable', look);
      return;
    }
    clearTimeout(timer);
    socket.off('end', giveUp);
    socket.unshift(first);
    say(first[0] === tlsHandshake);
  };
  look();
}
