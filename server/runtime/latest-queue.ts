/**
 * Hands values from a callback to a `for await` loop. Holds at most `capacity` values; when full the oldest is
 * dropped and counted, so a reader that falls behind gets the newest.
 */
export class LatestQueue<T> {
  dropped = 0;
  readonly #capacity: number;
  readonly #values: T[] = [];
  #wake: (() => void) | undefined;
  #end: { error?: unknown } | undefined;

  constructor(capacity: number) {
    this.#capacity = capacity;
  }

  push(value: T): void {
    if (this.#end) return;
    if (this.#values.length === this.#capacity) {
      this.#values.shift();
      this.dropped++;
    }
    this.#values.push(value);
    this.#wake?.();
  }

  /** Ends the iteration once the values held are read; with an error it throws that. Only the first end counts. */
  end(error?: unknown): void {
    this.#end ??= error === undefined ? {} : { error };
    this.#wake?.();
  }

  async *[Symbol.asyncIterator](): AsyncGenerator<T, void, undefined> {
    for (;;) {
      const value = this.#values.shift();
      if (value !== undefined) {
        yield value;
        continue;
      }
      if (this.#end) {
        if ('error' in this.#end) throw this.#end.error;
        return;
      }
      await new Promise<void>((resolve) => (this.#wake = resolve));
      this.#wake = undefined;
    }
  }
}
