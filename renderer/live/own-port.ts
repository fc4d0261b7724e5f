import type { CameraHealth } from '../../server/contract/health.ts';

/**
 * Whether a page at this address can show a camera from its own port. A page of HTTPS may not show what is plain HTTP,
 * and the Content-Security-Policy of a page cannot name an IPv6 address.
 */
export function isOwnPortOpen(
  { port, port_state }: Pick<CameraHealth, 'port' | 'port_state'>,
  { protocol, hostname }: { protocol: string; hostname: string },
): boolean {
  const isServed = port !== null && (port_state === 'listening' || port_state === 'nginx');
  return isServed && protocol === 'http:' && !hostname.startsWith('[');
}
