/** A C function as koffi offers it, with the types of its arguments and its result. */
export interface KoffiFunction<A extends unknown[], R> {
  (...args: A): R;
  /** Calls it in a thread of libuv's pool. */
  async(...args: [...A, done: (error: Error | null, result: R) => void]): void;
}
