import { spawn, type ChildProcess } from 'node:child_process';
import { Backoff } from '../runtime/backoff.ts';
import { plainEnvironment } from '../runtime/child/program.ts';
import type { Clock } from '../runtime/clock.ts';
import { complain, within, type LogOutput } from './log-output.ts';
import type { LineFormat } from './readable-line.ts';

const maxQueuedLines = 1_000;
/** More lines than fit into the pipe to a `logger` that reads nothing. */
const maxRecentLines = 10_000;
const maxLineLength = 4_000;
const firstRetryMs = 1_000;
const retryCeilingMs = 60_000;
/**
 * A `logger` ends when it cannot deliver a line. The lines that it got in the last moments are given to the next one
 * too.
 */
const doubtfulMs = 1_000;
/** A `logger` that ran this long had a syslog: the pauses between two tries start again. */
const provenAfterMs = 5_000;

export interface SyslogParts {
  /** The socket of another syslog than the system's own (/dev/log). */
  socketPath?: string | undefined;
  clock: Clock;
}

/**
 * Sends the log to syslog through the program `logger`, because Node has no Unix datagram sockets. Without a syslog the
 * newest thousand lines wait, and the program is started again with growing pauses.
 */
export class SyslogOutput implements LogOutput {
  dropped = 0;
  readonly #format: LineFormat;
  readonly #parts: SyslogParts;
  readonly #backoff = new Backoff(firstRetryMs, retryCeilingMs);
  readonly #stop = new AbortController();
  readonly #queue: string[] = [];
  /** The lines that were given to `logger` in the last moments. */
  #recent: { line: string; atMs: number }[] = [];
  #child: ChildProcess | undefined;
  #startedAtMs = 0;
  #waiting = false;
  #complained = false;

  constructor(format: LineFormat, parts: SyslogParts) {
    this.#format = format;
    this.#parts = parts;
  }

  write(line: string): void {
    if (this.#stop.signal.aborted) return;
    this.#enqueue(`<${severity(line)}>${oneLine(this.#format(line))}\n`);
    this.#pump();
  }

  async close(limit: AbortSignal): Promise<void> {
    if (this.#stop.signal.aborted) return;
    this.#stop.abort();
    const child = this.#child ?? (this.#queue.length > 0 ? this.#start() : undefined);
    if (!child) return;
    const ended = new Promise<void>((resolve) => child.once('close', () => resolve()));
    for (const line of this.#queue.splice(0)) child.stdin?.write(line);
    child.stdin?.end();
    await within(ended, limit);
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL');
  }

  #enqueue(line: string): void {
    if (this.#queue.length >= maxQueuedLines) {
      this.#queue.shift();
      this.dropped++;
    }
    this.#queue.push(line);
  }

  #pump(): void {
    if (this.#queue.length === 0 || this.#waiting) return;
    const stdin = (this.#child ?? this.#start())?.stdin;
    while (stdin && !stdin.writableNeedDrain) {
      const line = this.#queue.shift();
      if (line === undefined) return;
      this.#remember(line);
      stdin.write(line);
    }
  }

  #remember(line: string): void {
    const atMs = this.#parts.clock.nowMs();
    const current = this.#recent.findIndex((recent) => atMs - recent.atMs < doubtfulMs);
    this.#recent.splice(0, current < 0 ? Infinity : current);
    this.#recent.push({ line, atMs });
    if (this.#recent.length > maxRecentLines) this.#recent.shift();
  }

  #start(): ChildProcess {
    const { socketPath, clock } = this.#parts;
    const args = [
      '--tag',
      'rpicam-kiosk',
      `--id=${process.pid}`,
      '--prio-prefix',
      '--priority',
      'daemon.info',
    ];
    const socket = socketPath === undefined ? [] : ['--socket', socketPath];
    const command = ['logger', ...args, '--size', '16384', '--socket-errors=on', ...socket];
    // A signal to the whole process group or service must not end `logger` before it has the last lines; the end of
    // stdin ends it.
    const child = spawn('/bin/sh', ['-c', 'trap "" HUP INT TERM; exec "$@"', 'sh', ...command], {
      stdio: ['pipe', 'ignore', 'pipe'],
      env: plainEnvironment(),
    });
    this.#child = child;
    this.#startedAtMs = clock.nowMs();
    let said = '';
    child.stderr?.on('data', (chunk: Buffer) => (said = (said + chunk.toString()).slice(-500)));
    // EPIPE: it has ended, and `close` tells more
    child.stdin?.on('error', () => {});
    child.stdin?.on('drain', () => this.#pump());
    child.once('error', (error) => (said = error.message));
    child.once('close', () => void this.#ended(said.trim()));
    return child;
  }

  async #ended(said: string): Promise<void> {
    this.#child = undefined;
    if (this.#stop.signal.aborted) return;
    const nowMs = this.#parts.clock.nowMs();
    const doubtful = this.#recent.filter(({ atMs }) => nowMs - atMs < doubtfulMs).map(({ line }) => line);
    this.#recent = [];
    for (const line of [...doubtful, ...this.#queue.splice(0)]) this.#enqueue(line);
    if (nowMs - this.#startedAtMs >= provenAfterMs) {
      this.#backoff.reset();
      this.#complained = false;
    }
    if (!this.#complained) complain(`the log does not reach syslog: ${said || 'logger ended'}; trying again`);
    this.#complained = true;
    this.#waiting = true;
    await this.#parts.clock.sleep(this.#backoff.next(), this.#stop.signal);
    this.#waiting = false;
    if (!this.#stop.signal.aborted) this.#pump();
  }
}

/** The syslog severity of a line of pino's JSON. */
function severity(line: string): number {
  const level = Number(/^\{"level":(\d+)/.exec(line)?.[1] ?? 30);
  if (level >= 60) return 2;
  if (level >= 50) return 3;
  if (level >= 40) return 4;
  return level >= 30 ? 6 : 7;
}

function oneLine(text: string): string {
  return text
    .trimEnd()
    .replaceAll(/\s*\n\s*/g, ' | ')
    .slice(0, maxLineLength);
}
