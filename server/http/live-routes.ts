import { Router, type Request } from 'express';
import { WebSocketServer, type WebSocket } from 'ws';
import type { Principal } from '../access/principal.ts';
import type { Supervisor } from '../camera/supervisor.ts';
import type { ConfigStore } from '../config/config-store.ts';
import { liveCloseCodes, liveLimits, livePath } from '../contract/live.ts';
import { defaultWallName, wallNameSchema } from '../contract/wall.ts';
import { serveLive } from '../live/live-session.ts';
import type { OpenTile } from '../live/live-tile.ts';
import type { Walls } from '../live/walls.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Faults } from '../runtime/faults.ts';
import type { VariantPools } from '../stream/variant-pools.ts';
import { ApiError } from './api-error.ts';
import { methodNotAllowed } from './error-handler.ts';
import { isNearClient } from './near-client.ts';
import { principalOf } from './principal-of.ts';
import { noteUpgraded, upgradeOf, type Upgrade } from './upgrade.ts';
import type { Viewers } from './viewers.ts';

export interface LiveParts {
  cameras: Supervisor;
  store: ConfigStore;
  viewers: Viewers;
  variants: VariantPools;
  walls: Walls;
  clock: Clock;
  faults: Faults;
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
  // Said inside `handleUpgrade`, whose caller has not begun an answer.
  sockets.on('wsClientError', ({ message }) => {
    throw new ApiError(400, 'bad-websocket', `${message}.`, { 'Sec-WebSocket-Version': '13' });
  });
  router.get(livePath, (request, response) => {
    const wall = wallOf(request);
    const upgrade = wantedUpgrade(request, sockets.clients.size);
    sockets.handleUpgrade(request, upgrade.socket, upgrade.head, (socket) => {
      noteUpgraded(response, upgrade);
      parts.faults.guard(socket, 'websocket', () => socket.terminate());
      servePage(parts, socket, wall, principalOf(response));
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

/** @throws ApiError 426, 503 */
function wantedUpgrade(request: Request, openCount: number): Upgrade {
  const upgrade = upgradeOf(request);
  if (!upgrade)
    throw new ApiError(426, 'websocket-needed', 'This address speaks WebSocket.', { Upgrade: 'websocket' });
  const { connections, reservedConnections } = liveLimits;
  if (openCount < connections - (isNearClient(request.socket) ? 0 : reservedConnections)) return upgrade;
  throw new ApiError(503, 'too-many-walls', `${openCount} pages show walls already; try again later.`, {
    'Retry-After': '5',
  });
}

function servePage(parts: LiveParts, socket: WebSocket, wall: string, principal: Principal): void {
  const openTile = tileOpener(parts, principal);
  const { left, end } = serveLive({ ...parts, socket, wall, openTile }, parts.stopping);
  parts.viewers.addPage(principal, () => end(liveCloseCodes.notAllowed, 'log in again'), left);
}

function tileOpener({ cameras, store, viewers, variants }: LiveParts, principal: Principal): OpenTile {
  return ({ camera: id, width, fps }, left) => {
    const camera = cameras.camera(id);
    if (!camera) return { refusal: { code: 'unknown-camera', message: 'There is no such camera.' } };
    const count = viewers.count(id);
    if (count >= store.current.max_viewers) {
      const message = `This camera has ${count} viewers already, as many as max_viewers allows.`;
      return { refusal: { code: 'too-many-viewers', message } };
    }
    const hub = variants.hub(camera, { width: width ?? undefined, fps: fps ?? undefined });
    if (!hub) {
      const message = 'Too many different sizes and rates of this camera are being watched.';
      return { refusal: { code: 'too-many-sizes', message } };
    }
    viewers.addTile(principal, id, left);
    return { hub };
  };
}
