import { isIP } from 'node:net';
import type { networkInterfaces } from 'node:os';

/** More would only make every handshake longer. */
const maxNames = 50;
const localAddresses = ['127.0.0.1', '::1'];

/** The names and addresses this machine is reached by, as a certificate names them. */
export function ownNames(hostName: string, interfaces: ReturnType<typeof networkInterfaces>): string[] {
  const [label = ''] = hostName.toLowerCase().split('.');
  const hostNames = [hostName.toLowerCase(), label, `${label}.local`, 'localhost'];
  const addresses = Object.values(interfaces)
    .flatMap((list) => list ?? [])
    // Those of one link only are not typed by anybody, and need the interface's name besides.
    .filter(({ address, internal }) => !internal && !/^(fe80:|169\.254\.)/i.test(address))
    .map(({ address }) => address);
  const names = [...hostNames.filter((name) => /^[a-z0-9_-][a-z0-9._-]*$/.test(name)), ...localAddresses];
  return [...new Set([...names, ...addresses])].slice(0, maxNames);
}

/** The names whose absence from a certificate is worth a new one: IPv6 addresses change daily for privacy. */
export function lastingNames(names: string[]): string[] {
  return names.filter((name) => isIP(name) !== 6);
}
