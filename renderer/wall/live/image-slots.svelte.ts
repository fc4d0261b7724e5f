import { untrack } from 'svelte';
import { OneAtATime } from '../../parts/one-at-a-time.ts';
import { planTransports, type Transport } from './picture-plan.ts';

/** Shares the few connections to the server's own address among the tiles that are <img> streams. */
export class ImageSlots {
  /** Snapshots come one after the other. */
  readonly turns = new OneAtATime();
  #tiles = $state.raw<symbol[]>([]);
  readonly #plan = $derived(planTransports(this.#tiles));

  /** How a tile gets its picture; 'none' when it has not joined. */
  transportOf(tile: symbol): Transport {
    return this.#plan.get(tile) ?? 'none';
  }

  /** A tile wants a picture until what is returned is called. */
  join(tile: symbol): () => void {
    // Who joins in an effect must not be made to join anew by others.
    this.#tiles = untrack(() => [...this.#tiles, tile]);
    return () => {
      this.#tiles = untrack(() => this.#tiles.filter((other) => other !== tile));
    };
  }
}
