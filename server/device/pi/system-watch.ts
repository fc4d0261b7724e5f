import type { SystemHealth } from '../../contract/system-health.ts';
import type { Logger } from '../../log/logger.ts';
import type { Clock } from '../../runtime/clock.ts';
import { readPiHealth, type PiHealth, type PiHealthSource } from './pi-health.ts';

const intervalMs = 10_000;

/**
 * Knows the state of the machine a few seconds ago, so that no request waits for it, and logs the advice to people.
 */
export class SystemWatch {
  readonly #source: PiHealthSource;
  readonly #clock: Clock;
  readonly #logger: Logger;
  #current: PiHealth | undefined;
  #logged = '';

  constructor(source: PiHealthSource, clock: Clock, logger: Logger) {
    this.#source = source;
    this.#clock = clock;
    this.#logger = logger;
  }

  /** The last reading; undefined before the first. */
  get current(): PiHealth | undefined {
    return this.#current;
  }

  /** Reads now and every ten seconds until `signal` aborts. Never rejects. */
  async run(signal: AbortSignal): Promise<void> {
    while (!signal.aborted) {
      this.#current = await readPiHealth(this.#source);
      this.#log(this.#current.report);
      await this.#clock.sleep(intervalMs, signal);
    }
  }

  /** Logs once per change. A text with other figures is not a change. */
  #log({ advice }: SystemHealth): void {
    const key = advice.join('\n').replaceAll(/\d+/g, '');
    if (key === this.#logged) return;
    this.#logged = key;
    if (advice.length === 0) this.#logger.info('power, heat and disk space are well again');
    for (const text of advice) this.#logger.warn(text);
  }
}
