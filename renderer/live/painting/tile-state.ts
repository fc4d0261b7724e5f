import type { TileView } from '../live-tile.ts';

/** The picture of the camera that the tile shows. */
export interface Glass {
  /** By the server's clock, in milliseconds since the epoch. */
  capturedAt: number;
  /** By performance.now(). */
  paintedAtMs: number;
}

/**
 * The state of a tile. `tile` is the number of its subscription, and each subscription has another number. So a frame or
 * refusal that comes late for an old subscription is recognized.
 */
export type TileState =
  /** The tile wants nothing: it is out of sight or has no size. */
  | { kind: 'off' }
  /**
   * No frame of this subscription was painted. `glass` is the picture of the subscription before. The tile waits since
   * `sinceMs` by performance.now(), however often it subscribed anew.
   */
  | { kind: 'waiting'; tile: number; sinceMs: number; glass: Glass | undefined }
  | { kind: 'showing'; tile: number; glass: Glass }
  | { kind: 'placeholder'; tile: number }
  | { kind: 'refused'; tile: number; message: string };

export type TileEvent =
  | { type: 'off' }
  | { type: 'subscribed'; tile: number; nowMs: number }
  | { type: 'painted'; tile: number; placeholder: boolean; glass: Glass }
  | { type: 'refused'; tile: number; message: string };

/** The state after an event. */
export function nextTileState(state: TileState, event: TileEvent): TileState {
  switch (event.type) {
    case 'off':
      // The old picture must not count as recent when the tile is visible again.
      return { kind: 'off' };
    case 'subscribed':
      return {
        kind: 'waiting',
        tile: event.tile,
        sinceMs: state.kind === 'waiting' ? state.sinceMs : event.nowMs,
        glass: glassOf(state),
      };
    case 'painted':
      if (!isOf(state, event.tile)) return state;
      if (event.placeholder) return { kind: 'placeholder', tile: event.tile };
      return { kind: 'showing', tile: event.tile, glass: event.glass };
    case 'refused':
      if (!isOf(state, event.tile)) return state;
      return { kind: 'refused', tile: event.tile, message: event.message };
    default:
      return event satisfies never;
  }
}

/** Whether `tile` is the number of the present subscription. */
export function isOf(state: TileState, tile: number): boolean {
  return state.kind !== 'off' && state.tile === tile;
}

export function glassOf(state: TileState): Glass | undefined {
  return 'glass' in state ? state.glass : undefined;
}

export interface ClockReading {
  nowMs: number;
  /** The time of the server's clock now; undefined until it is known. */
  serverNow: number | undefined;
}

/** The time since the picture's capture, or since its painting while the server's clock is not known. */
export function glassAgeMs({ capturedAt, paintedAtMs }: Glass, { nowMs, serverNow }: ClockReading): number {
  return Math.max(0, serverNow === undefined ? nowMs - paintedAtMs : serverNow - capturedAt);
}

/**
 * The age of a tile for the server's report: that of its picture, or the time that it has waited for its first one, so
 * that a tile which never paints is noticed. Null where no picture is expected.
 */
export function reportedAgeMs(state: TileState, moment: ClockReading): number | null {
  const glass = glassOf(state);
  if (glass) return glassAgeMs(glass, moment);
  return state.kind === 'waiting' ? moment.nowMs - state.sinceMs : null;
}

/** The time from the picture's capture to its painting; null while the server's clock is not known. */
export function paintDelayMs(
  { capturedAt, paintedAtMs }: Glass,
  { nowMs, serverNow }: ClockReading,
): number | null {
  return serverNow === undefined ? null : Math.max(0, serverNow - (nowMs - paintedAtMs) - capturedAt);
}

/**
 * The view of a tile at this time.
 * @param limitMs an older picture does not count as live
 * @param undecodable the newest picture that arrived could not be shown
 */
export function tileView(
  state: TileState,
  moment: ClockReading,
  {
    limitMs,
    framesPerSecond,
    undecodable,
  }: { limitMs: number; framesPerSecond: number; undecodable: boolean },
): TileView {
  switch (state.kind) {
    case 'placeholder':
      return { kind: 'placeholder' };
    case 'refused':
      return { kind: 'refused', message: state.message };
    case 'off':
      return { kind: 'waiting', ageMs: 0 };
    case 'waiting':
    case 'showing': {
      const ageMs = state.glass && glassAgeMs(state.glass, moment);
      if (ageMs !== undefined && ageMs <= limitMs) return { kind: 'live', ageMs, framesPerSecond };
      if (undecodable) return { kind: 'undecodable' };
      if (ageMs !== undefined) return { kind: 'frozen', ageMs };
      return { kind: 'waiting', ageMs: state.kind === 'waiting' ? moment.nowMs - state.sinceMs : 0 };
    }
    default:
      return state satisfies never;
  }
}
