import { z } from 'zod';
import type { Links } from '../../../access/links.ts';
import type { Principal } from '../../../access/principal.ts';
import type { ConfigStore } from '../../../config/config-store.ts';
import { guestSchema, type Guest } from '../../../contract/access.ts';
import { principalOf } from '../../gate/principal-of.ts';
import { operation, type Operation } from '../../operation/operation.ts';
import { findCamera } from '../camera/single-camera-routes.ts';

export interface GuestParts {
  links: Links;
  store: ConfigStore;
}

/** `/cam/{id}/guest`: what the page for guests shows beside the picture. */
export function guestOperations({ links, store }: GuestParts): Operation[] {
  return [
    operation({
      method: 'get',
      path: '/cam/{id}/guest',
      guard: 'view',
      noStore: true,
      group: 'Access',
      summary: 'The name of a camera, and until when a signed link shows it',
      query: z.object({
        token: z.string().optional().describe('The token of a signed link, instead of a login'),
      }),
      answers: { 200: { description: 'For the page of guests', schema: guestSchema } },
      errors: [404],
      handle(request, response) {
        const { id, name } = findCamera(store.current, request.params.id);
        response.json({ camera: { id, name }, ...termsOf(principalOf(response), links) } satisfies Guest);
      },
    }),
  ];
}

function termsOf(principal: Principal, links: Links): Pick<Guest, 'scope' | 'expires_at'> {
  if (principal.kind !== 'link') return { scope: 'stream', expires_at: null };
  const endsAtMs = links.expiresAt(principal);
  const expires_at = endsAtMs === undefined ? null : new Date(endsAtMs).toISOString();
  return { scope: principal.limits.scope, expires_at };
}
