/** What is done about a tile that stands still, mildest first. */
export type TileRepair = 'tile' | 'socket' | 'page';

/** How long after the picture is too old; after the last rung it begins anew. */
const rungs: { repair: TileRepair; afterMs: number }[] = [
  { repair: 'tile', afterMs: 0 },
  { repair: 'socket', afterMs: 10_000 },
  { repair: 'page', afterMs: 30_000 },
];
const againAfterMs = 90_000;

export interface TileSight {
  /** When a new picture of the camera was painted last, monotonic; undefined: never. */
  paintedAtMs: number | undefined;
  /** The tile wants pictures and the server has fresh ones. */
  expected: boolean;
  /** False while there is no connection: that is mended by itself, and is not the tile's time. */
  connected: boolean;
  /** Without a picture for longer it stands still. */
  limitMs: number;
}

/** Decides when a tile that stands still although the server has pictures is helped, and how. */
export class TileRepairLadder {
  #sinceMs: number;
  #observedAtMs: number;
  #rung = 0;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
    this.#observedAtMs = nowMs;
  }

  /** To be called about once a second. */
  observe(
    { paintedAtMs = 0, expected, connected, limitMs }: TileSight,
    nowMs: number,
  ): TileRepair | undefined {
    const passedMs = nowMs - this.#observedAtMs;
    this.#observedAtMs = nowMs;
    if (!expected || paintedAtMs > this.#sinceMs) {
      this.#sinceMs = expected ? paintedAtMs : nowMs;
      this.#rung = 0;
    }
    if (!connected) this.#sinceMs += passedMs;
    const quietMs = nowMs - this.#sinceMs - limitMs;
    const rung = rungs[this.#rung];
    if (rung && quietMs > rung.afterMs) {
      this.#rung++;
      return rung.repair;
    }
    if (quietMs > againAfterMs) {
      this.#sinceMs = nowMs - limitMs;
      this.#rung = 0;
    }
    return undefined;
  }
}
