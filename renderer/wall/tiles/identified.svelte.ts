import { SvelteMap } from 'svelte/reactivity';
import type { ServerEvent } from '../../../server/contract/events.ts';
import { pause } from '../../pause.ts';

/** The cameras somebody wants to be shown right now. */
export class Identified {
  /** By id, with what ends the wait for the end: of several calls for one camera the last counts. */
  readonly #waits = new SvelteMap<string, AbortController>();

  has(id: string): boolean {
    return this.#waits.has(id);
  }

  /** To be told of every event. */
  async take(event: ServerEvent): Promise<void> {
    if (event.type !== 'identify') return;
    const wait = new AbortController();
    this.#waits.get(event.id)?.abort();
    this.#waits.set(event.id, wait);
    await pause(event.forMs, wait.signal);
    if (!wait.signal.aborted) this.#waits.delete(event.id);
  }
}
