import { networkInterfaces } from 'node:os';

export type NetworkInterfaces = ReturnType<typeof networkInterfaces>;

export interface MachineAddress {
  /** Name of the network interface, e.g. "eth0". */
  interfaceName: string;
  address: string;
  family: 'IPv4' | 'IPv6';
}

/** The addresses of this machine in its networks, without those that only this machine can use. */
export function machineAddresses(interfaces: NetworkInterfaces = networkInterfaces()): MachineAddress[] {
  return Object.entries(interfaces).flatMap(([interfaceName, list]) =>
    (list ?? [])
      .filter(({ internal }) => !internal)
      .map(({ address, family }) => ({ interfaceName, address, family })),
  );
}
