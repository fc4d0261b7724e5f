import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { AnswerHead } from './answer-head.ts';
import { bodyFraming } from './body-framing.ts';
import { bodyReader, type BodyReader, type TakeBytes } from './body-reader.ts';
import { HeadReader } from './head-reader.ts';

/** TCP probes find a camera that lost its power and so did not close the connection. */
const keepAliveProbeMs = 1_000;

/**
 * How reading a body ended: "whole" at the announced end, "closed" with the connection (perhaps too early), or "left"
 * by this side.
 */
export type BodyEnd = 'whole' | 'closed' | 'left';

export interface HttpAnswer {
  head: AnswerHead;
  /**
   * Passes the body to `take` as it comes, without a copy. An error of `take` ends the reading. Call it once only.
   * @param pastLength true: ignore an announced length and read to the end of the connection
   * @throws MalformedHttp, and the error of the connection
   */
  read(take: TakeBytes, signal: AbortSignal, pastLength?: boolean): Promise<BodyEnd>;
  /** Stops reading for a while, so that the sender has to wait. */
  pause(): void;
  resume(): void;
  /** Ends the reading, if there is any. The connection is kept only when the whole body has come. */
  leave(): void;
}

/**
 * A connection that had been used before gave no answer: the server had closed it, and the request may be sent again.
 */
export class StaleConnection extends Error {}

/** One connection to a camera, for one request after the other. It accepts answers that Node's own client refuses. */
export class HttpConnection {
  readonly origin: string;
  readonly #socket: Socket;
  #asked = 0;
  #error: Error | undefined;
  #closed = false;
  #idle = true;
  #receive: (chunk: Buffer) => void = () => this.#socket.destroy();
  #ended: () => void = () => undefined;

  constructor(url: URL) {
    this.origin = url.origin;
    this.#socket = openSocket(url);
    this.#socket.on('data', (chunk: Buffer) => this.#receive(chunk));
    this.#socket.on('error', (error) => (this.#error ??= error));
    this.#socket.once('close', () => {
      this.#closed = true;
      this.#ended();
    });
  }

  /** Whether another request can be sent. */
  get isFree(): boolean {
    return this.#idle && !this.#closed && !this.#socket.destroyed && this.#socket.writable;
  }

  /**
   * Sends a request without a body. After an abort, or `timeoutMs` without a head, the connection is closed.
   * @throws MalformedHttp, StaleConnection, and the error of the connection
   */
  ask(request: string, timeoutMs: number, signal: AbortSignal): Promise<HttpAnswer> {
    return new Promise((resolve, reject) => {
      const isReused = this.#asked++ > 0;
      const reader = new HeadReader();
      const settle = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', abort);
        this.#receive = this.#ended = () => undefined;
      };
      const fail = (error: unknown) => {
        settle();
        this.#socket.destroy();
        reject(error);
      };
      const abort = () => fail(new Error('aborted'));
      const timer = setTimeout(() => fail(new Error(`no answer within ${timeoutMs} ms`)), timeoutMs);
      signal.addEventListener('abort', abort, { once: true });
      this.#idle = false;
      this.#receive = (chunk) => {
        try {
          const read = reader.push(chunk);
          if (!read) return;
          this.#socket.pause();
          settle();
          resolve(this.#answer(read.head, Buffer.concat([read.bodyBefore, chunk.subarray(read.bodyOffset)])));
        } catch (error) {
          fail(error);
        }
      };
      this.#ended = () => {
        try {
          const head = reader.end();
          if (head) {
            settle();
            resolve(this.#answer(head, Buffer.alloc(0)));
          } else if (isReused && !reader.hasBegun) fail(new StaleConnection());
          else fail(this.#error ?? new Error('the camera closed the connection without an answer'));
        } catch (error) {
          fail(error);
        }
      };
      if (signal.aborted) return abort();
      if (this.#closed) return this.#ended();
      this.#socket.resume();
      this.#socket.write(request, 'latin1');
    });
  }

  /** Resolves when the connection is closed. */
  async close(): Promise<void> {
    this.#socket.destroy();
    if (!this.#closed) await new Promise<void>((resolve) => this.#socket.once('close', () => resolve()));
  }

  #answer(head: AnswerHead, first: Buffer): HttpAnswer {
    const framing = bodyFraming(head);
    let body = bodyReader(framing);
    let finish: ((end: BodyEnd) => void) | undefined;
    const leave = () => {
      if (finish) return finish('left');
      // The bytes that came with the head may be the whole body.
      const isWhole = body.ended || this.#skips(body, first);
      if (!isWhole || !head.keepsAlive) this.#socket.destroy();
      else this.#rest();
    };
    const read: HttpAnswer['read'] = (take, signal, pastLength = false) =>
      new Promise((resolve, reject) => {
        if (pastLength && framing.kind === 'length') body = bodyReader({ kind: 'close' });
        const settle = () => {
          finish = undefined;
          signal.removeEventListener('abort', abort);
          this.#receive = this.#ended = () => undefined;
        };
        const fail = (error: unknown) => {
          settle();
          this.#socket.destroy();
          reject(error instanceof Error ? error : new Error(String(error)));
        };
        const end = (how: BodyEnd, surplusBytes = 0) => {
          settle();
          if (how === 'whole' && head.keepsAlive && surplusBytes === 0) this.#rest();
          else this.#socket.destroy();
          resolve(how);
        };
        const abort = () => end('left');
        finish = end;
        signal.addEventListener('abort', abort, { once: true });
        this.#ended = () => {
          if (!this.#error || isReset(this.#error)) end('closed');
          else fail(this.#error);
        };
        const receive = (chunk: Buffer) => {
          try {
            const readBytes = chunk.length === 0 ? 0 : body.push(chunk, take);
            if (body.ended && finish) end('whole', chunk.length - readBytes);
          } catch (error) {
            fail(error);
          }
        };
        this.#receive = receive;
        if (signal.aborted) return abort();
        receive(first);
        if (!finish) return;
        if (this.#closed) this.#ended();
        else this.#socket.resume();
      });
    return {
      ...{ head, read, leave },
      pause: () => this.#socket.pause(),
      // After the body is read, the connection waits for the next request.
      resume: () => finish && this.#socket.resume(),
    };
  }

  #skips(body: BodyReader, first: Buffer): boolean {
    try {
      return body.push(first, () => undefined) === first.length && body.ended;
    } catch {
      return false; // the body is not needed and cannot be read
    }
  }

  /** Waits for the next request. Bytes that come before it belong to no answer: then the connection is closed. */
  #rest(): void {
    this.#idle = true;
    this.#receive = () => this.#socket.destroy();
    this.#socket.resume();
  }
}

function openSocket(url: URL): Socket {
  const host = url.hostname.replace(/^\[|\]$/g, '');
  const keepAlive = { keepAlive: true, keepAliveInitialDelay: keepAliveProbeMs };
  if (url.protocol !== 'https:') return connectTcp({ host, port: Number(url.port || 80), ...keepAlive });
  const servername = isIP(host) ? '' : host;
  const port = Number(url.port || 443);
  return connectTls({ host, port, servername, ALPNProtocols: ['http/1.1'], ...keepAlive });
}

function isReset(error: NodeJS.ErrnoException): boolean {
  return error.code === 'ECONNRESET';
}
