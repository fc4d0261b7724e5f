/**
 * Passes values from a callback to a `for await` loop. It holds at most `capacity` values; when it is full, the oldest
 * is dropped and counted, so that a slow reader gets the newest.
 */
export class LatestQueue<T> implements AsyncIterable<T> {
  dropped = 0;
  readonly #onDrop: ((value: T) => void) | undefined;
  readonly #capacity: number;
  readonly #values: T[] = [];
  #reader:
    { resolve: (result: IteratorResult<T, undefined>) => void; reject: (error: unknown) => void } | undefined;
  #end: { error?: unknown } | undefined;

  /** @param onDrop called with each value that will not be read */
  constructor(capacity: number, onDrop?: (value: T) => void) {
    this.#onDrop = onDrop;
    this.#capacity = capacity;
  }

  push(value: T): void {
    if (this.#end) return;
    if (this.#reader) {
      this.#reader.resolve({ done: false, value });
      this.#reader = undefined;
      return;
    }
    if (this.#values.length === this.#capacity) {
      const oldest = this.#values.shift();
      this.dropped++;
      if (oldest !== undefined) this.#onDrop?.(oldest);
    }
    this.#values.push(value);
  }

  /**
   * Ends the iteration after the held values are read; with an error the iteration throws it. Only the first call
   * counts.
   */
  end(error?: unknown): void {
    this.#end ??= error === undefined ? {} : { error };
    const reader = this.#reader;
    this.#reader = undefined;
    if (reader) this.#next().then(reader.resolve, reader.reject);
  }

  /**
   * For one reader. It is no generator, because that would cost each value several turns of the microtask queue more.
   */
  [Symbol.asyncIterator](): AsyncIterator<T, undefined> {
    return { next: () => this.#next() };
  }

  #next(): Promise<IteratorResult<T, undefined>> {
    const value = this.#values.shift();
    if (value !== undefined) return Promise.resolve({ done: false, value });
    if (!this.#end) return new Promise((resolve, reject) => (this.#reader = { resolve, reject }));
    return 'error' in this.#end
      ? Promise.reject(this.#end.error)
      : Promise.resolve({ done: true, value: undefined });
  }
}
