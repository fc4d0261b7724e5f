import { pause } from '../../pause.ts';
import { errorText } from '../../../server/contract/error-text.ts';

/** Something the server tells, asked for again and again while somebody looks. */
export class Polled<T> {
  /** As it was told last; undefined before the first answer. */
  value = $state.raw<T>();
  /** Why the last answer did not come; empty when it came. */
  problem = $state.raw('');
  readonly #read: (signal: AbortSignal) => Promise<T>;
  readonly #intervalMs: number;

  constructor(read: (signal: AbortSignal) => Promise<T>, intervalMs = 5_000) {
    this.#read = read;
    this.#intervalMs = intervalMs;
  }

  /** For `onMount`: begins, and gives back what ends it. */
  follow(): () => void {
    const lifetime = new AbortController();
    void this.#run(lifetime.signal);
    return () => lifetime.abort();
  }

  async #run(signal: AbortSignal): Promise<void> {
    for (; !signal.aborted; await pause(this.#intervalMs, signal)) {
      try {
        this.value = await this.#read(signal);
        this.problem = '';
      } catch (error) {
        if (!signal.aborted) this.problem = errorText(error);
      }
    }
  }
}
