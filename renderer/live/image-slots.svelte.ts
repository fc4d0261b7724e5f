import { untrack } from 'svelte';
import { OneAtATime } from '../parts/request/one-at-a-time.ts';
import { planTransports, type Transport } from './picture-plan.ts';

/** Shares the few connections to the server's own address among tiles that are <img> elements. */
export class ImageSlots {
  /** Snapshots are loaded one after the other. */
  readonly turns = new OneAtATime();
  #tiles = $state.raw<symbol[]>([]);
  readonly #plan = $derived(planTransports(this.#tiles));

  /** The way in which a tile gets its picture; 'none' when it has not joined. */
  transportOf(tile: symbol): Transport {
    return this.#plan.get(tile) ?? 'none';
  }

  /** A tile wants a picture until the returned function is called. */
  join(tile: symbol): () => void {
    // A tile joins inside an effect, and that effect must not run again when other tiles join.
    this.#tiles = untrack(() => [...this.#tiles, tile]);
    return () => {
      this.#tiles = untrack(() => this.#tiles.filter((other) => other !== tile));
    };
  }
}
