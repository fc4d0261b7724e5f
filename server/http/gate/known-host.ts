import { isIP } from 'node:net';
import type { Request } from 'express';
import { hostname } from 'node:os';
import type { ServerSettings } from '../../contract/config/config.ts';
import { canonicalHost, withoutBrackets } from '../../contract/config/host-name.ts';
import { ApiError } from '../message/api-error.ts';
import { isNearClient, isOwnRequest } from './client-of.ts';
import { socketOrigin } from './own-origin.ts';

type HostSettings = Pick<ServerSettings, 'host' | 'allowed_hosts'>;

/** Domains that routers add to the names of hosts in the LAN. They cannot be registered on the Internet. */
const lanSuffixes = ['lan', 'home', 'internal', 'home.arpa', 'fritz.box'];

/**
 * Refuses a request without a login that uses a name this server does not know. A web page can give its own name this
 * server's address (DNS rebinding), and a browser then takes both for the same origin. Such a page has no login here.
 * @throws ApiError 403 `host-not-allowed`
 */
export function refuseUnknownHost(
  request: Pick<Request, 'headers' | 'protocol' | 'socket'>,
  settings: HostSettings,
): void {
  const { host } = request.headers;
  if (isKnownHost(host, hostname, settings)) return;
  // Behind a proxy on this machine, the address here is not the one that the client can reach.
  const address = isNearClient(request.socket) && !isOwnRequest(request) ? undefined : socketOrigin(request);
  throw new ApiError(
    403,
    'host-not-allowed',
    `Refused: this server does not know itself as ${host}. Add that name to allowed_hosts in cameras.json, or ` +
      'open the server by its IP address.',
    { address },
  );
}

/** Whether a Host header has a name that this machine or its user has given it. Browsers always send that header. */
export function isKnownHost(
  header: string | undefined,
  ownName: () => string,
  { host, allowed_hosts }: HostSettings,
): boolean {
  if (header === undefined) return true;
  const name = nameOf(header);
  if (isIP(name) || !name.includes('.') || name.endsWith('.local') || name.endsWith('.localhost'))
    return true;
  const own = ownName().toLowerCase();
  const [label] = own.split('.');
  const names = [
    own,
    ...lanSuffixes.map((suffix) => `${label}.${suffix}`),
    // Browsers send "xn--kche-0ra.lan" for the name "küche.lan".
    ...[host, ...allowed_hosts].flatMap((given) => [nameOf(given), canonicalHost(given)]),
  ];
  return names.includes(name);
}

/** Lower case, without port, brackets and the dot of the root. */
function nameOf(host: string): string {
  const text = host.trim().toLowerCase();
  if (isIP(text)) return text;
  return withoutBrackets(text.replace(/:\d*$/, '')).replace(/\.$/, '');
}
