import type { RawData, WebSocket } from 'ws';
import {
  liveCloseCodes,
  liveRequestSchema,
  liveVersion,
  type LiveRequest,
  type LiveTile,
} from '../contract/live.ts';
import { defaultWallSettings } from '../contract/wall.ts';
import type { Clock } from '../runtime/clock.ts';
import { LiveConnection } from './live-connection.ts';
import { LiveTileFeed, type OpenTile } from './live-tile.ts';
import type { MessageLimit } from './message-limit.ts';
import { PlaybackTileFeed, type OpenPlayer, type PlayedTile } from './playback-tile.ts';
import { ShownTiles } from './shown-tiles.ts';
import type { WallPage, Walls } from './walls.ts';

/**
 * Pings keep proxies from closing a silent connection after a minute. A page without an answer to a ping has vanished.
 */
const pingIntervalMs = 10_000;
/** The reason of a close frame has at most 123 bytes. */
const maxReasonBytes = 123;

export interface LiveSessionParts {
  socket: WebSocket;
  /** The wall the page belongs to; undefined: it plays recordings, and is no wall. */
  wall: string | undefined;
  walls: Walls;
  openTile: OpenTile;
  openPlayer: OpenPlayer;
  /** The limit of the page's messages; other pages may share it. */
  messages: MessageLimit;
  clock: Clock;
}

/** An open page of a wall. */
export interface LiveSession {
  /** Aborts when the page has left or was disconnected; then no work for it is started. */
  left: AbortSignal;
  /**
   * Disconnects the page.
   * @param code one of `liveCloseCodes`, or as WebSocket defines them
   */
  end(code: number, reason: string): void;
}

/** Serves one page until its connection closes; closes it when `signal` aborts. */
export function serveLive(
  { socket, wall, walls, openTile, openPlayer, messages, clock }: LiveSessionParts,
  signal: AbortSignal,
): LiveSession {
  const left = new AbortController();
  const leave = (): void => {
    left.abort();
    tiles.close();
  };
  const end = (code: number, reason: string): void => {
    leave();
    socket.close(code, reason);
  };
  const connection = new LiveConnection(socket, () => tiles.flush());
  const tiles = new ShownTiles(
    {
      clock,
      create: (tile) =>
        isPlayed(tile)
          ? new PlaybackTileFeed(connection, openPlayer, tile)
          : new LiveTileFeed(connection, openTile, tile, (what) => walls.countAnnotations(what)),
      onSlowed: () => walls.countFlood('slowed'),
    },
    left.signal,
  );
  const page =
    wall === undefined ? noWall() : walls.join(wall, (notice) => connection.send(notice), left.signal);

  const take = (request: LiveRequest): void => {
    switch (request.type) {
      case 'tiles':
        return tiles.show(request.tiles);
      case 'painted':
        return tiles.confirm(request.tile, request.sequence);
      case 'clock':
        return connection.send({ type: 'clock', at: request.at, server_at: clock.now().getTime() });
      case 'report':
        return page.report(request);
      default:
        return request satisfies never;
    }
  };

  /** Whether a message is within the limit; a page that sends too much is disconnected. */
  const isWithin = (bytes: number): boolean => {
    const tooMuch = messages.refusal(bytes);
    if (tooMuch === undefined) return !left.signal.aborted;
    if (!left.signal.aborted) {
      walls.countFlood('ended');
      end(liveCloseCodes.tooMuch, tooMuch);
    }
    // The page has a moment to read the reason; its further messages are not read.
    socket.pause();
    return false;
  };

  socket.on('message', (data, isBinary) => {
    if (!isWithin(byteCount(data))) return;
    const parsed = parseRequest(data, isBinary);
    if ('problem' in parsed) end(liveCloseCodes.badMessage, cut(parsed.problem));
    else take(parsed.request);
  });
  // A pong without a ping costs as much time as a message.
  const weigh = ({ length }: Buffer) => void isWithin(length);
  socket.on('ping', weigh);
  // An error also closes the socket; the library has told the page the reason.
  socket.on('error', () => undefined);
  // This also runs after `end`: the page may have been disconnected while its tiles were being opened.
  socket.once('close', leave);
  signal.addEventListener('abort', () => end(1001, 'the server stops'), { signal: left.signal });
  void endWhenSilent({ socket, clock, end, onUnasked: weigh }, left.signal);
  connection.send({ type: 'welcome', version: liveVersion, wall: wall ?? '', settings: page.settings });
  return { left: left.signal, end };
}

/** A page that is counted among no wall's: its reports tell of nothing live. */
function noWall(): WallPage {
  return { settings: defaultWallSettings(), report: () => undefined };
}

const isPlayed = (tile: LiveTile): tile is PlayedTile => tile.playback !== undefined;

function byteCount(data: RawData): number {
  return Array.isArray(data) ? data.reduce((sum, { length }) => sum + length, 0) : data.byteLength;
}

function parseRequest(data: RawData, isBinary: boolean): { request: LiveRequest } | { problem: string } {
  if (isBinary) return { problem: 'a message must be JSON text' };
  let message: unknown;
  try {
    // Text comes as one Buffer, because the socket's binaryType is the default.
    message = JSON.parse((data as Buffer).toString());
  } catch {
    return { problem: 'not JSON' };
  }
  const parsed = liveRequestSchema.safeParse(message);
  if (parsed.success) return { request: parsed.data };
  const [issue] = parsed.error.issues;
  return { problem: `${issue?.path.join('.') ?? ''}: ${issue?.message ?? 'not understood'}` };
}

/** Shortens the text to the allowed bytes, at a whole character. */
function cut(reason: string): string {
  const bytes = Buffer.from(reason);
  return bytes.length <= maxReasonBytes
    ? reason
    : bytes
        .subarray(0, maxReasonBytes - 3)
        .toString()
        .replace(/\uFFFD+$/u, '');
}

interface Silence extends Pick<LiveSessionParts, 'socket' | 'clock'> {
  end: LiveSession['end'];
  /** Called for a pong without a ping. */
  onUnasked: (pong: Buffer) => void;
}

async function endWhenSilent({ socket, clock, end, onUnasked }: Silence, left: AbortSignal): Promise<void> {
  let answered = true;
  socket.on('pong', (pong) => {
    if (answered) onUnasked(pong);
    answered = true;
  });
  while (!left.aborted) {
    if (!answered) {
      end(liveCloseCodes.silent, 'no answer to a ping');
      // A page that does not answer a ping would not answer a close frame either.
      socket.terminate();
      return;
    }
    answered = false;
    socket.ping();
    await clock.sleep(pingIntervalMs, left);
  }
}
