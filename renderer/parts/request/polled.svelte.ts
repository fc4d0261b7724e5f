import { problemText } from '../../api.ts';
import { pause } from '../../pause.ts';
import { whileVisible } from '../while-visible.ts';

/** An answer of the server that is asked for again and again. A page in the background asks for nothing. */
export class Polled<T> {
  /** The last answer; undefined before the first one. */
  value = $state.raw<T>();
  /** Why the last request failed; empty when it did not. */
  problem = $state.raw('');
  readonly #read: (signal: AbortSignal) => Promise<T>;
  readonly #intervalMs: number;

  constructor(read: (signal: AbortSignal) => Promise<T>, intervalMs = 5_000) {
    this.#read = read;
    this.#intervalMs = intervalMs;
  }

  /** Begins to ask. The returned function ends it, as `onMount` wants it. */
  follow(): () => void {
    const lifetime = new AbortController();
    whileVisible((signal) => this.#run(signal), lifetime.signal);
    return () => lifetime.abort();
  }

  async #run(signal: AbortSignal): Promise<void> {
    for (; !signal.aborted; await pause(this.#intervalMs, signal)) {
      try {
        this.value = await this.#read(signal);
        this.problem = '';
      } catch (error) {
        if (!signal.aborted) this.problem = problemText(error);
      }
    }
  }
}
