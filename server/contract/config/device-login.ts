import { redactDevice } from './device-address.ts';

/** What stands in an address for a login, a query or a password that may not leave the server. */
const hidden = '***';

/** The address of a network camera, and its login apart from it. */
export interface DeviceLogin {
  /** The address without the login. */
  address: string;
  user: string;
  password: string;
  /** The server has a login for the address and does not show it. */
  isHidden: boolean;
}

const parts = /^([a-z][a-z+.-]*:\/\/)(?:([^/?#]*)@)?([^?#]*)(\?[^#]*)?(#.*)?$/is;

/** An address taken apart. Text that is no address has no login. */
export function splitLogin(device: string): DeviceLogin {
  const [, scheme, login, place = '', query = '', fragment = ''] = parts.exec(device) ?? [];
  if (scheme === undefined || login === undefined)
    return { address: device, user: '', password: '', isHidden: false };
  const address = scheme + place + query + fragment;
  if (login === hidden) return { address, user: '', password: '', isHidden: true };
  const [user = '', ...password] = login.split(':');
  return { address, user: decoded(user), password: decoded(password.join(':')), isHidden: false };
}

/** The address with its login; letters that would end the login early are escaped. */
export function joinLogin({ address, user, password, isHidden }: DeviceLogin): string {
  const [, scheme, login, ...rest] = parts.exec(address) ?? [];
  // A login that a person typed into the address itself counts.
  if (scheme === undefined || login !== undefined) return address;
  const own = user === '' && password === '' ? (isHidden ? hidden : '') : loginText(user, password);
  return `${scheme}${own && `${own}@`}${rest.join('')}`;
}

/**
 * An address with the parts that `redactDevice` has hidden: those of `known`, if both lead to the same place. So a login
 * never goes to another host than its own.
 */
export function withHiddenParts(device: string, known: number | string): number | string {
  if (device === redactDevice(known)) return known;
  if (typeof known === 'number') return device;
  const mine = parts.exec(device);
  const theirs = parts.exec(known);
  if (!mine || !theirs || placeOf(device) !== placeOf(known)) return device;
  const [, scheme = '', login, place, query = '', fragment = ''] = mine;
  const [, , knownLogin, knownPlace = '', knownQuery = ''] = theirs;
  const kept = login === hidden ? knownLogin : login;
  const path = place?.includes(hidden) ? knownPlace : place;
  return `${scheme}${kept === undefined ? '' : `${kept}@`}${path}${query === `?${hidden}` ? knownQuery : query}${fragment}`;
}

/** The address without its login and query, and without the passwords in its path. */
function placeOf(device: string): string {
  return String(redactDevice(device)).replace(`//${hidden}@`, '//').replace(/\?.*$/s, '');
}

function loginText(user: string, password: string): string {
  return encodeURIComponent(user) + (password === '' ? '' : `:${encodeURIComponent(password)}`);
}

function decoded(text: string): string {
  try {
    return decodeURIComponent(text);
  } catch {
    return text; // a lone "%", which the camera gets as it is
  }
}
