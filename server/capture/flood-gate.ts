import type { Clock } from '../runtime/clock.ts';
import { BurstLimit } from '../runtime/queue/burst-limit.ts';

/**
 * A source is read at up to so many times the rate that is passed on: what a fast camera sends too much is read and
 * dropped, so that its newest picture is never an old one.
 */
const readFactor = 4;
const burstMs = 250;
/** Bytes without pictures cost time as well; a 4K camera at the best quality sends pictures of this size. */
const bytesAsOneImage = 1_000_000;

export interface FloodGateOptions {
  clock: Pick<Clock, 'nowMs' | 'sleep'>;
  /** How many pictures a second are passed on at most; read as it is at the moment. Undefined: as many as come. */
  maxFramesPerSecond?: (() => number) | undefined;
}

/** Says when a source that floods us is to be left unread for a while. */
export class FloodGate {
  readonly #clock: Pick<Clock, 'nowMs' | 'sleep'>;
  readonly #limit: BurstLimit | undefined;
  readonly #signal: AbortSignal;
  #images = 0;

  constructor({ clock, maxFramesPerSecond }: FloodGateOptions, signal: AbortSignal) {
    this.#clock = clock;
    this.#limit = maxFramesPerSecond && new BurstLimit(() => readFactor * maxFramesPerSecond(), burstMs);
    this.#signal = signal;
  }

  /** A picture was found, whole or broken. */
  found(): void {
    this.#images++;
  }

  /** After each piece that was read: what to wait for before the next, if anything. */
  afterReading(bytes: number): Promise<void> | undefined {
    if (!this.#limit) return undefined;
    const nowMs = this.#clock.nowMs();
    this.#limit.spend(nowMs, this.#images + bytes / bytesAsOneImage);
    this.#images = 0;
    const waitMs = this.#limit.waitMs(nowMs);
    return waitMs >= 1 ? this.#clock.sleep(waitMs, this.#signal) : undefined;
  }
}
