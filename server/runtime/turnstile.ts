/** Lets so many jobs run at once and so many more wait in line. */
export class Turnstile {
  readonly #maxRunning: number;
  readonly #maxWaiting: number;
  readonly #waiting: (() => void)[] = [];
  #running = 0;

  constructor(maxRunning: number, maxWaiting: number) {
    this.#maxRunning = maxRunning;
    this.#maxWaiting = maxWaiting;
  }

  /** Runs `job` in its turn; undefined, at once, when the line is full. */
  run<T>(job: () => Promise<T>): Promise<T> | undefined {
    if (this.#running >= this.#maxRunning && this.#waiting.length >= this.#maxWaiting) return undefined;
    return this.#runInTurn(job);
  }

  async #runInTurn<T>(job: () => Promise<T>): Promise<T> {
    // Who leaves hands its place over, so that nobody who comes just then can slip in.
    if (this.#running < this.#maxRunning) this.#running++;
    else await new Promise<void>((resolve) => this.#waiting.push(resolve));
    try {
      return await job();
    } finally {
      const next = this.#waiting.shift();
      if (next) next();
      else this.#running--;
    }
  }
}
