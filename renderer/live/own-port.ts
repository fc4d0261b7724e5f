import type { CameraHealth } from '../../server/contract/health.ts';
import { rootPath } from '../root-path.ts';

/**
 * Whether a page at this address can show a camera from the camera's own port. A page of HTTPS may not show plain HTTP,
 * and the Content-Security-Policy of a page cannot name an IPv6 address.
 */
export function isOwnPortOpen(
  { port, port_state }: Pick<CameraHealth, 'port' | 'port_state'>,
  { protocol, hostname, pathname }: { protocol: string; hostname: string; pathname: string },
): boolean {
  const isServed = port !== null && (port_state === 'listening' || port_state === 'nginx');
  // A proxy that serves this server below a path has a host of its own, and the browser sends no login to the ports.
  const isDirect = rootPath(pathname) === '/';
  return isServed && isDirect && protocol === 'http:' && !hostname.startsWith('[');
}
