import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { endSoon } from './client-error.ts';

/** Requests that may wait for the answers before theirs on one connection. Browsers and nginx send none ahead. */
export const maxWaitingRequests = 64;

interface Turn {
  request: IncomingMessage;
  response: ServerResponse;
}

/**
 * Makes one answer at a time on each connection, however many requests a client sends ahead (pipelining): the others
 * wait unread, and too many of them cost the connection.
 */
export class AnswerTurns {
  readonly #handler: RequestListener;
  readonly #onTooMany: () => void;
  /** For each connection that has an answer under way, the requests behind it. */
  readonly #waiting = new WeakMap<Duplex, Turn[]>();
  readonly #ending = new WeakSet<Duplex>();

  /** @param onTooMany told of a connection that was closed for its many requests */
  constructor(handler: RequestListener, onTooMany: () => void) {
    this.#handler = handler;
    this.#onTooMany = onTooMany;
  }

  /** Whether a connection has an answer under way. */
  isBusy(socket: Duplex): boolean {
    return this.#waiting.has(socket);
  }

  /** Ends a connection when the answers that it waits for are sent; at once where there are none. */
  endAfter(socket: Duplex): void {
    if (this.isBusy(socket)) this.#ending.add(socket);
    else endSoon(socket);
  }

  /** Answers a request when those before it are answered. */
  add(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    // The parser goes on to the end of what was read, also after the connection was closed.
    if (socket.destroyed) return;
    const waiting = this.#waiting.get(socket);
    if (!waiting) {
      this.#waiting.set(socket, []);
      this.#begin({ request, response });
    } else if (waiting.length === maxWaitingRequests) {
      this.#onTooMany();
      socket.destroy();
    } else {
      waiting.push({ request, response });
      socket.pause();
    }
  }

  #begin({ request, response }: Turn): void {
    const { socket } = request;
    response.once('close', () => this.#next(socket));
    this.#handler(request, response);
  }

  #next(socket: Duplex): void {
    const waiting = this.#waiting.get(socket);
    const next = waiting?.shift();
    if (!next || socket.destroyed) {
      this.#waiting.delete(socket);
      if (this.#ending.has(socket)) endSoon(socket);
      else socket.resume();
      return;
    }
    if (waiting?.length) socket.pause();
    else socket.resume();
    this.#begin(next);
  }
}
