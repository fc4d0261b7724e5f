import {
  liveCloseCodes,
  liveNoticeSchema,
  readLiveHeader,
  type LiveNotice,
  type LiveRequest,
} from '../../../server/contract/live.ts';
import { pause } from '../../pause.ts';
import type { TileFrame } from '../painting/tile-frame.ts';
import { ReconnectDelay } from './reconnect-delay.ts';
import { refusalOf } from './refusal-of.ts';
import type { Access, SocketState } from './socket-state.ts';

/** The page asks for the server's time this often. So it notices a connection that died silently. */
const askIntervalMs = 4_000;
/** After this many intervals without any message the connection is dead. */
const maxSilentAsks = 3;
/** After a connection has held this long, the wait for the next try is short again. */
const goodAfterMs = 5_000;
/** A page that needs a login tries again by itself after this time. */
const lockedRetryMs = 15_000;
/** A page that asked for too much tries again after this time. */
const tooMuchRetryMs = 60_000;

/** The connection broke without a closing frame, or was never opened. */
const brokenCode = 1_006;

export interface SocketEvents {
  state(state: SocketState): void;
  notice(notice: LiveNotice): void;
  frame(frame: TileFrame): void;
}

/** The connection to the server. It is opened again whenever it breaks, but not while the server would refuse it. */
export class LiveSocket {
  readonly #url: string;
  readonly #events: SocketEvents;
  readonly #delay: Pick<ReconnectDelay, 'next' | 'reset'>;
  #socket: WebSocket | undefined;
  #giveUp: (() => void) | undefined;
  #access: Access = 'unknown';
  #state: SocketState['kind'] | undefined;
  #hurried = new AbortController();
  /** The words of the server when it last refused to open a connection. */
  #refusal: string | undefined;
  /** The number of binary messages that are no frames which this page can read. */
  #unreadableFrames = 0;

  constructor(
    url: string,
    events: SocketEvents,
    delay: Pick<ReconnectDelay, 'next' | 'reset'> = new ReconnectDelay(),
  ) {
    this.#url = url;
    this.#events = events;
    this.#delay = delay;
  }

  get isOpen(): boolean {
    return this.#state === 'open';
  }

  /** The number of frames that were refused because of their header, since the last call. */
  takeUnreadableFrames(): number {
    const taken = this.#unreadableFrames;
    this.#unreadableFrames = 0;
    return taken;
  }

  set access(access: Access) {
    const changed = access !== this.#access;
    this.#access = access;
    if (changed) this.hurry();
  }

  /** Ends the wait for the next try. */
  hurry(): void {
    this.#hurried.abort();
    this.#hurried = new AbortController();
  }

