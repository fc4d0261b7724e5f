import { spawn, type ChildProcess } from 'node:child_process';
import { Writable } from 'node:stream';
import { lastLine } from '../../runtime/child/last-line.ts';
import { findProgram, plainEnvironment } from '../../runtime/child/program.ts';
import { ExportError } from './export-error.ts';

const keptMessageBytes = 4 * 1024;

/** An ffmpeg that makes a file of the Matroska that it is given piece by piece. It is killed when `signal` aborts. */
export class Mp4Encoder {
  readonly #child: ChildProcess;
  readonly #input: Writable;
  readonly #signal: AbortSignal;
  readonly #kill = () => this.#killGroup();
  readonly #ended: Promise<string | undefined>;
  #said = '';
  #frames = 0;

  /** @param metadata the text on descriptor 3 @throws ExportError "no-ffmpeg"; the abort's reason */
  constructor(args: readonly string[], metadata: string, signal: AbortSignal) {
    signal.throwIfAborted();
    if (!findProgram('ffmpeg')) {
      const message = 'ffmpeg is not installed on the server. Install it, or export as mkv.';
      throw new ExportError('no-ffmpeg', message);
    }
    const nice = findProgram('nice') ? ['nice', '-n', '10'] : [];
    const [command = 'ffmpeg', ...rest] = [...nice, 'ffmpeg', ...args];
    // In a process group of its own, so that it can be killed with all that it started. When this process is killed, its
    // input ends, and it ends, too.
    this.#child = spawn(command, rest, {
      stdio: ['pipe', 'pipe', 'pipe', 'pipe'],
      detached: true,
      env: plainEnvironment(),
    });
    this.#ended = this.#end();
    const { stdin: input, stdout: progress, stderr: messages, stdio } = this.#child;
    const text = stdio[3];
    if (!input || !progress || !messages || !(text instanceof Writable)) {
      throw new ExportError('encoder', 'ffmpeg could not be started.');
    }
    this.#input = input;
    this.#signal = signal;
    for (const pipe of [input, text]) pipe.on('error', () => undefined); // its exit tells why
    text.end(metadata);
    progress.on('data', (bytes: Buffer) => this.#noteProgress(bytes.toString()));
    messages.on('data', (bytes: Buffer) => {
      this.#said = (this.#said + bytes.toString()).slice(-keptMessageBytes);
    });
    signal.addEventListener('abort', this.#kill, { once: true });
    void this.#ended.then(() => signal.removeEventListener('abort', this.#kill));
  }

  /** Frames that are in the file. */
  get frames(): number {
    return this.#frames;
  }

  /** 0 when it could not be started. */
  get pid(): number {
    return this.#child.pid ?? 0;
  }

  /** Resolves when ffmpeg has taken the bytes, which may be changed then. @throws ExportError; the abort's reason */
  async write(bytes: Buffer): Promise<void> {
    const error = await new Promise((resolve) => this.#input.write(bytes, resolve));
    if (error) await this.#fail();
  }

  /** Resolves when the file is finished. @throws ExportError; the abort's reason */
  async finish(): Promise<void> {
    this.#input.end();
    if ((await this.#ended) !== undefined) await this.#fail();
  }

  /** Kills it, if it runs. Resolves when it is gone. */
  async [Symbol.asyncDispose](): Promise<void> {
    this.#killGroup();
    await this.#ended;
  }

  async #fail(): Promise<never> {
    const why = await this.#ended;
    this.#signal.throwIfAborted();
    if (/No space left on device|Disk quota exceeded/.test(this.#said)) {
      throw new ExportError('disk-full', 'The disk with the recordings is full.');
    }
    const said = (this.#child.signalCode ? '' : lastLine(this.#said)) || (why ?? 'it ended early');
    throw new ExportError('encoder', `ffmpeg could not make the file: ${said}.`);
  }

  /** Why it ended other than well. */
  #end(): Promise<string | undefined> {
    return new Promise((resolve) => {
      this.#child.once('error', (error) => resolve(error.message));
      this.#child.once('close', (code, killedBy) => {
        if (code === 0) resolve(undefined);
        else resolve(killedBy ? `it was ended by ${killedBy}` : `it ended with status ${code}`);
      });
    });
  }

  #noteProgress(text: string): void {
    const frames = [...text.matchAll(/^frame=\s*(\d+)$/gm)].at(-1)?.[1];
    if (frames !== undefined) this.#frames = Number(frames);
  }

  #killGroup(): void {
    if (this.#child.pid === undefined || this.#child.exitCode !== null || this.#child.signalCode !== null)
      return;
    try {
      process.kill(-this.#child.pid, 'SIGKILL');
    } catch {
      // it has ended just now
    }
  }
}
