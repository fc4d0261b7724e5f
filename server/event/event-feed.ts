import type { ServerEvent } from '../contract/events.ts';
import { Listeners } from '../runtime/listeners.ts';

/** Passes events on to who listens now; nothing is kept. */
export class EventFeed {
  readonly #listeners = new Listeners<[event: ServerEvent]>();

  get listenerCount(): number {
    return this.#listeners.count;
  }

  /** Calls every listener in turn. A listener must not throw. */
  publish(event: ServerEvent): void {
    this.#listeners.tell(event);
  }

  /** Listens until `signal` aborts. */
  onEvent(listener: (event: ServerEvent) => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }
}
