/** The source of time; tests use a clock of their own. */
export interface Clock {
  /** Monotonic milliseconds, for ages, rates and timeouts. */
  nowMs(): number;
  /** Wall clock, for people and file names only: it jumps when NTP sets a Pi's clock after boot. */
  now(): Date;
  /** Resolves after `ms`, or at once when `signal` aborts. Never rejects. */
  sleep(ms: number, signal: AbortSignal): Promise<void>;
}

export const systemClock: Clock = {
  nowMs: () => performance.now(),
  now: () => new Date(),
  sleep: (ms, signal) =>
    new Promise((resolve) => {
      if (signal.aborted) return resolve();
      const done = () => {
        clearTimeout(timer);
        signal.removeEventListener('abort', done);
        resolve();
      };
      const timer = setTimeout(done, ms);
      signal.addEventListener('abort', done, { once: true });
    }),
};
