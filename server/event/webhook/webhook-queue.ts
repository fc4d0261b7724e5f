import type { Webhook } from '../../contract/config/webhook.ts';
import { webhookReasonText, type WebhookAnswer, type WebhookReport } from '../../contract/webhook.ts';
import type { Logger } from '../../log/logger.ts';
import { Backoff } from '../../runtime/backoff.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Resolve } from './checked-lookup.ts';
import { postMessage } from './post-message.ts';
import { webhookError, type WebhookError } from './webhook-error.ts';
import { signedMessage, type Delivery, type Surroundings } from './webhook-message.ts';

export interface WebhookQueueParts extends Surroundings {
  clock: Clock;
  logger: Pick<Logger, 'info' | 'warn'>;
  resolve: Resolve;
  /** From 0 to 1. */
  random: () => number;
  /** The longest that a target may take to answer. */
  timeLimitMs: number;
}

interface Waiting extends Delivery {
  /** Monotonic; older ones are given up. */
  sinceMs: number;
}

export type WebhookState = { kind: 'idle' } | { kind: 'sending' } | { kind: 'retrying'; retryAtMs: number };

/** When it is full, the oldest message goes. */
export const maxQueue = 100;
const retryMs = [2_000, 2 * 60_000] as const;
/** An event that old is no news any more. */
const giveUpMs = 15 * 60_000;

/** The messages of one webhook, sent one after the other, the oldest first. Constructing it does nothing. */
export class WebhookQueue {
  readonly counters = { sent: 0, failed: 0, dropped: 0 };
  /** Attempts that failed, by reason. */
  readonly failures: Partial<Record<string, number>> = {};
  /** As it is set now. */
  webhook: Webhook;
  readonly #parts: WebhookQueueParts;
  readonly #waiting: Waiting[] = [];
  readonly #backoff = new Backoff(...retryMs);
  #state: WebhookState = { kind: 'idle' };
  #last: WebhookReport['last'] = null;
  #failure: WebhookError | undefined;
  #wake = new AbortController();

  constructor(webhook: Webhook, parts: WebhookQueueParts) {
    this.webhook = webhook;
    this.#parts = parts;
  }

  get waiting(): readonly Waiting[] {
    return this.#waiting;
  }

  /** Bytes of the pictures that wait. */
  get pictureBytes(): number {
    return this.#waiting.reduce((sum, { picture }) => sum + (picture?.jpeg.length ?? 0), 0);
  }

