import { isIP } from 'node:net';
import { hostname } from 'node:os';
import type { RequestHandler } from 'express';
import type { ServerConfig, ServerSettings } from '../contract/config.ts';
import { ApiError } from './api-error.ts';
import { principalOf } from './principal-of.ts';
import { isWrite } from './request-origin.ts';

/** What routers of the LAN put behind a host's name; nobody can register them on the Internet. */
const lanSuffixes = ['lan', 'home', 'internal', 'home.arpa', 'fritz.box'];

/**
 * Where no login is asked for, lets the API and writes be used only under a name that is ours: else a web page could
 * give itself our address by DNS (rebinding) and be the same origin. Stands behind the guards.
 * @throws ApiError 403 `host-not-allowed`
 */
export function refuseUnknownHosts(config: () => ServerConfig): RequestHandler {
  return (request, response, next) => {
    const { host } = request.headers;
    const isGuarded = config().auth.enabled || principalOf(response).kind !== 'anyone';
    const isBound = /^\/api(\/|$)/i.test(request.path) || isWrite(request.method);
    if (!isGuarded && isBound && !isKnownHost(host, hostname(), config())) {
      throw new ApiError(
        403,
        'host-not-allowed',
        `Refused: this server does not know itself as ${host}. Add that name to allowed_hosts in cameras.json, or ` +
          'open the server by its IP address.',
      );
    }
    next();
  };
}

/** Whether a Host header names this machine, as far as it or its user knows. A browser always sends one. */
export function isKnownHost(
  header: string | undefined,
  ownName: string,
  { host, allowed_hosts }: Pick<ServerSettings, 'host' | 'allowed_hosts'>,
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
