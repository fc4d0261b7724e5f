const thisMachine = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * `url` as a phone can open it: on the kiosk's own screen a page is at 127.0.0.1, which is another machine for everybody
 * else. @param addresses where the server is found in the LAN, the best first
 * @param root the folder of our pages under `url`
 */
export function reachableUrl(url: string, [address]: readonly string[], root = '/'): string {
  const { hostname, pathname, search, hash } = new URL(url);
  if (address === undefined || !thisMachine.test(hostname)) return url;
  // The addresses are the server's own, where no proxy puts a path before it.
  const path = pathname.startsWith(root) ? pathname.slice(root.length - 1) : pathname;
  return new URL(path + search + hash, address).href;
}

/** Where phones find this server, the address this page was opened at first unless it is of this machine alone. */
export function reachableOrigins(origin: string, addresses: readonly string[]): string[] {
  const { hostname } = new URL(origin);
  if (addresses.length > 0 && thisMachine.test(hostname)) return [...new Set(addresses)];
  return [...new Set([origin, ...addresses])];
}
