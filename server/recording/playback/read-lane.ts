import type { Clock } from '../../runtime/clock.ts';

/** "hung": the disk did not answer in time. "busy": too many readers wait. */
export class ReadLaneError extends Error {
  readonly kind: 'hung' | 'busy';

  constructor(kind: 'hung' | 'busy') {
    super(
      kind === 'hung'
        ? 'The disk with the recordings does not answer.'
        : 'Too many readers wait for the disk with the recordings. Try again in a moment.',
    );
    this.name = 'ReadLaneError';
    this.kind = kind;
  }
}

export interface ReadLaneLimits {
  /** A reader waits no longer for its answer, its turn included. */
  timeoutMs: number;
  /** Readers that wait for their turn; one more is refused. */
  waiting: number;
}

export const readLaneLimits: ReadLaneLimits = { timeoutMs: 5_000, waiting: 256 };

interface Waiter {
  start: () => void;
}

/**
 * Lets one reader of recordings at a time go to the disk, in the order of asking. It is apart from the lane of the
 * recorders: a seek must not wait until the disk has written what they gave it, which takes a second on an SD card. A disk
 * that hangs keeps one of Node's four threads of this lane; those who wait are told after a while.
 */
export class ReadLane {
  readonly #clock: Clock;
  readonly #limits: ReadLaneLimits;
  readonly #waiting: Waiter[] = [];
  #busySinceMs: number | undefined;
  #refused = 0;

  constructor(clock: Clock, limits: ReadLaneLimits = readLaneLimits) {
    this.#clock = clock;
    this.#limits = limits;
  }

  /** Readers that the disk did not answer in time, or that found too many others waiting. */
  get refused(): number {
    return this.#refused;
  }

  /**
   * Runs `operate` in its turn; settles as it does. An operation whose time is over goes on, and keeps the lane, until it
   * has ended: its signal asks it to.
   * @param left removes it from the line, or asks it to end
   * @throws ReadLaneError; the reason of `left`
   */
  async run<T>(operate: (signal: AbortSignal) => Promise<T>, left?: AbortSignal): Promise<T> {
    left?.throwIfAborted();
    const { timeoutMs, waiting } = this.#limits;
    const busyForMs = this.#busySinceMs === undefined ? 0 : this.#clock.nowMs() - this.#busySinceMs;
    if (busyForMs > timeoutMs) throw this.#refusal('hung');
    if (this.#waiting.length >= waiting) throw this.#refusal('busy');
    const [ended, done] = [new AbortController(), new AbortController()];
    const leave = () => ended.abort(left?.reason);
    left?.addEventListener('abort', leave, { once: true });
    const timeout = this.#clock.sleep(timeoutMs, done.signal).then(() => {
      if (!done.signal.aborted) ended.abort(this.#refusal('hung'));
    });
    try {
      return await Promise.race([this.#turn(operate, ended.signal), rejection(ended.signal)]);
    } finally {
      done.abort();
      left?.removeEventListener('abort', leave);
      await timeout;
    }
  }

  async #turn<T>(operate: (signal: AbortSignal) => Promise<T>, ended: AbortSignal): Promise<T> {
    if (this.#busySinceMs !== undefined) await this.#place(ended);
    this.#busySinceMs = this.#clock.nowMs();
    try {
      return await operate(ended);
    } finally {
      this.#busySinceMs = undefined;
      this.#waiting.shift()?.start();
    }
  }

  /** Resolves when the lane is free for this reader; rejects when it has left. */
  #place(ended: AbortSignal): Promise<void> {
    return new Promise((resolve, reject) => {
      const leave = () => {
        this.#waiting.splice(this.#waiting.indexOf(waiter), 1);
        reject(reasonOf(ended));
      };
      const waiter: Waiter = {
        start: () => {
          ended.removeEventListener('abort', leave);
          // From now on nobody else may take the lane, though this reader's code runs a moment later.
          this.#busySinceMs = this.#clock.nowMs();
          resolve();
        },
      };
      this.#waiting.push(waiter);
      ended.addEventListener('abort', leave, { once: true });
    });
  }

  #refusal(kind: 'hung' | 'busy'): ReadLaneError {
    this.#refused++;
    return new ReadLaneError(kind);
  }
}

function rejection(signal: AbortSignal): Promise<never> {
  return new Promise((_, reject) => {
    signal.addEventListener('abort', () => reject(reasonOf(signal)), { once: true });
  });
}

/** The reason of an abort is of any type; a rejection needs an error. */
function reasonOf({ reason }: AbortSignal): Error {
  return reason instanceof Error ? reason : new Error(String(reason));
}
