import {
  liveCloseCodes,
  liveNoticeSchema,
  readLiveHeader,
  type LiveNotice,
  type LiveRequest,
} from '../../../../server/contract/live.ts';
import { pause } from '../../../pause.ts';
import type { TileFrame } from '../painting/tile-frame.ts';
import { ReconnectDelay } from './reconnect-delay.ts';
import type { Access, SocketState } from './socket-state.ts';

/** Each time the server is asked for its time, so that a connection which died without a word is noticed. */
const askIntervalMs = 4_000;
/** So many times in a row nothing at all came. */
const maxSilentAsks = 3;
/** A connection that held so long was a good one. */
const goodAfterMs = 5_000;
/** How long until a page that was sent away asks again by itself. */
const lockedRetryMs = 15_000;
/** How long a page that asked for too much leaves the server alone. */
const tooMuchRetryMs = 60_000;

export interface SocketEvents {
  state(state: SocketState): void;
  notice(notice: LiveNotice): void;
  frame(frame: TileFrame): void;
}

/** The connection to the server: opened anew whenever it breaks, not while it would be refused. */
export class LiveSocket {
  readonly #url: string;
  readonly #events: SocketEvents;
  readonly #delay: Pick<ReconnectDelay, 'next' | 'reset'>;
  #socket: WebSocket | undefined;
  #giveUp: (() => void) | undefined;
  #access: Access = 'unknown';
  #state: SocketState['kind'] | undefined;
  #hurried = new AbortController();
  /** Binary messages that are no frame of a version this page knows. */
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

  /** How many frames were refused because of their header since this was asked last. */
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

  /** Ends a wait for the next try. */
  hurry(): void {
    this.#hurried.abort();
    this.#hurried = new AbortController();
  }

  /** Lost where there is no connection: whatever is said is said again after the next welcome. */
  send(request: LiveRequest): void {
    if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(request));
  }

  /** Gives up a connection that seems well but brings nothing. */
  reopen(): void {
    this.#delay.reset();
    this.#giveUp?.();
  }

  /** Resolves when `signal` aborts, and the connection is closed. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      if (this.#access !== 'open') {
        this.#tell(this.#access === 'locked' ? { kind: 'locked' } : { kind: 'connecting' });
        await this.#wait(Number.POSITIVE_INFINITY, signal);
        continue;
      }
      // While it is tried again it is still lost: what a page shows of that must not flicker.
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
        this.#tell({ kind: 'lost', why: end.why, retryInMs });
        await this.#wait(retryInMs, signal);
      }
    }
  }

  /** One connection from beginning to end. */
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
      // A server that vanished does not answer a closing frame either, so nothing waits for that.
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

/** Undefined for what this page does not understand: the server may be newer. */
function parseNotice(message: unknown): LiveNotice | undefined {
  if (typeof message !== 'string') return undefined;
  try {
    return liveNoticeSchema.safeParse(JSON.parse(message)).data;
  } catch {
    return undefined; // not JSON: no notice of ours
  }
}

/** 1001: the server stops. 1006: no closing frame came, whatever the reason. */
function closeText(code: number, reason: string): string {
  if (code === 1_001) return 'It is being restarted.';
  return reason || (code === 1_006 ? 'It does not answer.' : 'It closed the connection.');
}
