import type { LineFormat } from './readable-line.ts';
import { complain, within, type LogOutput } from './log-output.ts';

/** Node keeps in memory the lines that a slow reader of stdout has not taken; this is the limit. */
const maxWaitingBytes = 1024 * 1024;

/** Writes the log to stdout. A slow reader loses lines; when the reader has gone, only this output ends. */
export class StdoutOutput implements LogOutput {
  dropped = 0;
  readonly #format: LineFormat;
  readonly #stdout: NodeJS.WriteStream;
  #begun = false;
  #gone = false;

  constructor(format: LineFormat, stdout: NodeJS.WriteStream = process.stdout) {
    this.#format = format;
    this.#stdout = stdout;
  }

  write(line: string): void {
    if (this.#gone || this.#stdout.writableLength > maxWaitingBytes) {
      this.dropped++;
      return;
    }
    if (!this.#begun) this.#stdout.on('error', this.#onError);
    this.#begun = true;
    this.#stdout.write(this.#format(line));
  }

  async close(limit: AbortSignal): Promise<void> {
    if (!this.#begun || this.#gone) return;
    await within(new Promise<void>((written) => this.#stdout.write('', () => written())), limit);
    this.#stdout.off('error', this.#onError);
  }

  readonly #onError = (error: Error): void => {
    if (this.#gone) return;
    this.#gone = true;
    complain(`the log on stdout has ended: ${error.message}`);
  };
}
