import { lookup } from 'node:dns/promises';
import { isIP, type LookupFunction } from 'node:net';
import { hostOf } from '../../contract/config/webhook.ts';
import { addressKind } from './target-address.ts';
import { WebhookError } from './webhook-error.ts';

/** The addresses of a host, as the system finds them: DNS, /etc/hosts, names of the LAN. */
export type Resolve = (host: string) => Promise<string[]>;

export const systemResolve: Resolve = async (host) => {
  const found = await lookup(host, { all: true });
  return found.map(({ address }) => address);
};

/** A target, and the host that its owner allows in a private network; empty: none. */
export interface Target {
  url: string;
  private_host: string;
}

/**
 * The addresses that a connection to a target may use. They are found once and are then the only ones that the
 * connection knows: another answer of the DNS a moment later changes nothing.
 * @throws WebhookError when none may be used
 */
export async function targetAddresses(target: Target, resolve: Resolve): Promise<string[]> {
  const host = hostOf(target.url);
  const found = isIP(host) === 0 ? await resolve(host) : [host];
  const isPrivateAllowed = target.private_host !== '' && target.private_host === host;
  const usable = found.filter((address) => {
    const kind = addressKind(address);
    return kind === 'public' || (kind === 'private' && isPrivateAllowed);
  });
  if (usable.length > 0) return usable;
  const [first] = found;
  if (first === undefined) throw new WebhookError('no-host', host);
  const isPrivate = found.some((address) => addressKind(address) === 'private');
  throw new WebhookError(
    isPrivate ? 'private-address' : 'forbidden-address',
    first === host ? host : `${host} is ${first}`,
  );
}

/** Answers each lookup of a connection with these addresses. */
export function pinnedLookup(addresses: readonly string[]): LookupFunction {
  const all = addresses.map((address) => ({ address, family: isIP(address) }));
  return (host, options, callback) => {
    const [first] = all;
    if (options.all) callback(null, all);
    else if (first) callback(null, first.address, first.family);
    else callback(new Error(`${host} has no address`), '');
  };
}
