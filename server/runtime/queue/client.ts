/** For whom work is done or a place is held: each client has a share of what all use. */
export interface Client {
  /** As `clientKey` writes it. */
  address: string;
  /** Whether it is this machine's own screen, or another program here that speaks for nobody else. */
  isOwn: boolean;
}

/** The server itself, e.g. for a placeholder. */
export const serverItself: Client = { address: 'server', isOwn: true };

/** The bound that was hit: the share of one address, or what all addresses have together. */
export type Bound = 'address' | 'all';

/** The most that one address gets of what all share, so that it can never use up the whole. */
export function addressShare(total: number): number {
  return Math.ceil(total / 2);
}
