import { liveLimits } from '../contract/live.ts';
import type { Clock } from '../runtime/clock.ts';
import type { Client } from '../runtime/queue/client.ts';
import { RecentMap } from '../runtime/recent-map.ts';
import { MessageLimit } from './message-limit.ts';

/**
 * How much each client may say. All pages of one address share one allowance, also with those that come after them: 28
 * pages with one each could keep the server busy alone. Each page of this machine's own screens has its own.
 */
export class MessageLimits {
  readonly #clock: Pick<Clock, 'nowMs'>;
  /** No more addresses can have a page open. */
  readonly #perAddress = new RecentMap<string, MessageLimit>(liveLimits.connections);

  constructor(clock: Pick<Clock, 'nowMs'>) {
    this.#clock = clock;
  }

  /** For a page that opens now. */
  of({ address, isOwn }: Client): MessageLimit {
    if (isOwn) return new MessageLimit(this.#clock);
    const limit = this.#perAddress.get(address) ?? new MessageLimit(this.#clock);
    this.#perAddress.set(address, limit);
    return limit;
  }
}
