import type { Bound, Client } from './client.ts';
import { RoundRobin } from './round-robin.ts';

/** The limits of waiting jobs for one kind of work. */
export interface WaitingBounds {
  /** For one address; this machine's own clients have the same number in addition. */
  perAddress: number;
  /** For all addresses. */
  total: number;
}

/** The counts of one kind of work for metrics. */
export interface WorkCounts {
  work: string;
  running: number;
  waiting: number;
  /** Jobs that were refused because a limit was reached. */
  refused: Record<Bound, number>;
  /** Jobs that were removed from the queue because their clients had left. */
  left: number;
}

/** The queue is full. */
export class QueueFullError extends Error {
  readonly bound: Bound;

  constructor(bound: Bound) {
    super(
      bound === 'address'
        ? 'Too many requests of this address are waiting'
        : 'Too many requests of all addresses are waiting',
    );
    this.bound = bound;
  }
}

/** The client left, or its time to wait was over, before its turn came. */
export class LeftQueueError extends Error {}

interface Waiter {
  work: string;
  start: () => void;
}

/**
 * Runs a limited number of jobs at once. Addresses take turns, so that an address with many jobs delays only itself.
 * This machine's own clients get every second turn if they need it: its screen comes first without blocking the others.
 */
export class FairQueue<Work extends string> {
  readonly #maxRunning: number;
  readonly #bounds: Record<Work, WaitingBounds>;
  readonly #counts: Map<string, WorkCounts>;
  readonly #own = new RoundRobin<Waiter>();
  readonly #others = new RoundRobin<Waiter>();
  /** The waiting jobs of other addresses, by work; `total` limits them. */
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

  /** The number of a client's waiting jobs. */
  waitingOf(work: Work, client: Client): number {
    return this.#lines(client).lengthOf(lineOf(work, client));
  }

  /**
   * Runs `job` in its turn; resolves or rejects as the job does.
   * @param signal removes the job from the queue; it does not end a job that runs
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

  /** The free place goes directly to the next job, so that no new job takes it first. */
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

/** Each kind of work has lines of its own: the tiles of a wall do not wait behind snapshots. */
function lineOf(work: string, { address }: Client): string {
  return `${work} ${address}`;
}
