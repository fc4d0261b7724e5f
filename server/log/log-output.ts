import { writeSync } from 'node:fs';

/** One place that log lines go to. It begins with the first line; what it cannot take it drops and counts. */
export interface LogOutput {
  /** Lines that were dropped since the start. */
  readonly dropped: number;
  /** Takes one line of pino's JSON, with its line end. Never throws and never waits. */
  write(line: string): void;
  /** Resolves when every line taken is out, or when `limit` aborts. Never rejects. */
  close(limit: AbortSignal): Promise<void>;
}

/** Says on stderr what is wrong with the log itself, where it cannot be logged. */
export function complain(text: string): void {
  try {
    writeSync(2, `rpicam-kiosk: ${text}\n`);
  } catch {
    // nobody reads stderr: then nobody can be told
  }
}

/** Settles with `work`, or when `limit` aborts. Never rejects. */
export function within(work: Promise<unknown>, limit: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const done = () => {
      limit.removeEventListener('abort', done);
      resolve();
    };
    if (limit.aborted) return done();
    limit.addEventListener('abort', done, { once: true });
    work.then(done, done);
  });
}
