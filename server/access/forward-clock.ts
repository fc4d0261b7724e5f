import type { Clock } from '../runtime/clock.ts';

/** NTP may move a clock back by up to this much. A larger step is a clock that was set. */
const toleranceMs = 60_000;

/**
 * A clock whose time of day never goes back. A Pi that boots without NTP may be in 1970, and expired links would be
 * valid again. While the wall clock is behind the highest time that was seen, the clock goes on from that time by
 * itself.
 */
export class ForwardClock implements Clock {
  readonly #clock: Clock;
  #highest: { at: number; atMs: number } | undefined;

  /** @param highest the latest time that an earlier run of the server has seen */
  constructor(clock: Clock, highest?: Date) {
    this.#clock = clock;
    if (highest) this.#highest = { at: highest.getTime(), atMs: clock.nowMs() };
  }

  nowMs(): number {
    return this.#clock.nowMs();
  }

  now(): Date {
    const wall = this.#clock.now().getTime();
    const atMs = this.#clock.nowMs();
    const { at: highest, atMs: seenAtMs } = this.#highest ?? { at: wall, atMs };
    const isBehind = wall < highest - toleranceMs;
    const at = Math.max(wall, isBehind ? highest + Math.max(0, atMs - seenAtMs) : highest);
    this.#highest = { at, atMs };
    return new Date(at);
  }

  sleep(ms: number, signal: AbortSignal): Promise<void> {
    return this.#clock.sleep(ms, signal);
  }

  /** Believes the wall clock again, e.g. after a person set it to 2099 by mistake and back. */
  forget(): void {
    this.#highest = undefined;
  }
}
