/**
 * The folder of all pages as the browser sees it: "/", or e.g. "/cameras/" behind a proxy that serves this server below
 * a path. Several slashes in a row count as one, because "//api" would be another host.
 */
export function rootPath(pathname = location.pathname): string {
  return pathname.replaceAll(/\/{2,}/g, '/').replace(/[^/]*$/, '');
}

/** The path at which this page reaches a path of the server, e.g. "/cameras/api/cameras" for "/api/cameras". */
export function fromRoot(path: string, pathname = location.pathname): string {
  return rootPath(pathname) + path.replace(/^\/+/, '');
}

/** The server's own path of a page, e.g. "/settings" for "/cameras/settings". */
export function withinRoot(pathname = location.pathname): string {
  return `/${pathname.replace(/^.*\//, '')}`;
}

/** The beginning of every address of the server that people copy, e.g. "http://pi.local/cameras". */
export function rootAddress({ origin, pathname }: Pick<Location, 'origin' | 'pathname'> = location): string {
  return origin + rootPath(pathname).replace(/\/$/, '');
}
