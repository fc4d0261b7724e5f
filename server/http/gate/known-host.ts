import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { ServerSettings } from '../../contract/config/config.ts';
import { ApiError } from '../message/api-error.ts';

type HostSettings = Pick<ServerSettings, 'host' | 'allowed_hosts'>;

/** What routers of the LAN put behind a host's name; nobody can register them on the Internet. */
const lanSuffixes = ['lan', 'home', 'internal', 'home.arpa', 'fritz.box'];

/**
 * Refuses somebody without a login who asks for this server under a foreign name: a web page can give itself our address
 * by DNS (rebinding), and a browser then takes it for the same origin. A login cannot come from there.
 * @throws ApiError 403 `host-not-allowed`
 */
export function refuseUnknownHost(header: string | undefined, settings: HostSettings): void {
  if (isKnownHost(header, hostname(), settings)) return;
  throw new ApiError(
    403,
    'host-not-allowed',
    `Refused: this server does not know itself as ${header}. Add that name to allowed_hosts in cameras.json, or ` +
      'open the server by its IP address.',
  );
}

/** Whether a Host header names this machine, as far as it or its user knows. A browser always sends one. */
export function isKnownHost(
  header: string | undefined,
  ownName: string,
  { host, allowed_hosts }: HostSettings,
): boolean {
  if (header === undefined) return true;
  const name = nameOf(header);
  if (isIP(name) || !name.includes('.') || name.endsWith('.local') || name.endsWith('.localhost'))
    return true;
  const own = ownName.toLowerCase();
  const [label] = own.split('.');
  const ours = [
    own,
    ...lanSuffixes.map((suffix) => `${label}.${suffix}`),
    ...[host, ...allowed_hosts].map(nameOf),
  ];
  return ours.includes(name);
}

/** Lower case, without port, brackets and the dot of the root. */
function nameOf(host: string): string {
  const text = host.trim().toLowerCase();
  if (isIP(text)) return text;
  return text
    .replace(/:\d*$/, '')
    .replace(/^\[(.*)\]$/, '$1')
    .replace(/\.$/, '');
}
