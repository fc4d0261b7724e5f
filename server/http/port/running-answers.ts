import type { ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';

/** The answers that a port is making, so that closing it can wait for them. There is at most one for each connection. */
export class RunningAnswers {
  readonly #answers = new Map<Duplex, ServerResponse>();
  #ended: (() => void) | undefined;

  /** Keeps an answer until it is sent or its connection is gone. */
  add(response: ServerResponse): void {
    const { socket } = response;
    if (!socket) return;
    if (this.#ended) response.setHeader('Connection', 'close');
    this.#answers.set(socket, response);
    response.once('close', () => {
      if (this.#answers.get(socket) === response) this.#answers.delete(socket);
      if (this.#answers.size === 0) this.#ended?.();
    });
  }

  /** The answer that is being made on a connection. */
  of(socket: Duplex): ServerResponse | undefined {
    return this.#answers.get(socket);
  }

  /** Cuts streams; resolves when all other answers are sent, or after `graceMs`. */
  async end(graceMs: number): Promise<void> {
    for (const [socket, response] of this.#answers) {
      if (isStream(response)) socket.destroy();
      else if (!response.headersSent) response.setHeader('Connection', 'close');
    }
    if (this.#answers.size === 0) return;
    await new Promise<void>((resolve) => {
      const timer = setTimeout(resolve, graceMs);
      this.#ended = () => {
        clearTimeout(timer);
        resolve();
      };
    });
  }
}

/** An answer that has begun without saying how long it is does not end by itself. */
function isStream(response: ServerResponse): boolean {
  return response.headersSent && !response.hasHeader('Content-Length');
}
