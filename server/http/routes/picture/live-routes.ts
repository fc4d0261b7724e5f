import type { Request } from 'express';
import { WebSocketServer, type WebSocket } from 'ws';
import { z } from 'zod';
import type { Principal } from '../../../access/principal.ts';
import type { Supervisor } from '../../../camera/supervisor.ts';
import type { ConfigStore } from '../../../config/config-store.ts';
import {
  liveCloseCodes,
  liveHeaderBytes,
  liveLimits,
  livePath,
  liveSizeClasses,
} from '../../../contract/live.ts';
import type { HookGate } from '../../../hook/hook-gate.ts';
import { defaultWallName, wallNameSchema } from '../../../contract/wall.ts';
import { serveLive } from '../../../live/live-session.ts';
import { liveSocketOptions } from '../../../live/live-socket-options.ts';
import type { OpenTile } from '../../../live/live-tile.ts';
import type { SeenByHook } from '../../../live/tile-annotations.ts';
import type { OpenPlayer } from '../../../live/playback-tile.ts';
import type { MessageLimit } from '../../../live/message-limit.ts';
import { MessageLimits } from '../../../live/message-limits.ts';
import type { Walls } from '../../../live/walls.ts';
import type { Faults } from '../../../log/faults.ts';
import type { Clock } from '../../../runtime/clock.ts';
import type { Client } from '../../../runtime/queue/client.ts';
import { Places } from '../../../runtime/queue/places.ts';
import { maxVariantsPerCamera } from '../../../stream/variant-pool.ts';
import type { VariantPools } from '../../../stream/variant-pools.ts';
import { clientOf } from '../../gate/client-of.ts';
import { limitRefusal, refusalSentence } from '../../gate/limit-refusal.ts';
import { principalOf } from '../../gate/principal-of.ts';
import type { Viewers } from '../../gate/viewers.ts';
import { ApiError } from '../../message/api-error.ts';
import { socketOperation, type Operation } from '../../operation/operation.ts';
import { noteUpgraded, upgradeOf, type Upgrade } from '../../port/upgrade.ts';
import { playerOpener, type PlayerOpenerParts } from './player-opener.ts';

export interface LiveParts extends PlayerOpenerParts {
  cameras: Supervisor;
  store: ConfigStore;
  viewers: Viewers;
  variants: VariantPools;
  hooks: Pick<HookGate, 'hubOf'>;
  seen: SeenFeed;
  walls: Walls;
  clock: Clock;
  faults: Faults;
  /** Aborts when the server stops. */
  stopping: AbortSignal;
}

/** What the hooks of cameras see. */
export interface SeenFeed {
  /** Calls `listener` until `signal` aborts. */
  watch(camera: string, listener: (seen: SeenByHook) => void, signal: AbortSignal): void;
}

/** `/api/live`: the WebSocket of walls. */
export function liveOperations(parts: LiveParts): Operation[] {
  const places = new Places({ total: liveLimits.connections, reserved: liveLimits.reservedConnections });
  const messageLimits = new MessageLimits(parts.clock);
  const openPlayerFor = playerOpener(parts);
  const sockets = new WebSocketServer(liveSocketOptions);
  // Thrown inside `handleUpgrade`, before an answer has begun.
  sockets.on('wsClientError', ({ message }) => {
    throw new ApiError(400, 'bad-websocket', `${message}.`, { headers: { 'Sec-WebSocket-Version': '13' } });
  });
  return [
    socketOperation({
      path: livePath,
      guard: 'view',
      group: 'Pictures',
      summary: 'Many cameras over one WebSocket, as walls show them',
      description: protocol,
      query: z.object({
        wall: wallNameSchema.default(defaultWallName).describe('Name of the wall'),
        for: z
          .enum(['wall', 'recordings'])
          .default('wall')
          .describe('"recordings": a page that plays recordings and is no wall; `wall` is of no moment then'),
      }),
      answers: { 101: { description: 'WebSocket' } },
      errors: [400, 403, 422, 426, 503],
      handle(request, response) {
        const wall = isForRecordings(request) ? undefined : wallOf(request);
        const client = clientOf(request);
        const bound = places.refusal(client);
        if (bound) throw limitRefusal(parts.refusals, { limit: 'walls', bound, max: placesFor(client) });
        // Last: a page asks without an upgrade to learn why its WebSocket is refused.
        const upgrade = wantedUpgrade(request);
        sockets.handleUpgrade(request, upgrade.socket, upgrade.head, (socket) => {
          socket.once('close', places.take(client));
          noteUpgraded(response, upgrade);
          parts.faults.guard(socket, 'websocket', () => socket.terminate());
          const messages = messageLimits.of(client);
          const openPlayer = openPlayerFor(client);
          servePage(parts, socket, { wall, client, messages, openPlayer, principal: principalOf(response) });
        });
      },
    }),
  ];
}

