import { createSubscriber } from 'svelte/reactivity';

/** The time of day as state. Markup that reads `now` is updated every `everyMs`, and the timer runs only meanwhile. */
export class TickingClock {
  readonly #now: () => Date;
  readonly #subscribe: () => void;

  constructor(everyMs: number, now: () => Date = () => new Date()) {
    this.#now = now;
    this.#subscribe = createSubscriber((update) => {
      const timer = setInterval(update, everyMs);
      return () => clearInterval(timer);
    });
  }

  get now(): Date {
    this.#subscribe();
    return this.#now();
  }
}
