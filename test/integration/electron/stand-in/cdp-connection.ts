import { EventEmitter } from 'node:events';
import type { Readable, Writable } from 'node:stream';
import type { Protocol } from './protocol.ts';

type Commands = Protocol.CommandParameters;
type Answers = Protocol.CommandReturnValues;

interface Message {
  id?: number;
  method?: string;
  params?: unknown;
  result?: unknown;
  error?: { message: string };
  sessionId?: string;
}

interface Waiting {
  method: string;
  resolve(result: unknown): void;
  reject(error: Error): void;
}

/** One page of the browser, or the browser itself, over the DevTools protocol. */
export class CdpSession {
  readonly #events = new EventEmitter().setMaxListeners(0);
  readonly #connection: CdpConnection;
  readonly #id: string | undefined;

  constructor(connection: CdpConnection, id?: string) {
    this.#connection = connection;
    this.#id = id;
  }

  send<T extends keyof Commands>(method: T, params?: Commands[T]): Promise<Answers[T]> {
    return this.#connection.request(method, params ?? {}, this.#id) as Promise<Answers[T]>;
  }

  /** A command whose failure means only that the page has gone meanwhile. */
  tell<T extends keyof Commands>(method: T, params?: Commands[T]): void {
    this.send(method, params).catch(() => {}); // its page or the browser has gone, which has events of its own
  }

  on<T extends keyof Protocol.Events>(event: T, listener: (payload: Protocol.Events[T]) => void): void {
    this.#events.on(event, listener);
  }

  deliver(method: string, params: unknown): void {
    this.#events.emit(method, params);
  }
}

/** The DevTools protocol over a pair of pipes: JSON with a zero byte after each message. */
export class CdpConnection {
  readonly browser = new CdpSession(this);
  /** Resolves when the browser has gone. */
  readonly closed: Promise<void>;
  readonly #toBrowser: Writable;
  readonly #sessions = new Map<string, CdpSession>();
  readonly #waiting = new Map<number, Waiting>();
  #lastId = 0;
  #open = true;

  constructor(toBrowser: Writable, fromBrowser: Readable) {
    this.#toBrowser = toBrowser;
    const parts: string[] = [];
    fromBrowser.setEncoding('utf8').on('data', (text: string) => {
      const pieces = text.split('\0');
      for (const piece of pieces.slice(0, -1)) {
        parts.push(piece);
        this.#receive(JSON.parse(parts.splice(0).join('')) as Message);
      }
      parts.push(pieces.at(-1) ?? '');
    });
    this.closed = new Promise((resolve) => {
      const close = () => {
        this.#close();
        resolve();
      };
      fromBrowser.once('close', close).once('error', close);
      toBrowser.once('error', close);
    });
  }

  async attach(targetId: string): Promise<CdpSession> {
    const { sessionId } = await this.browser.send('Target.attachToTarget', { targetId, flatten: true });
    return this.#session(sessionId);
  }

  request(method: string, params: object, sessionId: string | undefined): Promise<unknown> {
    if (!this.#open) return Promise.reject(new Error(`${method}: the browser has gone`));
    const id = ++this.#lastId;
    return new Promise((resolve, reject) => {
      this.#waiting.set(id, { method, resolve, reject });
      this.#toBrowser.write(`${JSON.stringify({ id, method, params, sessionId })}\0`);
    });
  }

  #receive({ id, method, params, result, error, sessionId }: Message): void {
    if (method !== undefined) {
      (sessionId === undefined ? this.browser : this.#session(sessionId)).deliver(method, params);
      return;
    }
    const waiting = this.#waiting.get(id ?? 0);
    this.#waiting.delete(id ?? 0);
    if (error) waiting?.reject(new Error(`${waiting.method}: ${error.message}`));
    else waiting?.resolve(result);
  }

  /** Made by whoever comes first: the first events of a page arrive before the answer that names its session. */
  #session(id: string): CdpSession {
    const session = this.#sessions.get(id) ?? new CdpSession(this, id);
    this.#sessions.set(id, session);
    return session;
  }

  #close(): void {
    this.#open = false;
    for (const { method, reject } of this.#waiting.values()) {
      reject(new Error(`${method}: the browser has gone`));
    }
    this.#waiting.clear();
  }
}
