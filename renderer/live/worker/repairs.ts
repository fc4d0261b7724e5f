import type { WallRepairs } from '../../../server/contract/wall.ts';
import { HourBudget } from './hour-budget.ts';
import type { TileRepair } from './tile-repair-ladder.ts';

/** Repairs are limited, so that a tile that nothing can repair does not disturb the others for ever. */
const tileRepairsPerHour = 60;
const socketRepairsPerHour = 12;

/** All tiles share the connection and the page: a repair of them that is asked for again within this time was just done. */
const sharedForMs = 5_000;

const none: WallRepairs = { tile: 0, socket: 0, page: 0 };

/** Limits and counts the repairs of a wall. */
export class Repairs {
  readonly #budgets = {
    tile: new HourBudget(tileRepairsPerHour),
    socket: new HourBudget(socketRepairsPerHour),
  };
  #unreported: WallRepairs;
  readonly #sharedAtMs = { socket: -Infinity, page: -Infinity };

  /** @param unreported repairs from before this page was loaded, which the server does not know yet */
  constructor(unreported: WallRepairs) {
    this.#unreported = unreported;
  }

  get unreported(): WallRepairs {
    return this.#unreported;
  }

  /** True when the repair is allowed now; it then counts as done. The page itself limits and counts its reloads. */
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

  /** The repairs for the next report. Each repair is given once. */
  takeUnreported(): WallRepairs {
    const taken = this.#unreported;
    this.#unreported = none;
    return taken;
  }
}
