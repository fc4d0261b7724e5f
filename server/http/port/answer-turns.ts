import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import type { Duplex } from 'node:stream';
import { endSoon } from './client-error.ts';

/** Requests that may wait for the answers before theirs on one connection. Browsers and nginx send none ahead. */
export const maxWaitingRequests = 64;

interface Turn {
  request: IncomingMessage;
  response: ServerResponse;
}

/** One connection: the answer that is under way, and the requests behind it. */
interface Line {
  running: ServerResponse;
  waiting: Turn[];
  /** True: the connection is closed when all waiting requests are answered. */
  isEnding: boolean;
}

/**
 * Makes one answer at a time on each connection, however many requests a client sends ahead (pipelining): the others
 * wait unread, and too many of them cost the connection.
 */
export class AnswerTurns {
  readonly #handler: RequestListener;
  readonly #onTooMany: () => void;
  readonly #lines = new WeakMap<Duplex, Line>();

  /** @param onTooMany called when a connection is closed because of its many requests */
  constructor(handler: RequestListener, onTooMany: () => void) {
    this.#handler = handler;
    this.#onTooMany = onTooMany;
  }

  /** Whether a connection has an answer under way. */
  isBusy(socket: Duplex): boolean {
    return this.#lines.has(socket);
  }

  /** Ends a connection when the answers that it waits for are sent; at once where there are none. */
  endAfter(socket: Duplex): void {
    const line = this.#lines.get(socket);
    if (line) line.isEnding = true;
    else endSoon(socket);
  }

  /** Answers a request when those before it are answered. */
  add(request: IncomingMessage, response: ServerResponse): void {
    const { socket } = request;
    // The parser goes on to the end of the bytes it has, also after the connection was closed.
    if (socket.destroyed) return;
    const line = this.#lines.get(socket);
    if (!line) {
      this.#lines.set(socket, { running: response, waiting: [], isEnding: false });
      this.#begin({ request, response });
    } else if (line.waiting.length === maxWaitingRequests) {
      this.#onTooMany();
      socket.destroy();
    } else {
      line.waiting.push({ request, response });
      // A connection with a stream ends with it. It is read on, because only reading shows that the viewer left.
      if (!endsWithAnswer(line.running)) socket.pause();
    }
  }

  /**
   * A response has no socket while Node itself answers the request before it, and gets none when the answer before it ends
   * the connection. It would have no 'close' then, and what its handler opened would stay open.
   */
  #begin(turn: Turn): void {
    const { request, response } = turn;
    if (!response.socket) {
      response.once('socket', () => this.#begin(turn));
      return;
    }
    response.once('close', () => this.#next(request.socket));
    this.#handler(request, response);
  }

  #next(socket: Duplex): void {
    const line = this.#lines.get(socket);
    const next = line?.waiting.shift();
    if (!line || !next || socket.destroyed) {
      this.#lines.delete(socket);
      if (line?.isEnding) endSoon(socket);
      else socket.resume();
      return;
    }
    line.running = next.response;
    if (line.waiting.length > 0) socket.pause();
    else socket.resume();
    this.#begin(next);
  }
}

function endsWithAnswer({ headersSent, shouldKeepAlive }: ServerResponse): boolean {
  return headersSent && !shouldKeepAlive;
}