  /** For /health: why events do not arrive; undefined while they do. */
  get problem(): string | undefined {
    if (!this.#failure || !this.webhook.enabled) return undefined;
    // Without the detail, which may have the target's address: everybody may read /health.
    const { title, advice } = webhookReasonText[this.#failure.reason];
    return `Webhook '${this.webhook.id}' does not get its events. ${title}. ${advice}`;
  }

  get report(): WebhookReport {
    const { webhook } = this;
    const state = this.#state;
    return {
      id: webhook.id,
      state: webhook.enabled ? state.kind : 'off',
      has_secret: webhook.secret !== '',
      queue: this.#waiting.length,
      retry_in:
        state.kind === 'retrying' ? Math.max(0, state.retryAtMs - this.#parts.clock.nowMs()) / 1_000 : null,
      ...this.counters,
      last: this.#last,
    };
  }

  /** Takes other settings. What waits goes there at once, or nowhere when the webhook is switched off. */
  change(webhook: Webhook): void {
    this.webhook = webhook;
    // Not counted, since a person wants it so.
    if (!webhook.enabled) this.#waiting.length = 0;
    this.#failure = undefined;
    this.#backoff.reset();
    this.#wake.abort();
  }

  /** @param ageMs the time that it has waited before, in an earlier run of the server */
  add(delivery: Delivery, ageMs = 0): void {
    if (!this.webhook.enabled) return;
    if (ageMs >= giveUpMs) {
      this.counters.failed++;
      return;
    }
    if (this.#waiting.length >= maxQueue) {
      // The first one may be on its way.
      this.#waiting.splice(this.#state.kind === 'sending' ? 1 : 0, 1);
      this.counters.dropped++;
    }
    this.#waiting.push({ ...delivery, sinceMs: this.#parts.clock.nowMs() - ageMs });
    if (this.#state.kind === 'idle') this.#wake.abort();
  }

  /** Sends until `signal` aborts; what waits then stays. Rejects for a mistake. */
  async run(signal: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    while (!signal.aborted) {
      this.#wake = new AbortController();
      const [next] = this.#waiting;
      let waitMs = Infinity;
      try {
        if (next && this.webhook.enabled) waitMs = await this.#deliver(next, signal);
      } catch (error) {
        if (signal.aborted) return;
        throw error;
      }
      if (waitMs === 0) continue;
      if (waitMs === Infinity) this.#state = { kind: 'idle' };
      const waking = AbortSignal.any([signal, this.#wake.signal]);
      await clock.sleep(Math.min(waitMs, 3_600_000), waking);
    }
  }

  /** One attempt, which nothing follows. @throws the reason of `signal` */
  async attempt(delivery: Delivery, webhook: Webhook, signal: AbortSignal): Promise<WebhookAnswer> {
    return (await this.#attempt(delivery, webhook, signal)).answer;
  }

  /** Resolves to the milliseconds until the next step. */
  async #deliver(next: Waiting, signal: AbortSignal): Promise<number> {
    const { clock, logger } = this.#parts;
    this.#state = { kind: 'sending' };
    const { webhook } = this;
    const { answer, error } = await this.#attempt(next, webhook, signal);
    const { name: event, camera } = next.event;
    const { ok, status, milliseconds, problem } = answer;
    this.#last = { ok, status, milliseconds, problem, time: clock.now().toISOString(), event, camera };
    if (!error) {
      this.#remove(next);
      this.counters.sent++;
      if (this.#failure) logger.info({ webhook: webhook.id }, 'the webhook gets its events again');
      this.#failure = undefined;
      this.#backoff.reset();
      return 0;
    }
    this.failures[error.reason] = (this.failures[error.reason] ?? 0) + 1;
    // With other settings it may arrive.
    if (this.webhook !== webhook) return 0;
    if (error.isPassing && clock.nowMs() - next.sinceMs < giveUpMs) {
      const waitMs = error.retryAfterMs ?? this.#backoff.next() * (0.75 + this.#parts.random() / 2);
      this.#state = { kind: 'retrying', retryAtMs: clock.nowMs() + waitMs };
      return waitMs;
    }
    this.#remove(next);
    this.counters.failed++;
    if (this.#failure?.reason !== error.reason)
      logger.warn(
        { webhook: webhook.id, reason: error.reason },
        `an event was not delivered: ${error.message}`,
      );
    this.#failure = error;
    return 0;
  }

  async #attempt(
    delivery: Delivery,
    webhook: Webhook,
    signal: AbortSignal,
  ): Promise<{ answer: WebhookAnswer; error: WebhookError | undefined }> {
    const { clock, resolve, timeLimitMs } = this.#parts;
    const startMs = clock.nowMs();
    const tookMs = () => Math.round(clock.nowMs() - startMs);
    try {
      const { body, headers } = signedMessage(delivery, webhook, this.#parts, clock.now().getTime());
      const { status, text } = await postMessage(webhook, body, headers, { resolve, signal, timeLimitMs });
      const answer = { ok: true, status, answer: text, milliseconds: tookMs(), problem: null };
      return { answer, error: undefined };
    } catch (thrown) {
      signal.throwIfAborted();
      const error = webhookError(thrown);
      const { status = null, answer: text, problem } = error;
      return { answer: { ok: false, status, answer: text, milliseconds: tookMs(), problem }, error };
    }
  }

  /** It may have been dropped meanwhile. */
  #remove(delivery: Waiting): void {
    const place = this.#waiting.indexOf(delivery);
    if (place >= 0) this.#waiting.splice(place, 1);
  }
}
