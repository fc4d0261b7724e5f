import { setMaxListeners } from 'node:events';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';

/** A picture, or what was made of it. All that is made of one picture has the same signal. */
export interface Withdrawable {
  /** Aborts when nobody may get the picture any more, because its camera has got another mask. */
  readonly withdrawn?: AbortSignal | undefined;
}

export function isWithdrawn({ withdrawn }: Withdrawable): boolean {
  return withdrawn?.aborted ?? false;
}

/** Calls `act` when the picture is withdrawn, until the returned function is called. */
export function onceWithdrawn({ withdrawn }: Withdrawable, act: () => void): () => void {
  withdrawn?.addEventListener('abort', act, { once: true });
  return () => withdrawn?.removeEventListener('abort', act);
}

/** For the pictures of one camera until they are withdrawn. All its viewers listen to the one signal. */
export function withdrawal(): AbortController {
  const controller = new AbortController();
  setMaxListeners(0, controller.signal);
  return controller;
}

/** Ends a connection so that the kernel, too, throws away what it has not sent yet. With TLS it may still send that. */
export function cutConnection(socket: Socket | null): void {
  if (!socket || socket instanceof TLSSocket) socket?.destroy();
  else socket.resetAndDestroy();
}
