import type { Response } from 'express';
import type { Principal } from '../../access/principal.ts';

const key = 'principal';

/** Notes the principal that a request was let in as, for the operation that answers it. */
export function setPrincipal(response: Response, principal: Principal): void {
  response.locals[key] = principal;
}

/** The principal that a request was let in as; "anyone" where no guard stood before it. */
export function principalOf(response: Response): Principal {
  return (response.locals[key] as Principal | undefined) ?? { kind: 'anyone' };
}
