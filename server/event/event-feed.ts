import type { ServerEvent } from '../contract/events.ts';
import type { Faults } from '../log/faults.ts';
import { Listeners } from '../runtime/listeners.ts';

/** Passes events on to the current listeners; events are not kept. */
export class EventFeed {
  readonly #faults: Faults;
  readonly #listeners = new Listeners<[event: ServerEvent]>();

  constructor(faults: Faults) {
    this.#faults = faults;
  }

  get listenerCount(): number {
    return this.#listeners.count;
  }

  /** Calls every listener in turn. */
  publish(event: ServerEvent): void {
    this.#listeners.tell(event);
  }

  /**
   * Listens until `signal` aborts or the listener throws. After a throw, `end` is called to end the listener's
   * connection.
   */
  onEvent(listener: (event: ServerEvent) => void, signal: AbortSignal, end: () => void): void {
    const left = new AbortController();
    const guarded = (event: ServerEvent) =>
      this.#faults.run(
        'event',
        () => listener(event),
        () => {
          left.abort();
          end();
        },
      );
    this.#listeners.add(guarded, AbortSignal.any([signal, left.signal]));
  }
}
