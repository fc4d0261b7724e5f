import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { patienceMs } from '../../../fixtures/patience.ts';
import { cliEnvironment, cliPath } from './run-cli.ts';

/** A command of ours in a terminal of its own (util-linux's `script`). */
export class TerminalCli implements AsyncDisposable {
  readonly #child;
  readonly #closed: Promise<[number | null]>;
  #output = '';

  /** @param size of the window, e.g. "cols 80 rows 24" */
  constructor(args: string[], env: NodeJS.ProcessEnv = {}, size = 'cols 80 rows 24') {
    // The terminal's name, so that a test can change its size as a window does.
    const command = `stty ${size}; tty; exec ${[process.execPath, cliPath, ...args].join(' ')}`;
    this.#child = spawn('script', ['-qec', command, '/dev/null'], {
      env: cliEnvironment(env),
      timeout: patienceMs,
    });
    this.#child.stdout.on('data', (chunk: Buffer) => (this.#output += chunk.toString()));
    this.#closed = once(this.#child, 'close') as Promise<[number | null]>;
  }

  /** All it wrote. */
  get output(): string {
    return this.#output;
  }

  /** What stands on the screen since it was last redrawn, line by line. */
  get screen(): string[] {
    const frame = this.#output.split('\x1b[H').at(-1) ?? '';
    // eslint-disable-next-line no-control-regex
    return frame.replaceAll(/\x1b\[[?\d;]*[a-zA-Z]/g, '').split(/\r+\n/);
  }

  /** The device of the terminal, e.g. /dev/pts/3. */
  get device(): string {
    return /\/dev\/pts\/\d+/.exec(this.#output)?.[0] ?? '';
  }

  type(keys: string): void {
    this.#child.stdin.write(keys);
  }

  /** Its exit code. */
  async ended(): Promise<number | null> {
    return (await this.#closed)[0];
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#child.kill();
    await this.#closed;
  }
}
