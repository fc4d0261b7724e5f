import { addressShare, type Bound, type Client } from './client.ts';

export interface PlaceLimits {
  /** Places in all. One other address gets at most half of those that are not reserved. */
  total: number;
  /** Of these, how many only this machine's own clients get. */
  reserved: number;
}

/** A number of places that clients hold: a part of them is kept for this machine's own screen. */
export class Places {
  readonly #limits: PlaceLimits;
  readonly #perAddress = new Map<string, number>();
  #taken = 0;

  constructor(limits: PlaceLimits) {
    this.#limits = limits;
  }

  /** The bound that leaves no place for a client; undefined when it can have one. */
  refusal(client: Client): Bound | undefined {
    const { total, reserved } = this.#limits;
    if (client.isOwn) return this.#taken < total ? undefined : 'all';
    const forOthers = total - reserved;
    if ((this.#perAddress.get(client.address) ?? 0) >= addressShare(forOthers)) return 'address';
    return this.#taken < forOthers ? undefined : 'all';
  }

  /** Holds a place for a client; the caller gives it back once. */
  take({ address }: Client): () => void {
    this.#taken++;
    this.#perAddress.set(address, (this.#perAddress.get(address) ?? 0) + 1);
    return () => {
      this.#taken--;
      const left = (this.#perAddress.get(address) ?? 1) - 1;
      if (left === 0) this.#perAddress.delete(address);
      else this.#perAddress.set(address, left);
    };
  }
}
