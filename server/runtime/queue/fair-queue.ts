import type { Bound, Client } from './client.ts';
import { RoundRobin } from './round-robin.ts';

/** How much of one kind of work may wait. */
export interface WaitingBounds {
  /** Of one address; this machine's own clients have as much again. */
  perAddress: number;
  /** Of all addresses. */
  total: number;
}

/** One kind of work, as metrics tell it. */
export interface WorkCounts {
  work: string;
  running: number;
  waiting: number;
  /** Sent away because a bound was hit. */
  refused: Record<Bound, number>;
  /** Dropped from the queue because nobody waited for it any more. */
  left: number;
}

/** As much waits already as may wait. */
export class QueueFullError extends Error {
  readonly bound: Bound;

  constructor(bound: Bound) {
    super(bound === 'address' ? 'Too much waits for this address' : 'Too much waits for all addresses');
    this.bound = bound;
  }
}

/** The client left, or had enough of waiting, before its turn came. */
export class LeftQueueError extends Error {}

interface Waiter {
  work: string;
  start: () => void;
}

/**
 * Runs so many jobs at once; addresses take turns, so that one with many jobs waits for itself.
 * This machine's own clients get every second turn when they want it: its screen comes first and starves nobody.
 */
export class FairQueue<Work extends string> {
  readonly #maxRunning: number;
  readonly #bounds: Record<Work, WaitingBounds>;
  readonly #counts: Map<string, WorkCounts>;
  readonly #own = new RoundRobin<Waiter>();
  readonly #others = new RoundRobin<Waiter>();
  /** Jobs of other addresses that wait, by work: what `total` bounds. */
  readonly #othersWaiting = new Map<string, number>();
  #running = 0;
  #ownTurn = true;

  constructor(maxRunning: number, bounds: Record<Work, WaitingBounds>) {
    this.#maxRunning = maxRunning;
    this.#bounds = bounds;
    const none = () => ({ running: 0, waiting: 0, refused: { address: 0, all: 0 }, left: 0 });
    this.#counts = new Map(Object.keys(bounds).map((work) => [work, { work, ...none() }]));
  }

  counts(): WorkCounts[] {
    return [...this.#counts.values()];
  }

  /** Jobs of a client that wait. */
  waitingOf(work: Work, client: Client): number {
    return this.#lines(client).lengthOf(lineOf(work, client));
  }

  /**
   * Runs `job` in its turn; resolves or rejects as it does.
   * @param signal takes the job out of the queue; one that has begun is not ended by it
   * @throws QueueFullError at once; LeftQueueError when `signal` aborts first
   */
  async run<T>(work: Work, client: Client, job: () => Promise<T>, signal?: AbortSignal): Promise<T> {
    const counts = this.#countsOf(work);
    if (this.#running < this.#maxRunning) this.#running++;
    else await this.#turn(work, client, signal);
    counts.running++;
    try {
      if (signal?.aborted) {
        counts.left++;
        throw new LeftQueueError('The client left');
      }
      return await job();
    } finally {
      counts.running--;
      this.#passOn();
    }
  }

  #turn(work: Work, client: Client, signal?: AbortSignal): Promise<void> {
    this.#refuseTooMany(work, client);
    const counts = this.#countsOf(work);
    const lines = this.#lines(client);
    const line = lineOf(work, client);
    const count = (change: 1 | -1) => {
      counts.waiting += change;
      if (!client.isOwn) this.#othersWaiting.set(work, (this.#othersWaiting.get(work) ?? 0) + change);
    };
    return new Promise((resolve, reject) => {
      const leave = () => {
        lines.remove(line, waiter);
        count(-1);
        counts.left++;
        reject(new LeftQueueError('The client left'));
      };
      const waiter: Waiter = {
        work,
        start: () => {
          signal?.removeEventListener('abort', leave);
          count(-1);
          resolve();
        },
      };
      if (signal?.aborted) {
        counts.left++;
        return reject(new LeftQueueError('The client left'));
      }
      lines.push(line, waiter);
      count(1);
      signal?.addEventListener('abort', leave, { once: true });
    });
  }

  #refuseTooMany(work: Work, client: Client): void {
    const { perAddress, total } = this.#bounds[work];
    const bound: Bound | undefined =
      this.waitingOf(work, client) >= perAddress
        ? 'address'
        : !client.isOwn && (this.#othersWaiting.get(work) ?? 0) >= total
          ? 'all'
          : undefined;
    if (!bound) return;
    this.#countsOf(work).refused[bound]++;
    throw new QueueFullError(bound);
  }

  /** A place is handed over, so that no job that comes just then slips in. */
  #passOn(): void {
    const [first, second] = this.#ownTurn ? [this.#own, this.#others] : [this.#others, this.#own];
    const next = first.shift() ?? second.shift();
    this.#ownTurn = !this.#ownTurn;
    if (next) next.start();
    else this.#running--;
  }

  #lines(client: Client): RoundRobin<Waiter> {
    return client.isOwn ? this.#own : this.#others;
  }

  #countsOf(work: Work): WorkCounts {
    const counts = this.#counts.get(work);
    if (!counts) throw new Error(`no bounds for ${work}`);
    return counts;
  }
}

/** Each kind of work waits in a line of its own: what a wall shows does not wait behind snapshots. */
function lineOf(work: string, { address }: Client): string {
  return `${work} ${address}`;
}
