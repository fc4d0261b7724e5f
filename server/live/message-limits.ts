import { liveLimits } from '../contract/live.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Client } from '../runtime/queue/client.ts';
import { RecentMap } from '../runtime/recent-map.ts';
import { MessageLimit } from './message-limit.ts';

/**
 * Limits the messages of each client. All pages of one address share one limit, also with pages that open later: 28
 * pages with a limit each could keep the whole server busy. Each page of this machine's own screens has its own limit.
 */
export class MessageLimits {
  readonly #clock: Pick<Clock, 'nowMs'>;
  /** No more addresses than this can have a page open. */
  readonly #perAddress = new RecentMap<string, MessageLimit>(liveLimits.connections);

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  /** The limit for a page that is opening. */
  of({ address, isOwn }: Client): MessageLimit {
    if (isOwn) return new MessageLimit(this.#clock);
    const limit = this.#perAddress.get(address) ?? new MessageLimit(this.#clock);
    this.#perAddress.set(address, limit);
    return limit;
  }
}
