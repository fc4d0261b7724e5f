import { writeSync } from 'node:fs';

/** One destination of log lines. It opens at the first line, and drops and counts the lines that it cannot take. */
export interface LogOutput {
  /** The lines that were dropped since the start. */
  readonly dropped: number;
  /** Takes one line of pino's JSON, with its line end. Never throws and never waits. */
  write(line: string): void;
  /** Resolves when every line is written, or when `limit` aborts. Never rejects. */
  close(limit: AbortSignal): Promise<void>;
}

/** Reports a problem of the log itself on stderr. */
export function complain(text: string): void {
  try {
    writeSync(2, `rpicam-kiosk: ${text}\n`);
  } catch {
    // stderr has no reader, so there is no place for the report
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
