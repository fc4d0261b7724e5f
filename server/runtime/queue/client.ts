/** The client that work is done for or that holds a place: each client gets a share of what all use together. */
export interface Client {
  /** The address in the form of `clientKey`. */
  address: string;
  /**
   * Whether it is this machine's own screen, or another program here that does not forward requests of other machines.
   */
  isOwn: boolean;
}

/** The server itself, e.g. for a placeholder. */
export const serverItself: Client = { address: 'server', isOwn: true };

/** The limit that was reached: the share of one address, or the total of all addresses. */
export type Bound = 'address' | 'all';

/** The most of a total that one address gets, so that it can never use up everything. */
export function addressShare(total: number): number {
  return Math.ceil(total / 2);
}
