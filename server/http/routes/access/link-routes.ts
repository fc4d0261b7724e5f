import { Router, type Request } from 'express';
import type { StoredLink } from '../../../access/access-record.ts';
import type { Links } from '../../../access/links.ts';
import type { ConfigStore } from '../../../config/config-store.ts';
import { linkBodySchema, maxLinks, type LinkView } from '../../../contract/access.ts';
import { requestOrigin } from '../../gate/own-origin.ts';
import { pathPrefix } from '../../gate/path-prefix.ts';
import { ApiError } from '../../message/api-error.ts';
import { methodNotAllowed } from '../../message/error-handler.ts';
import { smallJsonBody } from '../../message/json-body.ts';
import { parseBody } from '../../message/request-body.ts';

export interface LinkParts {
  links: Links;
  store: ConfigStore;
}

/** How the client that asks reaches this server. */
interface LinkPlace {
  origin: string;
  prefix: string;
}

const linksPath = '/api/cameras/:id/links';

/** `/api/cameras/{id}/links`: addresses that show one camera without a login, for a time. */
export function linkRoutes({ links, store }: LinkParts): Router {
  const router = Router();

  const view = (link: StoredLink, { origin, prefix }: LinkPlace): LinkView => {
    const token = links.tokenOf(link);
    const path = prefix + linkPath(link, token);
    const { id, camera, scope, fps = null, width = null, label = null, created_at, expires_at } = link;
    return { id, camera, scope, fps, width, label, created_at, expires_at, token, path, url: origin + path };
  };
  const list = (camera: string, place: LinkPlace) => links.list(camera).map((link) => view(link, place));
  const checkCamera = (camera: string) => {
    if (!store.current.cameras.some(({ id }) => id === camera))
      throw new ApiError(404, 'unknown-camera', 'Camera not configured');
  };

  router.get(linksPath, (request, response) => {
    const { id } = request.params;
    checkCamera(id);
    response.set('Cache-Control', 'no-store').json({ links: list(id, placeOf(request)) });
  });

  router.post(linksPath, smallJsonBody, async (request, response) => {
    const { id } = request.params;
    checkCamera(id);
    const place = placeOf(request);
    const link = await links.create(id, parseBody(linkBodySchema, request.body));
    if (!link) throw new ApiError(409, 'too-many-links', `There are ${maxLinks} links; delete some first.`);
    response.status(201).set('Cache-Control', 'no-store').json(view(link, place));
  });

  router.delete(`${linksPath}/:link`, async (request, response) => {
    const { id, link } = request.params;
    checkCamera(id);
    const place = placeOf(request);
    if (!(await links.revoke(id, link))) throw new ApiError(404, 'unknown-link', 'Link not found');
    response.set('Cache-Control', 'no-store').json({ status: 'deleted', links: list(id, place) });
  });

  router.all(linksPath, methodNotAllowed('GET, HEAD, POST'));
  router.all(`${linksPath}/:link`, methodNotAllowed('DELETE'));
  return router;
}

function placeOf(request: Request): LinkPlace {
  return { origin: requestOrigin(request), prefix: pathPrefix(request) };
}

function linkPath({ camera, scope }: StoredLink, token: string): string {
  const kind = scope === 'stream' ? 'video' : 'snapshot';
  return `/cam/${encodeURIComponent(camera)}/${kind}?token=${token}`;
}
