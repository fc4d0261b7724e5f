import { isIP } from 'node:net';
import { machineAddresses, type NetworkInterfaces } from '../runtime/machine-addresses.ts';

/** More names would only make every handshake longer. */
const maxNames = 50;
const localAddresses = ['127.0.0.1', '::1'];

/** The names and addresses under which this machine can be reached, as a certificate names them. */
export function ownNames(hostName: string, interfaces: NetworkInterfaces): string[] {
  const [label = ''] = hostName.toLowerCase().split('.');
  const hostNames = [hostName.toLowerCase(), label, `${label}.local`, 'localhost'];
  const addresses = machineAddresses(interfaces)
    // Nobody types link-local addresses, and they need the name of the interface as well.
    .map(({ address }) => address)
    .filter((address) => !/^(fe80:|169\.254\.)/i.test(address));
  const names = [...hostNames.filter((name) => /^[a-z0-9_-][a-z0-9._-]*$/.test(name)), ...localAddresses];
  return [...new Set([...names, ...addresses])].slice(0, maxNames);
}

/** The names that a certificate has to include. IPv6 addresses do not count, because they change daily for privacy. */
export function lastingNames(names: string[]): string[] {
  return names.filter((name) => isIP(name) !== 6);
}
