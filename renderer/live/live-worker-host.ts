import { pause } from '../pause.ts';
import { ReconnectDelay } from './worker/reconnect-delay.ts';
import type { PageMessage, WorkerMessage } from './worker/worker-messages.ts';

const pingIntervalMs = 5_000;
/** A worker that leaves more pings in a row unanswered hangs. */
const maxUnansweredPings = 3;
const snapshotTimeoutMs = 5_000;
/** After a worker has lived this long, the wait for the next one is short again. */
const goodAfterMs = 60_000;

export interface WorkerEvents {
  /** The first messages for a new worker. */
  first(): PageMessage[];
  /** Called when there is a new worker, which has no tiles. */
  started(): void;
  told(message: WorkerMessage): void;
}

/** Keeps a live worker running. When a worker fails or hangs, another one is started. */
export class LiveWorker {
  readonly #events: WorkerEvents;
  readonly #delay = new ReconnectDelay();
  readonly #snapshots = new Map<number, PromiseWithResolvers<Blob>>();
  #worker: Worker | undefined;
  #lastRequest = 0;

  constructor(events: WorkerEvents) {
    this.#events = events;
  }

  send(message: PageMessage, transfer: Transferable[] = []): void {
    this.#worker?.postMessage(message, transfer);
  }

  /** Rejects when there is no picture, or no answer. */
  async snapshot(key: number): Promise<Blob> {
    const request = ++this.#lastRequest;
    const answer = Promise.withResolvers<Blob>();
    const timer = setTimeout(
      () => answer.reject(new Error('The picture could not be read. Try again.')),
      snapshotTimeoutMs,
    );
    this.#snapshots.set(request, answer);
    this.send({ type: 'snapshot', key, request });
    try {
      return await answer.promise;
    } finally {
      clearTimeout(timer);
      this.#snapshots.delete(request);
    }
  }

  /** Runs one worker after the other until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && 'Worker' in globalThis) {
      const startMs = performance.now();
      await this.#runOne(signal);
      if (performance.now() - startMs > goodAfterMs) this.#delay.reset();
      await pause(this.#delay.next(), signal);
    }
  }

  /** Resolves when the worker has failed or hangs, or `signal` has aborted. The worker is ended then. */
  async #runOne(signal: AbortSignal): Promise<void> {
    const worker = new Worker(new URL('./worker/live-worker.ts', import.meta.url), { type: 'module' });
    const failed = new AbortController();
    const ended = AbortSignal.any([signal, failed.signal]);
    let unansweredPings = 0;
    worker.addEventListener('error', () => failed.abort());
    worker.addEventListener('message', ({ data: message }: MessageEvent<WorkerMessage>) => {
      if (ended.aborted) return;
      unansweredPings = 0;
      if (message.type === 'snapshot') this.#takeSnapshot(message);
      this.#events.told(message);
    });
    this.#worker = worker;
    for (const message of this.#events.first()) this.send(message);
    this.#events.started();
    while (!ended.aborted) {
      await pause(pingIntervalMs, ended);
      if (++unansweredPings > maxUnansweredPings) break;
      this.send({ type: 'ping' });
    }
    worker.terminate();
    this.#worker = undefined;
  }

  #takeSnapshot({ request, result }: Extract<WorkerMessage, { type: 'snapshot' }>): void {
    const answer = this.#snapshots.get(request);
    if ('blob' in result) answer?.resolve(result.blob);
    else answer?.reject(new Error(result.problem));
  }
}
