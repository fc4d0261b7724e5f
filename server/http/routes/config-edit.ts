import type { Request, Response } from 'express';
import type { Door } from '../../access/door.ts';
import { configEtag } from '../../config/config-etag.ts';
import type { ConfigEditResult, ConfigStore } from '../../config/config-store.ts';
import type { CameraOrigins, ReplacedIds } from '../../contract/config/camera-origins.ts';
import type { ConfigRefusal } from '../../contract/config/config-refusal.ts';
import type { ServerConfig } from '../../contract/config/config.ts';
import { keepLoggedIn } from '../gate/keep-logged-in.ts';
import { ApiError } from '../message/api-error.ts';

type Refusal = ConfigRefusal | { ok: false; kind: 'unknown-camera' };
type Edit = (current: Readonly<ServerConfig>) => Extract<ConfigEditResult, { ok: true }> | Refusal;

interface EditOptions {
  keepReplaced?: boolean;
  /** The cameras whose ids the edit changes. */
  origins?: CameraOrigins;
  /** The ids that belong to another camera after the edit. */
  replaced?: ReplacedIds;
  /** Where the login may be changed: the browser that does it stays logged in. */
  door?: Door;
}

/**
 * Changes the configuration for a request and notes the new ETag in its answer.
 * @throws ApiError 412 when the request's If-Match is not of the current configuration, 400, 404, 422 as `edit` refuses
 */
export async function editConfig(
  store: ConfigStore,
  request: Request,
  response: Response,
  edit: Edit,
  { door, ...options }: EditOptions = {},
): Promise<{ config: Readonly<ServerConfig>; keptAs?: string }> {
  const stayIn = door && keepLoggedIn(door, request, response);
  const changed = await store.change((current) => {
    // Checked in the turn of this change: no other change can come between the check and the writing.
    requireMatch(request, current);
    return edit(current);
  }, options);
  if (!changed.ok) throw refusal(changed);
  response.set('ETag', configEtag(changed.config));
  stayIn?.();
  return changed;
}

/** @throws ApiError 412 when the request's If-Match does not name `current` */
export function requireMatch(request: Request, current: Readonly<ServerConfig>): void {
  requireEtag(request, configEtag(current), 'The configuration');
}

/** @throws ApiError 412 when the request's If-Match does not name `etag` @param what begins the message for people */
export function requireEtag(request: Request, etag: string, what: string): void {
  const wanted = request.get('If-Match');
  if (wanted === undefined || namesEtag(wanted, etag)) return;
  throw new ApiError(
    412,
    'changed-meanwhile',
    `${what} was changed meanwhile. Load it again and repeat the change.`,
    { headers: { ETag: etag } },
  );
}

/** Answers a GET with a part of the configuration, or with 304 when the client has it already. */
export function sendConfig(
  request: Request,
  response: Response,
  config: Readonly<ServerConfig>,
  part: unknown,
) {
  const etag = configEtag(config);
  response.set({ ETag: etag, 'Cache-Control': 'private, no-cache' });
  if (namesEtag(request.get('If-None-Match') ?? '', etag)) response.status(304).end();
  else response.json(part);
}

export function unknownCamera(): ApiError {
  return new ApiError(404, 'unknown-camera', 'Camera not configured');
}

/** The answer to a body or a change that is refused. */
export function refusal(refused: Refusal): ApiError {
  switch (refused.kind) {
    case 'shape': {
      const fields = new Set(refused.issues.map(({ loc }) => loc.slice(1).join('.')));
      const field = fields.size === 1 ? [...fields][0] : undefined;
      return new ApiError(422, 'bad-shape', refused.issues, { field: field || undefined });
    }
    case 'rules':
      return new ApiError(400, 'bad-config', refused.messages.join('; '), {
        field: refused.field,
        problems: refused.problems,
      });
    case 'unknown-camera':
      return unknownCamera();
    default:
      return refused satisfies never;
  }
}

function namesEtag(header: string, etag: string): boolean {
  const tags = header.split(',').map((tag) => tag.trim());
  return tags.some((tag) => tag === '*' || tag === etag || withoutCompression(tag) === etag);
}

/** A proxy that compresses makes the ETag weak (nginx) or adds its method to it (Apache, Caddy). The version is the same. */
function withoutCompression(tag: string): string {
  return tag.replace(/^W\//, '').replace(/-(gzip|br|zstd)"$/, '"');
}
