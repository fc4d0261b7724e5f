import { randomUUID } from 'node:crypto';
import { isDeepStrictEqual } from 'node:util';
import type { Webhook } from '../../contract/config/webhook.ts';
import type { KeptEvent } from '../../contract/kept-event.ts';
import type { WebhookAnswer, WebhookReport } from '../../contract/webhook.ts';
import type { PendingMemory, PendingMessage } from './pending-memory.ts';
import type { AttachedPicture } from './webhook-message.ts';
import { WebhookQueue, type WebhookQueueParts } from './webhook-queue.ts';

export interface WebhooksParts extends WebhookQueueParts {
  settings: () => readonly Webhook[];
  /** The newest picture of a camera, as a copy; undefined where there is no fresh one. */
  picture: (camera: string) => AttachedPicture | undefined;
  memory: PendingMemory;
  onFault: (error: unknown) => void;
}

interface Running {
  queue: WebhookQueue;
  stop: AbortController;
  ended: Promise<void>;
}

/** A larger one is left out of the message; and so are all that do not fit together. */
const maxPictureBytes = 1024 * 1024;
const maxPicturesBytes = 8 * 1024 * 1024;
/** The messages that wait are kept after this time, in case the server is killed, and then again and again. */
export const keepStepMs = 10_000;
/** A target that is away for days must not cost the card a write every ten seconds: the step doubles up to this. */
const maxKeepStepMs = 60_000;
/** A message that waits for a shorter time is on its way: a target that answers must not cost the card a write. */
const keepAfterMs = 5_000;

/** Tells programs elsewhere of events. Constructing it does nothing. */
export class Webhooks {
  readonly #parts: WebhooksParts;
  readonly #running = new Map<string, Running>();
  readonly #closing = new AbortController();
  /** What `start` reads; undefined before. */
  #taking: Promise<PendingMessage[]> | undefined;
  #keeping: Promise<void> | undefined;
  /** The messages that the memory has; undefined: not known. */
  #kept: string[] | undefined = [];
  #isTesting = false;

  constructor(parts: WebhooksParts) {
    this.#parts = parts;
  }

  /** In the order of the settings. */
  get queues(): WebhookQueue[] {
    return this.#parts.settings().flatMap(({ id }) => this.#running.get(id)?.queue ?? []);
  }

  get reports(): WebhookReport[] {
    return this.queues.map(({ report }) => report);
  }

  /** For /health; one line each. */
  problems(): string[] {
    return [...this.queues.map(({ problem }) => problem), this.#parts.memory.problem].filter(
      (problem) => problem !== undefined,
    );
  }

  /** Goes on with the messages that an earlier run of the server has left. */
  async start(): Promise<void> {
    this.apply();
    this.#taking = this.#parts.memory.take();
    const taken = await this.#taking;
    this.#kept = taken.map(({ id }) => id);
    const nowMs = this.#parts.clock.now().getTime();
    for (const { webhook, queuedAt, ...delivery } of taken) {
      const ageMs = Math.max(0, nowMs - queuedAt);
      this.#running.get(webhook)?.queue.add({ ...delivery, picture: undefined }, ageMs);
    }
    this.#keepWhatWaits();
  }

