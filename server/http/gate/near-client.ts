import { BlockList } from 'node:net';

const loopback = new BlockList();
loopback.addSubnet('127.0.0.0', 8, 'ipv4');
loopback.addAddress('::1', 'ipv6');

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
  const address = plainAddress(remoteAddress);
  return loopback.check(address, address.includes(':') ? 'ipv6' : 'ipv4');
}

/** An IPv4 client of an IPv6 socket under the address it knows itself by. */
export function plainAddress(address: string): string {
  return /^::ffff:(\d+\.\d+\.\d+\.\d+)$/i.exec(address)?.[1] ?? address;
}
