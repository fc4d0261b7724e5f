import { closeSync, constants, fstatSync, openSync } from 'node:fs';
import { basename, dirname } from 'node:path';
import { createStream, type RotatingFileStream } from 'rotating-file-stream';
import type { Clock } from '../runtime/clock.ts';
import { errnoOf, isDiskErrno } from '../runtime/errno.ts';
import { complain, within, type LogOutput } from './log-output.ts';
import type { LineFormat } from './readable-line.ts';

export const logFileLimits = { sizeBytes: 10 * 1024 * 1024, files: 5 };

const { O_WRONLY, O_APPEND, O_CREAT, O_NONBLOCK } = constants;
const maxWaitingBytes = 1024 * 1024;
const retryMs = 10_000;

/** The log file cannot be written. The message says how to change that. */
export class LogFileError extends Error {}

/**
 * Checks that the log file can be written. A disk that is read-only, full or failing is accepted.
 * @throws LogFileError when `path` cannot be opened for writing
 */
export function checkLogFile(path: string): void {
  let isPipe: boolean;
  try {
    // O_NONBLOCK: do not wait for the reader of a pipe.
    const fd = openSync(path, O_WRONLY | O_APPEND | O_CREAT | O_NONBLOCK, 0o640);
    isPipe = fstatSync(fd).isFIFO();
    closeSync(fd);
  } catch (error) {
    const code = errnoOf(error);
    // Cameras work without the log file, and the server tries it again while it runs.
    if (isDiskErrno(code)) return;
    const advice =
      code === 'ENOENT' ? 'make its folder first' : 'choose another with LOG_FILE, or change its owner';
    throw new LogFileError(`the log file cannot be written: ${path} (${code}); ${advice}`, { cause: error });
  }
  if (isPipe) throw new LogFileError(`the log file is a pipe: ${path}; choose another with LOG_FILE`);
}

/**
 * Writes the log to a file of limited size; older files are kept beside it, compressed (x.log.1.gz …). On a full disk
 * it drops lines, reports that once on stderr, and tries again at the next line after ten seconds.
 */
export class FileOutput implements LogOutput {
  dropped = 0;
  readonly #path: string;
  readonly #format: LineFormat;
  readonly #clock: Pick<Clock, 'nowMs'>;
  readonly #limits: typeof logFileLimits;
  readonly #ending = new Set<Promise<void>>();
  #stream: RotatingFileStream | undefined;
  /** Set while the file cannot be written. */
  #failure: { droppedBefore: number; retryAtMs: number } | undefined;

  constructor(path: string, format: LineFormat, clock: Pick<Clock, 'nowMs'>, limits = logFileLimits) {
    this.#path = path;
    this.#format = format;
    this.#clock = clock;
    this.#limits = limits;
  }

  write(line: string): void {
    const stream = this.#stream ?? this.#open();
    if (!stream || stream.writableLength > maxWaitingBytes) {
      this.dropped++;
      return;
    }
    stream.write(this.#format(line), (error) => (error ? this.dropped++ : this.#succeeded()));
  }

  /** Continues in the file that has the name now: another program has moved the old file away. */
  reopen(): void {
    if (this.#failure) this.#failure.retryAtMs = 0;
    this.#end();
  }

  async close(limit: AbortSignal): Promise<void> {
    this.#end();
    await within(Promise.all(this.#ending), limit);
  }

  #open(): RotatingFileStream | undefined {
    if (this.#failure && this.#clock.nowMs() < this.#failure.retryAtMs) return undefined;
    const { sizeBytes, files } = this.#limits;
    const stream = createStream(basename(this.#path), {
      path: dirname(this.#path),
      size: `${sizeBytes}B`,
      rotate: files,
      compress: 'gzip',
      mode: 0o640,
    });
    stream.on('error', (error) => this.#failed(stream, error));
    return (this.#stream = stream);
  }

  #end(): void {
    const stream = this.#stream;
    this.#stream = undefined;
    if (!stream) return;
    const ended = new Promise<void>((resolve) => {
      stream.once('close', resolve);
      stream.end();
    }).finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
  }

  #failed(stream: RotatingFileStream, error: Error): void {
    if (this.#stream === stream) this.#stream = undefined;
    const retryAtMs = this.#clock.nowMs() + retryMs;
    if (this.#failure) {
      this.#failure.retryAtMs = retryAtMs;
      return;
    }
    this.#failure = { droppedBefore: this.dropped, retryAtMs };
    complain(`the log file cannot be written and is left out until it can: ${this.#path} (${error.message})`);
  }

  #succeeded(): void {
    if (!this.#failure) return;
    const lost = this.dropped - this.#failure.droppedBefore;
    this.#failure = undefined;
    complain(`the log file is written again: ${this.#path}; ${lost} lines are missing in it`);
  }
}
