import { pause } from '../../pause.ts';
import { ReconnectDelay } from './worker/reconnect-delay.ts';
import type { PageMessage, WorkerMessage } from './worker/worker-messages.ts';

const pingIntervalMs = 5_000;
/** So many pings in a row: it hangs. */
const maxUnansweredPings = 3;
const snapshotTimeoutMs = 5_000;
/** One that lived so long was a good one. */
const goodAfterMs = 60_000;

export interface WorkerEvents {
  /** What a new worker is told first. */
  first(): PageMessage[];
  /** There is a new one, which has no tiles. */
  started(): void;
  told(message: WorkerMessage): void;
}

/** Keeps a live worker alive: when it fails or hangs there is another. */
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

  /** Runs a worker, and another when that one failed, until `signal` aborts. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted && 'Worker' in globalThis) {
      const startMs = performance.now();
      await this.#runOne(signal);
      if (performance.now() - startMs > goodAfterMs) this.#delay.reset();
      await pause(this.#delay.next(), signal);
    }
  }

  /** Resolves when the worker failed, hangs, or `signal` aborted; it is gone then. */
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
