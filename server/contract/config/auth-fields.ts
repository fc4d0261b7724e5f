import { authShape } from './config-shape.ts';
import type { BrokenRule } from './config-rules.ts';
import { nearName } from './near-name.ts';
import { isJsonObject } from './patch-body.ts';

const fields = Object.keys(authShape.shape);
const loginFields = ['username', 'password'];

/**
 * Fields of an auth block that may be misspelt, where ignoring them could leave the server open against the intention.
 * Paths begin with "auth".
 */
export function unclearAuthFields(block: object): BrokenRule[] {
  const unknown = Object.keys(block).filter((field) => !Object.hasOwn(authShape.shape, field));
  if (unknown.length === 0) return [];
  const enabled = authShape.shape.enabled.safeParse(valueOf(block, 'enabled'));
  const isSaid = Object.hasOwn(block, 'enabled') && enabled.success;
  const isOff = isSaid && !enabled.data;
  return unknown.flatMap((field) => {
    const meant = nearName(field, fields);
    // `enabled: false` switches auth off, unless a misspelt field may mean that it is on.
    if (isOff ? meant !== 'enabled' : !mayProtect(block, meant, isSaid)) return [];
    const name = field.slice(0, 64);
    const message = meant
      ? `Auth has no field '${name}'; did you mean '${meant}'?`
      : `Auth has a user name or a password and a field nobody knows, '${name}', but does not say whether it is enabled; set 'enabled' to true or false.`;
    return [{ path: ['auth', name], message }];
  });
}

/** Fields beside `auth` that were probably meant to be it, or to be in it. `known` are the names that may stand there. */
export function misplacedAuth(config: object, known: object): BrokenRule[] {
  return Object.entries(config).flatMap(([field, value]: [string, unknown]) => {
    if (Object.hasOwn(known, field)) return [];
    const name = field.slice(0, 64);
    if (loginFields.includes(field)) {
      return [
        { path: [name], message: `'${name}' stands outside of 'auth'; put it into the braces of auth.` },
      ];
    }
    const isBlock = isJsonObject(value) && (nearName(field, ['auth']) !== undefined || holdsLogin(value));
    if (!isBlock) return [];
    return [{ path: [name], message: `There is no field '${name}'; did you mean 'auth'?` }];
  });
}

/** Whether a block with an unknown field may have been meant to switch auth on. */
function mayProtect(block: object, meant: string | undefined, isSaid: boolean): boolean {
  if (meant === undefined) return !isSaid && holdsLogin(block);
  return isSaid || holdsLogin(block) || meant === 'enabled' || loginFields.includes(meant);
}

/** Whether a user name or a password is set, also where the name of its field is misspelt. */
function holdsLogin(block: object): boolean {
  return Object.entries(block).some(([field, value]: [string, unknown]) => {
    const isBlank = value === null || (typeof value === 'string' && value.trim() === '');
    return !isBlank && nearName(field, loginFields) !== undefined;
  });
}

function valueOf(block: object, field: string): unknown {
  return Object.entries(block).find(([name]) => name === field)?.[1];
}
