import type { Request } from 'express';
import { z } from 'zod';
import type { StoredLink } from '../../../access/access-record.ts';
import type { Links } from '../../../access/links.ts';
import type { ConfigStore } from '../../../config/config-store.ts';
import { guestPath, linkBodySchema, linkSchema, maxLinks, type LinkView } from '../../../contract/access.ts';
import { requestOrigin } from '../../gate/own-origin.ts';
import { pathPrefix } from '../../gate/path-prefix.ts';
import { ApiError } from '../../message/api-error.ts';
import { parseBody } from '../../message/parse-request.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import { findCamera } from '../camera/single-camera-routes.ts';

export interface LinkParts {
  links: Links;
  store: ConfigStore;
}

/** How the client that asks reaches this server. */
interface LinkPlace {
  origin: string;
  prefix: string;
}

const linksPath = '/api/cameras/{id}/links';
const ofLinks = { guard: 'admin', noStore: true, group: 'Access' } as const;

/** `/api/cameras/{id}/links`: addresses that show one camera without a login, for a time. */
export function linkOperations({ links, store }: LinkParts): Operation[] {
  const view = (link: StoredLink, { origin, prefix }: LinkPlace): LinkView => {
    const token = links.tokenOf(link);
    const path = prefix + linkPath(link, token);
    const named = encodeURIComponent(link.made_for ?? link.camera);
    const page = `${origin}${prefix}${guestPath}?camera=${named}&token=${token}`;
    const { id, camera, scope, fps = null, width = null, label = null, created_at, expires_at } = link;
    const addresses = { token, path, url: origin + path, page };
    return { id, camera, scope, fps, width, label, created_at, expires_at, ...addresses };
  };
  const list = (camera: string, place: LinkPlace) => links.list(camera).map((link) => view(link, place));

  return [
    operation({
      ...ofLinks,
      method: 'get',
      path: linksPath,
      summary: 'The signed links of a camera',
      answers: { 200: { description: 'All', schema: z.object({ links: z.array(linkSchema) }) } },
      errors: [404],
      handle(request, response) {
        const { id } = request.params;
        findCamera(store.current, id);
        response.json({ links: list(id, placeOf(request)) });
      },
    }),
    operation({
      ...ofLinks,
      method: 'post',
      path: linksPath,
      summary: 'Makes a link that shows this camera without a login until it expires',
      body: {
        schema: linkBodySchema,
        size: 'small',
        example: { scope: 'stream', expires_in: 86_400, fps: 5, width: 640, label: 'Porch' },
      },
      answers: { 201: { description: 'Made', schema: linkSchema } },
      errors: [404, 409],
      async handle(request, response) {
        const { id } = request.params;
        findCamera(store.current, id);
        const place = placeOf(request);
        const link = await links.create(id, parseBody(linkBodySchema, request.body));
        if (!link)
          throw new ApiError(409, 'too-many-links', `There are ${maxLinks} links; delete some first.`);
        response.status(201).json(view(link, place));
      },
    }),
    operation({
      ...ofLinks,
      method: 'delete',
      path: `${linksPath}/{link}`,
      summary: 'Revokes a link; its streams end',
      answers: {
        200: {
          description: 'Revoked; the links that are left',
          schema: z.object({ status: z.literal('deleted'), links: z.array(linkSchema) }),
        },
      },
      errors: [404],
      async handle(request, response) {
        const { id, link } = request.params;
        findCamera(store.current, id);
        const place = placeOf(request);
        if (!(await links.revoke(id, link))) throw new ApiError(404, 'unknown-link', 'Link not found');
        response.json({ status: 'deleted', links: list(id, place) });
      },
    }),
  ];
}

function placeOf(request: Pick<Request, 'get' | 'headers' | 'protocol' | 'socket'>): LinkPlace {
  return { origin: requestOrigin(request), prefix: pathPrefix(request) };
}

function linkPath({ camera, made_for = camera, scope }: StoredLink, token: string): string {
  const kind = scope === 'stream' ? 'video' : 'snapshot';
  return `/cam/${encodeURIComponent(made_for)}/${kind}?token=${token}`;
}
