/** Callbacks that are called on an event, each until its signal aborts. */
export class Listeners<Told extends unknown[]> {
  readonly #listeners = new Set<(...told: Told) => unknown>();

  get count(): number {
    return this.#listeners.size;
  }

  add(listener: (...told: Told) => unknown, signal: AbortSignal): void {
    if (signal.aborted) return;
    this.#listeners.add(listener);
    signal.addEventListener('abort', () => this.#listeners.delete(listener), { once: true });
  }

  /**
   * Calls all callbacks in the order in which they were added. An error that one throws is thrown, and the later ones
   * are not called.
   */
  tell(...told: Told): void {
    for (const listener of this.#listeners) listener(...told);
  }

  [Symbol.iterator](): Iterator<(...told: Told) => unknown> {
    return this.#listeners.values();
  }
}
