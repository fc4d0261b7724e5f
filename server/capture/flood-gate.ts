import type { Clock } from '../runtime/clock.ts';
import { BurstLimit } from '../runtime/queue/burst-limit.ts';

/**
 * A source is read at up to this many times the rate that is passed on. The surplus of a fast camera is read and
 * dropped, so that its newest picture is never an old one.
 */
const readFactor = 4;
const burstMs = 250;
/** Bytes without pictures cost time too. A 4K camera at the best quality sends pictures of this size. */
const bytesAsOneImage = 1_000_000;

export interface FloodGateOptions {
  clock: Pick<Clock, 'nowMs' | 'sleep'>;
  /** Returns the most pictures a second that are passed on now. Undefined: no limit. */
  maxFramesPerSecond?: (() => number) | undefined;
}

/** Decides when a source that sends too much is left unread for a while. */
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

  /** Counts a picture, whole or broken. */
  found(): void {
    this.#images++;
  }

  /** Call it after each read. Returns a promise to wait for before the next read, or undefined. */
  afterReading(bytes: number): Promise<void> | undefined {
    if (!this.#limit) return undefined;
    const nowMs = this.#clock.nowMs();
    this.#limit.spend(nowMs, this.#images + bytes / bytesAsOneImage);
    this.#images = 0;
    const waitMs = this.#limit.waitMs(nowMs);
    return waitMs >= 1 ? this.#clock.sleep(waitMs, this.#signal) : undefined;
  }
}
