import type { ServerEvent } from '../contract/events.ts';

/** Passes events on to who listens now; nothing is kept. */
export class EventFeed {
  readonly #listeners = new Set<(event: ServerEvent) => void>();

  get listenerCount(): number {
    return this.#listeners.size;
  }

  /** Calls every listener in turn. A listener must not throw. */
  publish(event: ServerEvent): void {
    for (const listener of this.#listeners) listener(event);
  }

  /** Listens until `signal` aborts. */
  onEvent(listener: (event: ServerEvent) => void, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
  }
}
