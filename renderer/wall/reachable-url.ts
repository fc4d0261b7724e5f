const thisMachine = /^(localhost|.*\.localhost|127(\.\d+){3}|\[::1\])$/;

/**
 * `url` as a phone can open it: on the kiosk's own screen a page is at 127.0.0.1, which is another machine for everybody
 * else. @param addresses where the server is found in the LAN, the best first
 */
export function reachableUrl(url: string, [address]: readonly string[]): string {
  const { hostname, pathname, search, hash } = new URL(url);
  if (address === undefined || !thisMachine.test(hostname)) return url;
  return new URL(pathname + search + hash, address).href;
}

/** Where phones find this server, the address this page was opened at first unless it is of this machine alone. */
export function reachableOrigins(origin: string, addresses: readonly string[]): string[] {
  return [...new Set([new URL(reachableUrl(origin, addresses)).origin, ...addresses])];
}
