import { isDeepStrictEqual } from 'node:util';
import { errorText } from '../../server/contract/error-text.ts';
import type { Logger } from '../../server/log/logger.ts';
import { Backoff } from '../../server/runtime/backoff.ts';
import type { Clock } from '../../server/runtime/clock.ts';

export interface SteadyParts<Wanted> {
  clock: Clock;
  logger: Logger;
  /** Sets the value, within a limited time. Its error is the problem. */
  act: (wanted: Wanted) => Promise<void>;
  /** This long after a success, the value is set again, in case something else changed it. Never, when left out. */
  repeatAfterMs?: (wanted: Wanted) => number;
}

/** Brings something to a wanted value, one attempt at a time, and tries again while that fails. */
export class Steady<Wanted> {
  readonly #parts: SteadyParts<Wanted>;
  readonly #backoff = new Backoff(2_000, 60_000);
  #wanted: { value: Wanted } | undefined;
  #dueAtMs = Infinity;
  #problem: string | undefined;
  #work: Promise<void> = Promise.resolve();

  constructor(parts: SteadyParts<Wanted>) {
    this.#parts = parts;
  }

  /** Why the last attempt failed. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Resolves when an attempt was made, or when none was due. Never rejects. */
  set(value: Wanted): Promise<void> {
    if (!this.#wanted || !isDeepStrictEqual(this.#wanted.value, value)) {
      this.#wanted = { value };
      this.again();
    }
    return this.tick();
  }

  /** No value is wanted any more. The present one stays. */
  forget(): void {
    this.#wanted = undefined;
    this.#problem = undefined;
  }

  /** Makes the next tick try, whatever happened before. */
  again(): void {
    this.#dueAtMs = this.#parts.clock.nowMs();
    this.#backoff.reset();
  }

  /** Tries when it is time to. */
  tick(): Promise<void> {
    this.#work = this.#work.then(() => this.#step());
    return this.#work;
  }

  async #step(): Promise<void> {
    const { clock, act, repeatAfterMs } = this.#parts;
    const wanted = this.#wanted;
    if (!wanted || clock.nowMs() < this.#dueAtMs) return;
    let waitMs = repeatAfterMs?.(wanted.value) ?? Infinity;
    try {
      await act(wanted.value);
      this.#backoff.reset();
      this.#tell(undefined);
    } catch (error) {
      waitMs = this.#backoff.next();
      if (this.#wanted === wanted) this.#tell(errorText(error));
    }
    // Another value may be wanted by now. That one is due at once.
    if (this.#wanted === wanted) this.#dueAtMs = clock.nowMs() + waitMs;
  }

  #tell(problem: string | undefined): void {
    if (problem !== undefined && problem !== this.#problem) this.#parts.logger.warn(problem);
    this.#problem = problem;
  }
}
