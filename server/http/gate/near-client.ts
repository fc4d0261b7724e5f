import { isLoopback } from '../../runtime/loopback.ts';

/** The two ends of a connection, as a socket tells them. */
export interface ConnectionEnds {
  remoteAddress?: string | undefined;
  localAddress?: string | undefined;
}

/** Whether a connection comes from this machine itself: nginx, the kiosk, a script. */
export function isNearClient({ remoteAddress, localAddress }: ConnectionEnds): boolean {
  if (remoteAddress === undefined) return false;
  // Who asks this machine under its LAN address comes from that address.
  if (remoteAddress === localAddress) return true;
  return isLoopback(plainAddress(remoteAddress));
}

/** An IPv4 client of an IPv6 socket under the address it knows itself by. */
export function plainAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}
