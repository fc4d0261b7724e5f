import { isDeepStrictEqual } from 'node:util';
import { errorText } from '../../server/contract/error-text.ts';
import type { Logger } from '../../server/log/logger.ts';
import { Backoff } from '../../server/runtime/backoff.ts';
import type { Clock } from '../../server/runtime/clock.ts';

export interface SteadyParts<Wanted> {
  clock: Clock;
  logger: Logger;
  /** Brings it there; bounded in time. What it throws is the problem. */
  act: (wanted: Wanted) => Promise<void>;
  /** So long after a success it is brought there again, in case others changed it; not at all when left out. */
  repeatAfterMs?: (wanted: Wanted) => number;
}

/** Brings something to what is wanted, one attempt at a time, and tries again while that fails. */
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

  /** Resolves when it was tried, or was so already. Never rejects. */
  set(value: Wanted): Promise<void> {
    if (!this.#wanted || !isDeepStrictEqual(this.#wanted.value, value)) {
      this.#wanted = { value };
      this.again();
    }
    return this.tick();
  }

  /** Nothing is wanted any more; how it is it stays. */
  forget(): void {
    this.#wanted = undefined;
    this.#problem = undefined;
  }

  /** The next tick tries, whatever came before. */
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
    // Something else may be wanted by now; then it is due at once.
    if (this.#wanted === wanted) this.#dueAtMs = clock.nowMs() + waitMs;
  }

  #tell(problem: string | undefined): void {
    if (problem !== undefined && problem !== this.#problem) this.#parts.logger.warn(problem);
    this.#problem = problem;
  }
}
