import { isThisMachine } from '../../this-machine.ts';

/**
 * `url` as a phone can open it. A page on the kiosk's own screen is at 127.0.0.1, and on a phone that is the phone.
 * @param addresses where the server is found in the LAN, the best first
 * @param root the folder of the pages under `url`
 */
export function reachableUrl(url: string, [address]: readonly string[], root = '/'): string {
  const { hostname, pathname, search, hash } = new URL(url);
  if (address === undefined || !isThisMachine(hostname)) return url;
  // The addresses lead to the server itself, where no proxy puts a path before its own.
  const path = pathname.startsWith(root) ? pathname.slice(root.length - 1) : pathname;
  return new URL(path + search + hash, address).href;
}

/** The addresses at which phones find this server, the address of this page first unless only this machine knows it. */
export function reachableOrigins(origin: string, addresses: readonly string[]): string[] {
  const { hostname } = new URL(origin);
  if (addresses.length > 0 && isThisMachine(hostname)) return [...new Set(addresses)];
  return [...new Set([origin, ...addresses])];
}
