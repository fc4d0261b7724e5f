/** A host name that is allowed in a policy (no IPv6 address, no "_", no dot at the end), and its port if it has one. */
const sayableHost = /^([a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::\d{1,5})?$/i;
const maxHostLength = 261;

/**
 * The Content-Security-Policy of this server's pages. A Host header that is not allowed in a policy adds nothing to it.
 * @param request its `Host` header, and whether it came by "http" or "https"
 */
export function contentPolicy({
  protocol,
  host = '',
}: {
  protocol: string;
  host?: string | undefined;
}): string {
  const name = host.length > maxHostLength ? undefined : sayableHost.exec(host)?.[1];
  // Browsers without OffscreenCanvas show streams in <img>, from the cameras' own ports.
  const ports = name === undefined ? [] : [`${protocol === 'https' ? 'https' : 'http'}://${name}:*`];
  // Safari before 15.4 does not take 'self' for WebSockets.
  const sockets = name === undefined ? [] : [`ws://${host}`, `wss://${host}`];
  return Object.entries({
    // Scripts and styles come from this server only, so that a camera's name can never become code.
    'default-src': ["'self'"],
    // A tile's picture is made of the bytes of a stream.
    'img-src': ["'self'", 'data:', 'blob:', ...ports],
    'connect-src': ["'self'", ...sockets],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    // Another site must not show these pages in a frame and lay its own buttons over theirs.
    'frame-ancestors': ["'self'"],
  })
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join(';');
}
