import { isIP } from 'node:net';
import { machineAddresses, type NetworkInterfaces } from '../runtime/machine-addresses.ts';

/** More would only make every handshake longer. */
const maxNames = 50;
const localAddresses = ['127.0.0.1', '::1'];

/** The names and addresses this machine is reached by, as a certificate names them. */
export function ownNames(hostName: string, interfaces: NetworkInterfaces): string[] {
  const [label = ''] = hostName.toLowerCase().split('.');
  const hostNames = [hostName.toLowerCase(), label, `${label}.local`, 'localhost'];
  const addresses = machineAddresses(interfaces)
    // Those of one link only are not typed by anybody, and need the interface's name besides.
    .map(({ address }) => address)
    .filter((address) => !/^(fe80:|169\.254\.)/i.test(address));
  const names = [...hostNames.filter((name) => /^[a-z0-9_-][a-z0-9._-]*$/.test(name)), ...localAddresses];
  return [...new Set([...names, ...addresses])].slice(0, maxNames);
}

/** The names whose absence from a certificate is worth a new one: IPv6 addresses change daily for privacy. */
export function lastingNames(names: string[]): string[] {
  return names.filter((name) => isIP(name) !== 6);
}