const protocol =
  'The page sends JSON: `tiles` (all it shows: tile, camera, width, fps, `plain`, `annotations` for what hooks see, and `playback` for a tile from the recordings), `painted` after each frame, `clock` and ' +
  '`report`. The server sends JSON (`welcome`, `settings`, `command`, `refused`, `clock`, `annotations`, `playback`) and binary messages: a ' +
  `header of ${liveHeaderBytes} bytes, little-endian (version u8, header bytes u8, EXIF orientation u8, flags u8 with ` +
  '1 for a placeholder, tile u32, sequence u32, capture time f64 in milliseconds since the epoch), then the JPEG. ' +
  `At most ${liveLimits.framesInFlight} frames of a tile are sent ahead of \`painted\`; what is sent is the newest. ` +
  `Widths are one of ${liveSizeClasses.join(', ')}, or null for the camera’s own.`;

/** @throws ApiError 422 */
function isForRecordings({ query }: Pick<Request, 'query'>): boolean {
  const { for: kind = 'wall' } = query;
  if (kind === 'wall' || kind === 'recordings') return kind === 'recordings';
  const msg = 'Input should be "wall" or "recordings"';
  throw new ApiError(422, 'bad-query', [{ type: 'literal_error', loc: ['query', 'for'], msg }]);
}

/** @throws ApiError 422 */
function wallOf({ query }: Pick<Request, 'query'>): string {
  const parsed = wallNameSchema.safeParse(query['wall'] ?? defaultWallName);
  if (parsed.success) return parsed.data;
  const [issue] = parsed.error.issues;
  const detail = [{ type: 'string_pattern_mismatch', loc: ['query', 'wall'], msg: issue?.message ?? '' }];
  throw new ApiError(422, 'bad-query', detail);
}

/** @throws ApiError 426 */
function wantedUpgrade(request: Request): Upgrade {
  const upgrade = upgradeOf(request);
  if (upgrade) return upgrade;
  throw new ApiError(426, 'websocket-needed', 'This address speaks WebSocket.', {
    headers: { Upgrade: 'websocket' },
  });
}

/** The most pages that a client can have while no other client has one. */
function placesFor({ isOwn }: Client): number {
  const { connections, reservedConnections } = liveLimits;
  return connections - (isOwn ? 0 : reservedConnections);
}

interface PageRequest {
  /** Undefined: it plays recordings. */
  wall: string | undefined;
  openPlayer: OpenPlayer;
  client: Client;
  messages: MessageLimit;
  principal: Principal;
}

function servePage(parts: LiveParts, socket: WebSocket, page: PageRequest): void {
  const { wall, client, messages, openPlayer, principal } = page;
  const openTile = tileOpener(parts, principal, client);
  const { left, end } = serveLive({ ...parts, socket, wall, openTile, openPlayer, messages }, parts.stopping);
  parts.viewers.addPage(principal, client, () => end(liveCloseCodes.notAllowed, 'log in again'), left);
}

function tileOpener(parts: LiveParts, principal: Principal, client: Client): OpenTile {
  const { cameras, store, viewers, variants, hooks, seen, refusals } = parts;
  return ({ camera: id, width, fps, plain = false }, left) => {
    const camera = cameras.camera(id);
    if (!camera) return { refusal: { code: 'unknown-camera', message: 'There is no such camera.' } };
    const max = store.current.max_viewers;
    const bound = viewers.refusal(id, client, max);
    if (bound) {
      const message = refusalSentence(refusals, { limit: 'viewers', bound, max });
      return { refusal: { code: 'too-many-viewers', message } };
    }
    const hub = hooks.hubOf(camera, plain ? 'plain' : 'hooked');
    const variant = { width: width ?? undefined, fps: fps ?? undefined };
    const found = variants.hub({ hub, config: { id } }, variant, client);
    if ('full' in found) {
      const hit = { limit: 'variants', bound: found.full, max: maxVariantsPerCamera } as const;
      return { refusal: { code: 'too-many-sizes', message: refusalSentence(refusals, hit) } };
    }
    viewers.addTile(principal, client, id, left);
    return {
      hub: found.hub,
      watchSeen: (listener, signal) => seen.watch(id, listener, signal),
    };
  };
}
