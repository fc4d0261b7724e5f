/** The name of a host as a policy can say it: no IPv6 address, no "_", no dot at the end. Then its port, if any. */
const sayableHost = /^([a-z0-9-]+(?:\.[a-z0-9-]+)*)(?::\d{1,5})?$/i;
const maxHostLength = 261;

/**
 * The Content-Security-Policy of our pages. A Host that a policy cannot say, or a client made up, opens nothing.
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
  // Pages that cannot paint show streams in <img>, which come from the cameras' own ports.
  const ports = name === undefined ? [] : [`${protocol === 'https' ? 'https' : 'http'}://${name}:*`];
  // Safari before 15.4 does not take 'self' for WebSockets.
  const sockets = name === undefined ? [] : [`ws://${host}`, `wss://${host}`];
  return Object.entries({
    // Scripts and styles only from us, so that a camera's name can never become code.
    'default-src': ["'self'"],
    // A tile's picture is made of the bytes of a stream.
    'img-src': ["'self'", 'data:', 'blob:', ...ports],
    'connect-src': ["'self'", ...sockets],
    'object-src': ["'none'"],
    'base-uri': ["'none'"],
    'form-action': ["'self'"],
    // Nobody may lay our buttons under his own.
    'frame-ancestors': ["'self'"],
  })
    .map(([directive, sources]) => `${directive} ${sources.join(' ')}`)
    .join(';');
}
