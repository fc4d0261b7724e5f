import type { Bound } from './client.ts';

export const limitNames = ['viewers', 'variants', 'walls', 'events', 'players'] as const;
export type LimitName = (typeof limitNames)[number];

/** Counts the refusals of the limits, for metrics. */
export class Refusals {
  readonly #counts = new Map<string, { limit: LimitName; bound: Bound; count: number }>();

  constructor() {
    for (const limit of limitNames)
      for (const bound of ['address', 'all'] as const)
        this.#counts.set(`${limit} ${bound}`, { limit, bound, count: 0 });
  }

  count(limit: LimitName, bound: Bound): void {
    const entry = this.#counts.get(`${limit} ${bound}`);
    if (entry) entry.count++;
  }

  /** The counts of each limit and bound, also those that are 0. */
  counts(): { limit: LimitName; bound: Bound; count: number }[] {
    return [...this.#counts.values()];
  }
}
