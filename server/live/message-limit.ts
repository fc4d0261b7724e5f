import { liveLimits } from '../contract/live.ts';
import type { Clock } from '../runtime/clock.ts';
import { Allowance } from '../runtime/queue/allowance.ts';

/** Limits the messages of one page: reading them takes time that all other pages need too. */
export class MessageLimit {
  readonly #messages: Allowance;
  readonly #bytes: Allowance;

  constructor(clock: Pick<Clock, 'nowMs'>) {
    const { messagesPerSecond } = liveLimits;
    this.#messages = new Allowance(clock, { perSecond: messagesPerSecond, burst: messagesPerSecond });
    this.#bytes = new Allowance(clock, liveLimits.requestBytes);
  }

  /** The reason why one more message is too much; undefined when it is allowed. */
  refusal(bytes: number): string | undefined {
    if (!this.#messages.take()) return 'too many messages in a short time';
    if (!this.#bytes.take(bytes)) return 'too much was asked for in a short time';
    return undefined;
  }
}
