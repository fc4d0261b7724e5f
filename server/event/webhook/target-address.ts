import { BlockList, isIP } from 'node:net';

/**
 * "private": in a network of one's own, or this machine; used only where the owner allows that host.
 * "forbidden": never used: cloud machines give out their keys at such addresses, or nobody is there.
 */
export type AddressKind = 'public' | 'private' | 'forbidden';

const forbidden = listOf([
  '0.0.0.0/8',
  // Link-local, with the metadata of most clouds.
  '169.254.0.0/16',
  // Metadata of Alibaba and Oracle.
  '100.100.100.200/32',
  '192.0.0.192/32',
  '224.0.0.0/4',
  '240.0.0.0/4',
  '::/128',
  'fe80::/10',
  'fec0::/10',
  'ff00::/8',
  // Metadata of Amazon.
  'fd00:ec2::/32',
  // Teredo: the real target is hidden in the address.
  '2001::/32',
  '100::/64',
]);

const own = listOf([
  '10.0.0.0/8',
  '100.64.0.0/10',
  '127.0.0.0/8',
  '172.16.0.0/12',
  '192.0.0.0/24',
  '192.0.2.0/24',
  '192.168.0.0/16',
  '198.18.0.0/15',
  '198.51.100.0/24',
  '203.0.113.0/24',
  '::1/128',
  'fc00::/7',
  '2001:db8::/32',
]);

/** Addresses of IPv6 that lead to one of IPv4, and the place of its first byte: mapped, compatible, NAT64, 6to4. */
const carriers: [BlockList, number][] = [
  [listOf(['::ffff:0:0/96', '::/96', '64:ff9b::/96', '64:ff9b:1::/48']), 12],
  [listOf(['2002::/16']), 2],
];

/** The kind of an IP address as text. A text that is none is forbidden. */
export function addressKind(address: string): AddressKind {
  const bare = address.replace(/%.*$/, '');
  const version = isIP(bare);
  if (version === 0) return 'forbidden';
  if (version === 6 && bare !== '::' && bare !== '::1') {
    const carrier = carriers.find(([list]) => list.check(bare, 'ipv6'));
    if (carrier) return addressKind([...bytesOf(bare).slice(carrier[1], carrier[1] + 4)].join('.'));
  }
  const family = version === 6 ? 'ipv6' : 'ipv4';
  if (forbidden.check(bare, family)) return 'forbidden';
  return own.check(bare, family) ? 'private' : 'public';
}

/** The 16 bytes of an IPv6 address. */
function bytesOf(address: string): number[] {
  const hexadecimal = address.replace(/(\d+)\.(\d+)\.(\d+)\.(\d+)$/, (_, ...parts: string[]) => {
    const [a = 0, b = 0, c = 0, d = 0] = parts.slice(0, 4).map(Number);
    return `${((a << 8) | b).toString(16)}:${((c << 8) | d).toString(16)}`;
  });
  const [head = '', tail] = hexadecimal.split('::');
  const groupsOf = (text: string | undefined) => (text ? text.split(':') : []);
  const [first, last] = [groupsOf(head), groupsOf(tail)];
  const zeros = Array<string>(tail === undefined ? 0 : 8 - first.length - last.length).fill('0');
  return [...first, ...zeros, ...last].flatMap((group) => {
    const value = parseInt(group, 16);
    return [value >> 8, value & 0xff];
  });
}

function listOf(subnets: readonly string[]): BlockList {
  const list = new BlockList();
  for (const subnet of subnets) {
    const [network = '', prefix] = subnet.split('/');
    list.addSubnet(network, Number(prefix), network.includes(':') ? 'ipv6' : 'ipv4');
  }
  return list;
}
