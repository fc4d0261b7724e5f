import { withoutBrackets } from '../../contract/config/host-name.ts';
import { isLoopback } from '../../runtime/loopback.ts';
import { machineAddresses, type NetworkInterfaces } from '../../runtime/machine-addresses.ts';

/** Bridges and cables between programs on this machine: no phone finds it there. */
const virtualInterface = /^(docker|br-|veth|virbr|cni|flannel|lxc|lxd)/;

/** The addresses people can type for a server that listens on `host`, the most useful for this machine first. */
export function serverUrls(host: string, port: number, scheme: 'http' | 'https'): string[] {
  if (!isEverywhere(host)) return [urlOf(host, port, scheme)];
  return [urlOf('127.0.0.1', port, scheme), ...lanAddresses().map((address) => urlOf(address, port, scheme))];
}

/** The addresses that other machines in the LAN can use; none where the server listens to this machine alone. */
export function lanUrls(
  host: string,
  port: number,
  scheme: 'http' | 'https',
  interfaces?: NetworkInterfaces,
): string[] {
  if (isEverywhere(host)) return lanAddresses(interfaces).map((address) => urlOf(address, port, scheme));
  return isLoopback(host) ? [] : [urlOf(host, port, scheme)];
}

const isEverywhere = (host: string) => host === '0.0.0.0' || host === '::';

function lanAddresses(interfaces?: NetworkInterfaces): string[] {
  return machineAddresses(interfaces)
    .filter(({ interfaceName, family }) => family === 'IPv4' && !virtualInterface.test(interfaceName))
    .map(({ address }) => address);
}

function urlOf(host: string, port: number, scheme: 'http' | 'https'): string {
  const bare = withoutBrackets(host);
  return `${scheme}://${bare.includes(':') ? `[${bare}]` : bare}:${port}`;
}