  /** Without a connection the request is lost, because everything is sent again after the next welcome. */
  send(request: LiveRequest): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(request));
  }

  /** Replaces a connection that is open but brings no pictures. */
  reopen(): void {
    this.#delay.reset();
    this.#giveUp?.();
  }

  /** Keeps the connection until `signal` aborts. Resolves when the connection is closed. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (this.#access !== 'open') {
        this.#tell(this.#access === 'locked' ? { kind: 'locked' } : { kind: 'connecting' });
        await this.#wait(Number.POSITIVE_INFINITY, signal);
        continue;
      }
      // During further tries the state stays "lost", so that the message on the page does not flicker.
      if (this.#state !== 'lost') this.#tell({ kind: 'connecting' });
      const startMs = performance.now();
      const end = await this.#connect(signal);
      if (signal.aborted) return;
      if (performance.now() - startMs > goodAfterMs) this.#delay.reset();
      if (end.code === liveCloseCodes.notAllowed) {
        this.#tell({ kind: 'locked' });
        await this.#wait(lockedRetryMs, signal);
      } else {
        const retryInMs = end.code === liveCloseCodes.tooMuch ? tooMuchRetryMs : this.#delay.next();
        const isRefused = end.code === brokenCode && !this.isOpen;
        this.#tell({ kind: 'lost', why: (isRefused && this.#refusal) || end.why, retryInMs });
        if (isRefused) void this.#askWhy(retryInMs, signal);
        await this.#wait(retryInMs, signal);
      }
    }
  }

  /** The browser does not say why a WebSocket was not opened. The server does, when it is asked. */
  async #askWhy(retryInMs: number, signal: AbortSignal): Promise<void> {
    const askedAtMs = performance.now();
    this.#refusal = await refusalOf(this.#url, signal);
    if (this.#refusal === undefined || this.#state !== 'lost' || signal.aborted) return;
    const remainingMs = Math.max(0, retryInMs - (performance.now() - askedAtMs));
    this.#tell({ kind: 'lost', why: this.#refusal, retryInMs: remainingMs });
  }

  /** Runs one connection. Resolves at its end with the reason. */
  #connect(signal: AbortSignal): Promise<{ code: number; why: string }> {
    const { promise, resolve } = Promise.withResolvers<{ code: number; why: string }>();
    const ended = new AbortController();
    const socket = new WebSocket(this.#url);
    socket.binaryType = 'arraybuffer';
    this.#socket = socket;
    let silentAsks = 0;
    const end = (code: number, why: string) => {
      if (ended.signal.aborted) return;
      ended.abort();
      clearInterval(timer);
      // A server that vanished answers no closing frame either, so the page does not wait for one.
      socket.close();
      resolve({ code, why });
    };
    const timer = setInterval(() => {
      if (++silentAsks >= maxSilentAsks) end(0, 'It does not answer.');
      else if (this.isOpen) this.#askTime();
    }, askIntervalMs);
    this.#giveUp = () => end(0, 'It sends no pictures.');
    signal.addEventListener('abort', () => end(0, ''), { signal: ended.signal });
    socket.addEventListener('close', ({ code, reason }) => end(code, closeText(code, reason)));
    socket.addEventListener('message', ({ data: message }: { data: unknown }) => {
      if (ended.signal.aborted) return;
      silentAsks = 0;
      this.#take(message);
    });
    return promise;
  }

  #take(message: unknown): void {
    if (message instanceof ArrayBuffer) {
      const found = readLiveHeader(message);
      if (found) this.#events.frame({ header: found.header, jpeg: new Uint8Array(message, found.jpegStart) });
      else this.#unreadableFrames++;
      return;
    }
    const notice = parseNotice(message);
    if (!notice) return;
    if (notice.type === 'welcome') {
      this.#askTime();
      this.#state = 'open';
    }
    this.#events.notice(notice);
    if (notice.type === 'welcome') this.#events.state({ kind: 'open' });
  }

  #askTime(): void {
    this.send({ type: 'clock', at: performance.now() });
  }

  #tell(state: SocketState): void {
    if (this.#state === state.kind && state.kind !== 'lost') return;
    this.#state = state.kind;
    this.#events.state(state);
  }

  async #wait(ms: number, signal: AbortSignal): Promise<void> {
    const either = AbortSignal.any([signal, this.#hurried.signal]);
    if (Number.isFinite(ms)) return pause(ms, either);
    await new Promise<void>((resolve) => either.addEventListener('abort', () => resolve(), { once: true }));
  }
}

/** Undefined for a notice that this page does not know: the server may be newer. */
function parseNotice(message: unknown): LiveNotice | undefined {
  if (typeof message !== 'string') return undefined;
  try {
    return liveNoticeSchema.safeParse(JSON.parse(message)).data;
  } catch {
    return undefined; // Not JSON, so it is no notice of this server.
  }
}

/** Code 1001: the server stops. */
function closeText(code: number, reason: string): string {
  if (code === 1_001) return 'It is being restarted.';
  return reason || (code === brokenCode ? 'It does not answer.' : 'It closed the connection.');
}
