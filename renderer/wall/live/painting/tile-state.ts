import type { TileView } from '../live-tile.ts';

/** A picture of the camera that is on the glass. */
export interface Glass {
  /** By the server's clock, milliseconds since the epoch. */
  capturedAt: number;
  /** Monotonic. */
  paintedAtMs: number;
}

/**
 * What a tile gets and shows. `tile` is the number of its subscription, another with each: a frame or refusal that
 * comes late for an old one is known by it.
 */
export type TileState =
  /** It wants nothing: out of sight, or without a size. */
  | { kind: 'off' }
  /** Nothing was painted of this subscription; `glass` is left of the one before. */
  | { kind: 'waiting'; tile: number; glass: Glass | undefined }
  | { kind: 'showing'; tile: number; glass: Glass }
  | { kind: 'placeholder'; tile: number }
  | { kind: 'refused'; tile: number; message: string };

export type TileEvent =
  | { type: 'off' }
  | { type: 'subscribed'; tile: number }
  | { type: 'painted'; tile: number; placeholder: boolean; glass: Glass }
  | { type: 'refused'; tile: number; message: string };

/** The state after an event. */
export function nextTileState(state: TileState, event: TileEvent): TileState {
  switch (event.type) {
    case 'off':
      // What was there is not shown as something recent when the tile is seen again.
      return { kind: 'off' };
    case 'subscribed':
      return { kind: 'waiting', tile: event.tile, glass: glassOf(state) };
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

/** Whether what came for this number is for the subscription of now. */
export function isOf(state: TileState, tile: number): boolean {
  return state.kind !== 'off' && state.tile === tile;
}

export function glassOf(state: TileState): Glass | undefined {
  return 'glass' in state ? state.glass : undefined;
}

export interface ClockReading {
  nowMs: number;
  /** What the server's clock shows now; undefined until it is known. */
  serverNow: number | undefined;
}

/** From the picture's capture until now; from its painting while the server's clock is not known. */
export function glassAgeMs({ capturedAt, paintedAtMs }: Glass, { nowMs, serverNow }: ClockReading): number {
  return Math.max(0, serverNow === undefined ? nowMs - paintedAtMs : serverNow - capturedAt);
}

/** From the picture's capture until it was painted; null while the server's clock is not known. */
export function paintDelayMs(
  { capturedAt, paintedAtMs }: Glass,
  { nowMs, serverNow }: ClockReading,
): number | null {
  return serverNow === undefined ? null : Math.max(0, serverNow - (nowMs - paintedAtMs) - capturedAt);
}

/**
 * @param limitMs a picture that is older does not pass for live
 * @param undecodable the newest picture that came could not be shown
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
      return { kind: 'waiting' };
    case 'waiting':
    case 'showing': {
      const ageMs = state.glass && glassAgeMs(state.glass, moment);
      if (ageMs !== undefined && ageMs <= limitMs) return { kind: 'live', ageMs, framesPerSecond };
      if (undecodable) return { kind: 'undecodable' };
      return ageMs === undefined ? { kind: 'waiting' } : { kind: 'frozen', ageMs };
    }
    default:
      return state satisfies never;
  }
}
