import type { CameraHealth } from '../../../server/contract/health.ts';
import { rootPath } from '../../root-path.ts';

/**
 * Whether a page at this address can show a camera from its own port. A page of HTTPS may not show what is plain HTTP,
 * and the Content-Security-Policy of a page cannot name an IPv6 address.
 */
export function isOwnPortOpen(
  { port, port_state }: Pick<CameraHealth, 'port' | 'port_state'>,
  { protocol, hostname, pathname }: { protocol: string; hostname: string; pathname: string },
): boolean {
  const isServed = port !== null && (port_state === 'listening' || port_state === 'nginx');
  // A proxy that serves us below a path has its own host, and its login is not sent to the ports.
  const isDirect = rootPath(pathname) === '/';
  return isServed && isDirect && protocol === 'http:' && !hostname.startsWith('[');
}
