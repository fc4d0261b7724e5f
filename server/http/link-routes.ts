import { Router } from 'express';
import type { StoredLink } from '../access/access-record.ts';
import type { Links } from '../access/links.ts';
import type { ConfigStore } from '../config/config-store.ts';
import { linkBodySchema, maxLinks, type LinkView } from '../contract/access.ts';
import { ApiError } from './api-error.ts';
import { methodNotAllowed } from './error-handler.ts';
import { smallJsonBody } from './json-body.ts';
import { parseBody } from './request-body.ts';
import { requestOrigin } from './own-origin.ts';

export interface LinkParts {
  links: Links;
  store: ConfigStore;
}

const linksPath = '/api/cameras/:id/links';

/** `/api/cameras/{id}/links`: addresses that show one camera without a login, for a time. */
export function linkRoutes({ links, store }: LinkParts): Router {
  const router = Router();

  const view = (link: StoredLink, origin: string): LinkView => {
    const token = links.tokenOf(link);
    const path = linkPath(link, token);
    const { id, camera, scope, fps = null, width = null, label = null, created_at, expires_at } = link;
    return { id, camera, scope, fps, width, label, created_at, expires_at, token, path, url: origin + path };
  };
  const list = (camera: string, origin: string) => links.list(camera).map((link) => view(link, origin));
  const checkCamera = (camera: string) => {
    if (!store.current.cameras.some(({ id }) => id === camera))
      throw new ApiError(404, 'unknown-camera', 'Camera not configured');
  };

  router.get(linksPath, (request, response) => {
    const { id } = request.params;
    checkCamera(id);
    response.set('Cache-Control', 'no-store').json({ links: list(id, requestOrigin(request)) });
  });

  router.post(linksPath, smallJsonBody, async (request, response) => {
    const { id } = request.params;
    checkCamera(id);
    const origin = requestOrigin(request);
    const link = await links.create(id, parseBody(linkBodySchema, request.body));
    if (!link) throw new ApiError(409, 'too-many-links', `There are ${maxLinks} links; delete some first.`);
    response.status(201).set('Cache-Control', 'no-store').json(view(link, origin));
  });

  router.delete(`${linksPath}/:link`, async (request, response) => {
    const { id, link } = request.params;
    checkCamera(id);
    const origin = requestOrigin(request);
    if (!(await links.revoke(id, link))) throw new ApiError(404, 'unknown-link', 'Link not found');
    response.set('Cache-Control', 'no-store').json({ status: 'deleted', links: list(id, origin) });
  });

  router.all(linksPath, methodNotAllowed('GET, HEAD, POST'));
  router.all(`${linksPath}/:link`, methodNotAllowed('DELETE'));
  return router;
}

function linkPath({ camera, scope }: StoredLink, token: string): string {
  const kind = scope === 'stream' ? 'video' : 'snapshot';
  return `/cam/${encodeURIComponent(camera)}/${kind}?token=${token}`;
}
