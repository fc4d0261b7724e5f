import type { Response } from 'express';
import type { Principal } from '../../access/principal.ts';

const key = 'principal';

/** Notes as whom a request was let in, for what answers it. */
export function setPrincipal(response: Response, principal: Principal): void {
  response.locals[key] = principal;
}

/** As whom a request was let in; "anyone" where no guard stood before it. */
export function principalOf(response: Response): Principal {
  return (response.locals[key] as Principal | undefined) ?? { kind: 'anyone' };
}
