import type { WallRepairs } from '../../../../server/contract/wall.ts';
import { HourBudget } from './hour-budget.ts';
import type { TileRepair } from './tile-repair-ladder.ts';

/** A tile that cannot be helped must not disturb the others for ever. */
const tileRepairsPerHour = 60;
const socketRepairsPerHour = 12;

/** The connection and the page are all tiles': what is asked for again within this time has just been done. */
const sharedForMs = 5_000;

const none: WallRepairs = { tile: 0, socket: 0, page: 0 };

/** Bounds and counts how a wall helps itself. */
export class Repairs {
  readonly #budgets = {
    tile: new HourBudget(tileRepairsPerHour),
    socket: new HourBudget(socketRepairsPerHour),
  };
  #unreported: WallRepairs;
  readonly #sharedAtMs = { socket: -Infinity, page: -Infinity };

  /** @param unreported what was done before this page was loaded, and not told to the server yet */
  constructor(unreported: WallRepairs) {
    this.#unreported = unreported;
  }

  get unreported(): WallRepairs {
    return this.#unreported;
  }

  /** True when it may be done now; then it counts as done. Loads of the page are bounded and counted by the page. */
  admit(repair: TileRepair, nowMs: number): boolean {
    if (repair !== 'tile') {
      if (nowMs - this.#sharedAtMs[repair] < sharedForMs) return false;
      this.#sharedAtMs[repair] = nowMs;
    }
    if (repair === 'page') return true;
    if (!this.#budgets[repair].spend(nowMs)) return false;
    this.#unreported = { ...this.#unreported, [repair]: this.#unreported[repair] + 1 };
    return true;
  }

  /** For a report: each repair is named once. */
  takeUnreported(): WallRepairs {
    const taken = this.#unreported;
    this.#unreported = none;
    return taken;
  }
}
