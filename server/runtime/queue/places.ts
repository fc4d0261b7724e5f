import { addressShare, type Bound, type Client } from './client.ts';

export interface PlaceLimits {
  /** All places. One other address gets at most half of those that are not reserved. */
  total: number;
  /** The places of the total that only this machine's own clients get. */
  reserved: number;
}

/** A limited number of places for clients; some of them are reserved for this machine's own screen. */
export class Places {
  readonly #limits: PlaceLimits;
  readonly #perAddress = new Map<string, number>();
  #taken = 0;

  constructor(limits: PlaceLimits) {
    this.#limits = limits;
  }

  /** The limit that allows the client no place; undefined when there is a place. */
  refusal(client: Client): Bound | undefined {
    const { total, reserved } = this.#limits;
    if (client.isOwn) return this.#taken < total ? undefined : 'all';
    const forOthers = total - reserved;
    if ((this.#perAddress.get(client.address) ?? 0) >= addressShare(forOthers)) return 'address';
    return this.#taken < forOthers ? undefined : 'all';
  }

  /** Takes a place for a client. Returns the function that gives it back; call it once. */
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