  /** Follows the settings. */
  apply(): void {
    if (this.#closing.signal.aborted) return;
    const settings = this.#parts.settings();
    for (const [id, { stop }] of this.#running) {
      if (settings.some((webhook) => webhook.id === id)) continue;
      stop.abort();
      this.#running.delete(id);
    }
    for (const webhook of settings) {
      const running = this.#running.get(webhook.id);
      if (!running) this.#running.set(webhook.id, this.#begin(webhook));
      else if (!isDeepStrictEqual(running.queue.webhook, webhook)) running.queue.change(webhook);
    }
  }

  /** Sends an event to the webhooks that want it. */
  tell(event: KeptEvent): void {
    let picture: AttachedPicture | undefined;
    for (const queue of this.queues) {
      const { webhook } = queue;
      if (!wants(webhook, event)) continue;
      if (webhook.picture === 'attached') picture ??= this.#pictureOf(event.camera);
      const given = webhook.picture === 'attached' ? picture : undefined;
      queue.add({ id: randomUUID(), type: 'event', event, picture: given });
    }
    this.#keepWhatWaits();
  }

  /** Sends a message of the type "test", with these settings. Undefined: another test runs. */
  async test(webhook: Webhook, signal: AbortSignal): Promise<WebhookAnswer | undefined> {
    if (this.#isTesting) return undefined;
    this.#isTesting = true;
    try {
      const event = testEvent(webhook, this.#parts.clock.now().getTime());
      const picture = webhook.picture === 'attached' ? this.#pictureOf(event.camera) : undefined;
      const delivery = { id: randomUUID(), type: 'test', event, picture } as const;
      return await new WebhookQueue(webhook, this.#parts).attempt(delivery, webhook, signal);
    } finally {
      this.#isTesting = false;
    }
  }

  /** Resolves when nothing is sent any more, and what waits is kept for the next start. */
  async close(): Promise<void> {
    this.#closing.abort();
    // A server that ends before it has read them must not write that there are none.
    await this.#taking;
    await this.#keeping;
    const running = [...this.#running.values()];
    for (const { stop } of running) stop.abort();
    await Promise.all(running.map(({ ended }) => ended));
    if (this.#taking) await this.#parts.memory.keep(this.#waiting(0));
  }

  /** Runs while messages wait, or are kept though they do not wait any more. */
  #keepWhatWaits(): void {
    const { signal } = this.#closing;
    const nothingWaits = this.queues.every(({ waiting }) => waiting.length === 0);
    if (signal.aborted || (nothingWaits && this.#kept?.length === 0)) return;
    this.#keeping ??= this.#keepUntilSent(signal).finally(() => (this.#keeping = undefined));
  }

  /** Keeps what waits whenever it has changed. Ends when nothing waits any more, or when `signal` aborts. */
  async #keepUntilSent(signal: AbortSignal): Promise<void> {
    for (let stepMs = keepStepMs; ; stepMs = Math.min(2 * stepMs, maxKeepStepMs)) {
      await this.#parts.clock.sleep(stepMs, signal);
      if (signal.aborted) return;
      const waiting = this.#waiting(keepAfterMs);
      const ids = waiting.map(({ id }) => id);
      if (!isDeepStrictEqual(ids, this.#kept))
        this.#kept = (await this.#parts.memory.keep(waiting)) ? ids : undefined;
      if (this.#waiting(0).length === 0 && this.#kept) return;
    }
  }

  /** The messages of all webhooks that have waited for at least `minMs`. */
  #waiting(minMs: number): PendingMessage[] {
    const nowMs = this.#parts.clock.nowMs();
    const atMs = this.#parts.clock.now().getTime();
    return [...this.#running].flatMap(([webhook, { queue }]) =>
      queue.waiting
        .filter(({ sinceMs }) => nowMs - sinceMs >= minMs)
        .map(({ id, type, event, sinceMs }) => ({
          ...{ webhook, id, type, event, queuedAt: atMs - (nowMs - sinceMs) },
        })),
    );
  }

  #begin(webhook: Webhook): Running {
    const queue = new WebhookQueue(webhook, this.#parts);
    const stop = new AbortController();
    const ended = queue.run(stop.signal).catch((error: unknown) => this.#parts.onFault(error));
    return { queue, stop, ended };
  }

  #pictureOf(camera: string): AttachedPicture | undefined {
    const picture = this.#parts.picture(camera);
    const held = this.queues.reduce((sum, { pictureBytes }) => sum + pictureBytes, 0);
    if (!picture) return undefined;
    const { length } = picture.jpeg;
    return length <= maxPictureBytes && held + length <= maxPicturesBytes ? picture : undefined;
  }
}

function wants({ enabled, cameras, events }: Webhook, { camera, name }: KeptEvent): boolean {
  if (!enabled) return false;
  return (cameras.length === 0 || cameras.includes(camera)) && (events.length === 0 || events.includes(name));
}

function testEvent({ cameras, events }: Webhook, atMs: number): KeptEvent {
  return {
    ...{ id: '0-00000000', camera: cameras[0] ?? 'test', source: 'test', name: events[0] ?? 'test' },
    ...{ text: 'This is a test. Nothing happened.', at_ms: atMs, annotations: [] },
  };
}
