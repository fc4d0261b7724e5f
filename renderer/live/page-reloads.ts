import { z } from 'zod';
import { wallRepairsSchema, type WallRepairs } from '../../server/contract/wall.ts';
import { HourBudget } from './worker/hour-budget.ts';

const reloadsPerHour = 3;
const key = 'wall-repairs';

const storedSchema = z.object({
  reloadedAt: z.array(z.number()),
  unreported: wallRepairsSchema,
});
const nothing: z.infer<typeof storedSchema> = { reloadedAt: [], unreported: { tile: 0, socket: 0, page: 0 } };

interface TabStorage {
  getItem(key: string): string | null;
  setItem(key: string, text: string): void;
}

/** Remembers the repairs of a page while the page is loaded again. */
export class PageReloads {
  readonly #storage: () => TabStorage;

  /** @param storage gives the storage of the tab, which survives a reload; throws where the browser forbids it */
  constructor(storage: () => TabStorage) {
    this.#storage = storage;
  }

  /** The repairs that no report has named yet. They are given once. */
  takeUnreported(): WallRepairs {
    const stored = this.#read();
    this.#write({ ...stored, unreported: nothing.unreported });
    return stored.unreported;
  }

  /**
   * True when the page should be loaded again now. False when that has happened too often within the hour, or when it
   * could not be remembered.
   */
  admit(unreported: WallRepairs, now: number): boolean {
    const budget = new HourBudget(reloadsPerHour, this.#read().reloadedAt);
    if (!budget.spend(now)) return false;
    return this.#write({
      reloadedAt: [...budget.spentAtMs],
      unreported: { ...unreported, page: unreported.page + 1 },
    });
  }

  #read(): z.infer<typeof storedSchema> {
    try {
      return storedSchema.parse(JSON.parse(this.#storage().getItem(key) ?? ''));
    } catch {
      return nothing; // Nothing is stored yet, or another version has stored it.
    }
  }

  #write(stored: z.infer<typeof storedSchema>): boolean {
    try {
      this.#storage().setItem(key, JSON.stringify(stored));
      return true;
    } catch {
      return false; // The storage is full or forbidden, and uncounted reloads could go on for ever.
    }
  }
}
