import { networkInterfaces } from 'node:os';

/** The addresses people can type for a server that listens on `host`, the most useful for this machine first. */
export function serverUrls(host: string, port: number, scheme: 'http' | 'https'): string[] {
  if (host !== '0.0.0.0' && host !== '::')
    return [`${scheme}://${host.includes(':') ? `[${host}]` : host}:${port}`];
  const lan = Object.values(networkInterfaces())
    .flat()
    .filter((address) => address?.family === 'IPv4' && !address.internal)
    .map((address) => `${scheme}://${address?.address}:${port}`);
  return [`${scheme}://127.0.0.1:${port}`, ...lan];
}
