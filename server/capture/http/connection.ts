import { connect as connectTcp, isIP, type Socket } from 'node:net';
import { connect as connectTls } from 'node:tls';
import type { AnswerHead } from './answer-head.ts';
import { bodyFraming } from './body-framing.ts';
import { bodyReader, type BodyReader, type TakeBytes } from './body-reader.ts';
import { HeadReader } from './head-reader.ts';

/** Finds a camera that lost its power without a word. */
const keepAliveProbeMs = 1_000;

/** How a body ended: where its head says, with the connection (perhaps too early), or because it was left. */
export type BodyEnd = 'whole' | 'closed' | 'left';

export interface HttpAnswer {
  head: AnswerHead;
  /**
   * Hands on the body as it comes, without a copy. What `take` throws ends it. Only for one call.
   * @param pastLength goes on to the end of the connection where the head tells a length
   * @throws MalformedHttp, and the error of the connection
   */
  read(take: TakeBytes, signal: AbortSignal, pastLength?: boolean): Promise<BodyEnd>;
  /** Leaves the body unread for a while, so that what sends it has to wait. */
  pause(): void;
  resume(): void;
  /** Ends the reading, if there is any; the connection is kept only when the body has come as a whole. */
  leave(): void;
}

/** Nothing came on a connection that had been used before: the server had closed it, and the request may be sent again. */
export class StaleConnection extends Error {}

/** One connection to a camera, for one request after the other. It reads what Node's own client refuses. */
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
   * Sends a request that has no body. After an abort or `timeoutMs` without a head the connection is closed.
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

  /** Resolves when it is closed. */
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
      // What has come with the head may be all of it.
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
      // Once it is read, the connection belongs to the next request.
      resume: () => finish && this.#socket.resume(),
    };
  }

  #skips(body: BodyReader, first: Buffer): boolean {
    try {
      return body.push(first, () => undefined) === first.length && body.ended;
    } catch {
      return false; // a body that nobody wants and nobody can read
    }
  }

  /** Waits for the next request. A byte without one belongs to nothing: the connection is of no use then. */
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
