import { errorText } from '../../server/contract/error-text.ts';
import type { Clock } from '../../server/runtime/clock.ts';
import { waitForTouch } from './input-devices.ts';

/** Notices a touch on a dark display where the page does not get it. */
export class TouchWake {
  readonly #clock: Clock;
  readonly #touched: () => Promise<void>;
  readonly #folder: string;
  #listening: AbortController | undefined;
  #problem: string | undefined;

  constructor(clock: Clock, touched: () => Promise<void>, folder = '/dev/input') {
    this.#clock = clock;
    this.#touched = touched;
    this.#folder = folder;
  }

  /** Why no touch can be noticed. */
  get problem(): string | undefined {
    return this.#problem;
  }

  /** Starts or stops listening. Does nothing when called again with the same value. */
  listen(wanted: boolean): void {
    if (wanted === (this.#listening !== undefined)) return;
    this.#listening?.abort();
    this.#listening = wanted ? new AbortController() : undefined;
    this.#problem = undefined;
    if (this.#listening) void this.#wait(this.#listening.signal);
  }

  async #wait(signal: AbortSignal): Promise<void> {
    try {
      if (!(await waitForTouch(this.#folder, this.#clock, signal))) return;
      this.#listening = undefined;
      await this.#touched();
    } catch (error) {
      this.#problem = errorText(error);
    }
  }
}
