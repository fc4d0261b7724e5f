/**
 * The folder that all pages lie in, as the browser sees it: "/", or e.g. "/cameras/" behind a proxy that serves this
 * server below a path. Slashes in a row count as one: "//api" would be another host.
 */
export function rootPath(pathname = location.pathname): string {
  return pathname.replaceAll(/\/{2,}/g, '/').replace(/[^/]*$/, '');
}

/** A path of the server, e.g. "/api/cameras", as this page reaches it. */
export function fromRoot(path: string, pathname = location.pathname): string {
  return rootPath(pathname) + path.replace(/^\/+/, '');
}

/** A path of this page's host as the server knows it, e.g. "/settings" for "/cameras/settings". */
export function withinRoot(pathname = location.pathname): string {
  return `/${pathname.replace(/^.*\//, '')}`;
}

/** What stands before the server's paths in addresses that people copy, e.g. "http://pi.local/cameras". */
export function rootAddress({ origin, pathname }: Pick<Location, 'origin' | 'pathname'> = location): string {
  return origin + rootPath(pathname).replace(/\/$/, '');
}
