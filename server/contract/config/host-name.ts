/**
 * A host as it stands in a parsed URL, but without brackets: "[0::1]:80" is "::1", "Küche.lan" is "xn--kche-0ra.lan".
 * A text that is no host is only in lower case.
 */
export function canonicalHost(text: string): string {
  const typed = text.trim().toLowerCase();
  const isBareIpv6 = /^[0-9a-f:.]*:[0-9a-f:.]*:[0-9a-f:.]*$/.test(typed);
  const url = `http://${isBareIpv6 ? `[${typed}]` : typed}`;
  if (!URL.canParse(url)) return withoutBrackets(typed);
  const { hostname, pathname, username, password, search, hash } = new URL(url);
  const isHostOnly = pathname === '/' && !typed.endsWith('/') && username + password + search + hash === '';
  return isHostOnly ? withoutBrackets(hostname).replace(/\.$/, '') : typed;
}

/** "[::1]" is "::1": URLs have brackets, connections and addresses have none. */
export function withoutBrackets(host: string): string {
  return host.replace(/^\[(.*)\]$/, '$1');
}

/**
 * Whether an address like "rtsp://camera/door" names a host. "rtsp://" does not, and in "http:///door" the parser would
 * take the path for the host.
 */
export function hasHost(url: string): boolean {
  return /^[a-z]+:\/\/[^/\\]/i.test(url) && URL.canParse(url) && new URL(url).hostname !== '';
}
