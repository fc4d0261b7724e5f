import { SvelteMap } from 'svelte/reactivity';
import type { ServerEvent } from '../../../server/contract/events.ts';
import { pause } from '../../pause.ts';

/** The cameras whose tiles flash now because a person wants to find them. */
export class Identified {
  /** By camera id. A new call for a camera aborts the wait of the call before, so that the last call counts. */
  readonly #waits = new SvelteMap<string, AbortController>();

  has(id: string): boolean {
    return this.#waits.has(id);
  }

  /** Call it with every event. */
  async take(event: ServerEvent): Promise<void> {
    if (event.type !== 'identify') return;
    const wait = new AbortController();
    this.#waits.get(event.id)?.abort();
    this.#waits.set(event.id, wait);
    await pause(event.forMs, wait.signal);
    if (!wait.signal.aborted) this.#waits.delete(event.id);
  }
}
