import type { Request, RequestHandler } from 'express';
import type { Area, Door } from '../../access/door.ts';
import type { ConfigStore } from '../../config/config-store.ts';
import { loginPath, ownPagesHeader } from '../../contract/session.ts';
import { ApiError } from '../message/api-error.ts';
import { admit } from './admission.ts';
import { refuseUnknownHost } from './known-host.ts';
import { setPrincipal } from './principal-of.ts';

export interface GuardParts {
  door: Door;
  store: Pick<ConfigStore, 'current'>;
}

/**
 * The clients that may use an operation while auth is enabled:
 * - `open`: everybody
 * - `view`: everybody with a login or a link; without one too unless `protect_streams` is set
 * - `status`: everybody with a login; without one too unless `protect_status` is set
 * - `view-and-status`: those whom both of these let in
 * - `admin`: an administrator
 * - `page`: an administrator; a browser is sent to the login page instead of being refused. The page itself holds nothing
 *   to protect, so it is also given under a foreign name of the server and can explain the refusals that follow.
 */
export type Guard = 'open' | 'view' | 'status' | 'view-and-status' | 'admin' | 'page';

/** The handlers that stand before an operation. All but those of `open` note the principal, for `principalOf`. */
export type Guards = Record<Guard, RequestHandler[]>;

/** Makes the guards: they alone decide which client may use which operation, and under which name of the server. */
export function createGuards({ door, store }: GuardParts): Guards {
  const guard = (area: Area): RequestHandler => {
    return async (request, response, next) => {
      const principal = await admit(door, area, request);
      if (principal.kind === 'anyone') refuseUnknownHost(request, store.current);
      setPrincipal(response, principal);
      // The camera was renamed since the link was made.
      if (principal.kind === 'link' && request.params['id'] !== undefined)
        request.params['id'] = principal.limits.camera;
      next();
    };
  };
  const [view, status, admin] = [guard('stream'), guard('status'), guard('admin')];
  const page: RequestHandler = async (request, response, next) => {
    try {
      setPrincipal(response, await admit(door, 'admin', request));
    } catch (error) {
      if (!(error instanceof ApiError) || !wantsLoginPage(request, error)) throw error;
      // Relative, as all pages lie in one folder: a proxy may have put a path before it that this server does not know.
      const here = encodeURIComponent(request.url);
      response.set('Cache-Control', 'no-store').redirect(303, `.${loginPath}?next=${here}`);
      return;
    }
    next();
  };
  return {
    open: [],
    view: [view],
    status: [status],
    'view-and-status': [status, view],
    admin: [admin],
    page: [page],
  };
}

/** Whether a person in a browser asks, who can log in and come back. */
function wantsLoginPage(request: Request, { status }: ApiError): boolean {
  const browser =
    /\btext\/html\b/i.test(request.get('accept') ?? '') &&
    request.headers.authorization === undefined &&
    request.get(ownPagesHeader.name) !== ownPagesHeader.value;
  return browser && (status === 401 || status === 403);
}
