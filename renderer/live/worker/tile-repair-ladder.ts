/** The repairs of a tile that stands still, the mildest first. */
export type TileRepair = 'tile' | 'socket' | 'page';

/** `afterMs` counts from the moment when the picture is too old. */
const rungs: { repair: TileRepair; afterMs: number }[] = [
  { repair: 'tile', afterMs: 0 },
  { repair: 'socket', afterMs: 10_000 },
  { repair: 'page', afterMs: 30_000 },
];
/** After this time the ladder begins again at its first rung. */
const againAfterMs = 90_000;

export interface TileSight {
  /** The time of the last painted picture, by performance.now(); undefined: there was none. */
  paintedAtMs: number | undefined;
  /** The tile wants pictures and the server has fresh ones. */
  expected: boolean;
  /** False while there is no connection. The connection repairs itself, and this time does not count for the tile. */
  connected: boolean;
  /** A tile stands still when its picture is older than this. */
  limitMs: number;
}

/** Decides when and how to repair a tile that stands still although the server has pictures. */
export class TileRepairLadder {
  #sinceMs: number;
  #observedAtMs: number;
  #rung = 0;

  constructor(nowMs: number) {
    this.#sinceMs = nowMs;
    this.#observedAtMs = nowMs;
  }

  /** Call it several times a second. Gives the repair that is due now. */
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
