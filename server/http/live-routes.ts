import { Router, type Request, type Response } from 'express';
import { WebSocketServer } from 'ws';
import type { Supervisor } from '../camera/supervisor.ts';
import type { ConfigStore } from '../config/config-store.ts';
import { liveCloseCodes, liveLimits, livePath } from '../contract/live.ts';
import { defaultWallName, wallNameSchema } from '../contract/wall.ts';
import { serveLive } from '../live/live-session.ts';
import type { OpenTile } from '../live/live-tile.ts';
import type { Walls } from '../live/walls.ts';
import type { Clock } from '../runtime/clock.ts';
import type { VariantPools } from '../stream/variant-pools.ts';
import { ApiError } from './api-error.ts';
import { methodNotAllowed } from './error-handler.ts';
import { principalOf } from './principal-of.ts';
import { takeUpgrade } from './upgrade.ts';
import type { Viewers } from './viewers.ts';

export interface LiveParts {
  cameras: Supervisor;
  store: ConfigStore;
  viewers: Viewers;
  variants: VariantPools;
  walls: Walls;
  clock: Clock;
  /** Aborts when the server stops. */
  stopping: AbortSignal;
}

/** `/api/live`: the WebSocket of walls. */
export function liveRoutes(parts: LiveParts): Router {
  const router = Router();
  const sockets = new WebSocketServer({
    noServer: true,
    maxPayload: liveLimits.messageBytes,
    // JPEG does not get smaller, and each connection would hold memory for it.
    perMessageDeflate: false,
  });
  router.get(livePath, (request, response) => {
    const wall = wallOf(request);
    if (sockets.clients.size >= liveLimits.connections) {
      const detail = `${liveLimits.connections} pages show walls already; try again later.`;
      throw new ApiError(503, 'too-many-walls', detail, { 'Retry-After': '5' });
    }
    const upgrade = takeUpgrade(request, response);
    if (!upgrade)
      throw new ApiError(426, 'websocket-needed', 'This address speaks WebSocket.', { Upgrade: 'websocket' });
    sockets.handleUpgrade(request, upgrade.socket, upgrade.head, (socket) => {
      const end = () => socket.close(liveCloseCodes.notAllowed, 'log in again');
      const openTile = tileOpener(parts, response, end);
      serveLive({ ...parts, socket, wall, openTile }, parts.stopping);
    });
  });
  router.all(livePath, methodNotAllowed('GET'));
  return router;
}

/** @throws ApiError 422 */
function wallOf({ query }: Request): string {
  const parsed = wallNameSchema.safeParse(query['wall'] ?? defaultWallName);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const detail = [{ type: 'string_pattern_mismatch', loc: ['query', 'wall'], msg: issue?.message ?? '' }];
  throw new ApiError(422, 'bad-query', detail);
}

function tileOpener(
  { cameras, store, viewers, variants }: LiveParts,
  response: Response,
  end: () => void,
): OpenTile {
  return ({ camera: id, width }, left) => {
    const camera = cameras.camera(id);
    if (!camera) return { refusal: { code: 'unknown-camera', message: 'There is no such camera.' } };
    const count = viewers.count(id);
    if (count >= store.current.max_viewers) {
      const message = `This camera has ${count} viewers already, as many as max_viewers allows.`;
      return { refusal: { code: 'too-many-viewers', message } };
    }
    const hub = variants.hub(camera, width === null ? {} : { width });
    if (!hub) {
      const message = 'Too many different sizes of this camera are being watched.';
      return { refusal: { code: 'too-many-sizes', message } };
    }
    viewers.addTile(principalOf(response), id, end, left);
    return { hub };
  };
}
