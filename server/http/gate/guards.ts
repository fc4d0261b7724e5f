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

/** What stands before the routes. Each notes as whom a request was let in, for `principalOf`. */
export interface Guards {
  /** Before streams and snapshots, which are open unless `protect_streams` is set. */
  viewer: RequestHandler;
  /** Before everything that reads or changes the configuration. */
  admin: RequestHandler;
  /** Before /health and /metrics, which are open unless `protect_status` is set. */
  status: RequestHandler;
  /**
   * As `admin`, before a page for people: a browser is sent to the login page instead of being refused. The page itself
   * holds nothing to protect, so that it may say under a foreign name what is to be done.
   */
  page: RequestHandler;
}

/** The one place that decides who may ask for what, and under which name of the server. */
export function createGuards({ door, store }: GuardParts): Guards {
  const guard = (area: Area): RequestHandler => {
    return async (request, response, next) => {
      const principal = await admit(door, area, request);
      if (principal.kind === 'anyone') refuseUnknownHost(request.headers.host, store.current);
      setPrincipal(response, principal);
      next();
    };
  };
  return {
    viewer: guard('stream'),
    admin: guard('admin'),
    status: guard('status'),
    page: async (request, response, next) => {
      try {
        setPrincipal(response, await admit(door, 'admin', request));
      } catch (error) {
        if (!(error instanceof ApiError) || !wantsLoginPage(request, error)) throw error;
        // Relative, as all pages lie in one folder: a proxy may have put a path before it that nobody told us.
        const here = encodeURIComponent(request.url);
        response.set('Cache-Control', 'no-store').redirect(303, `.${loginPath}?next=${here}`);
        return;
      }
      next();
    },
  };
}

/** A person before a browser, who could log in and come back. */
function wantsLoginPage(request: Request, { status }: ApiError): boolean {
  const browser =
    /\btext\/html\b/i.test(request.get('accept') ?? '') &&
    request.headers.authorization === undefined &&
    request.get(ownPagesHeader.name) !== ownPagesHeader.value;
  return browser && (status === 401 || status === 403);
}
