import { basename } from 'node:path';
import { errorText } from '../contract/error-text.ts';
import type { NginxCheck } from '../contract/nginx.ts';
import type { Logger } from '../log/logger.ts';
import { Backoff } from '../runtime/backoff.ts';
import { lastLine } from '../runtime/child/last-line.ts';
import { runProgram } from '../runtime/child/program.ts';
import type { Clock } from '../runtime/clock.ts';
import { checkNginxConfig } from './nginx-check.ts';
import { findSystemProgram } from './system-program.ts';

export interface NginxUpdateParts {
  /** Absolute path of the generated file. */
  path: string;
  /** Program and arguments that make nginx read its configuration again. */
  reload: readonly string[] | undefined;
  clock: Clock;
  logger: Logger;
}

const reloadTimeoutMs = 20_000;
const firstRetryMs = 2_000;
const retryCeilingMs = 60_000;
const notUsed: NginxCheck = {
  state: 'not-checked',
  message: 'nginx is not asked while "port_mode" is not "nginx".',
};

/** Makes nginx use the generated file: checks it and runs the reload command, again and again until both work. */
export class NginxUpdate {
  readonly #parts: NginxUpdateParts;
  readonly #closing = new AbortController();
  #check = notUsed;
  #problem = '';
  /** The update that is under way; undefined while nginx is not used. */
  #current: AbortController | undefined;
  #tail: Promise<void> = Promise.resolve();

  constructor(parts: NginxUpdateParts) {
    this.#parts = parts;
  }

  get check(): NginxCheck {
    return this.#check;
  }

  /** The problem that keeps nginx from using the file, and what to do about it; empty when there is none. */
  get problem(): string {
    return this.#problem;
  }

  /** Whether nginx is to use the file. */
  get inUse(): boolean {
    return this.#current !== undefined;
  }

  /** Begins to bring a new content of the file to nginx, in place of an older one. Goes on in the background. */
  begin(text: string): void {
    if (this.#closing.signal.aborted) return;
    this.#current?.abort();
    const current = (this.#current = new AbortController());
    this.#tail = this.#tail.then(() => this.#untilDone(text, current.signal));
  }

  /** Call it when nginx should not use the file any more. */
  leave(): void {
    this.#current?.abort();
    this.#current = undefined;
    this.#check = notUsed;
    this.#problem = '';
  }

  /** Ends everything. Resolves when all its programs have ended. */
  async close(): Promise<void> {
    this.#closing.abort();
    this.leave();
    await this.#tail;
  }

  async #untilDone(text: string, signal: AbortSignal): Promise<void> {
    const backoff = new Backoff(firstRetryMs, retryCeilingMs);
    let told: NginxCheck['state'] | undefined;
    while (!signal.aborted) {
      const { check, problem } = await this.#try(text);
      // A newer content or another port_mode has replaced this one.
      if (signal.aborted) return;
      this.#check = check;
      this.#problem = problem;
      if (problem === '') return this.#tellSuccess();
      // Logged once for the check and once for the reload: the words of a program may include the time and change on
      // each try.
      if (told !== check.state) this.#parts.logger.warn(problem);
      told = check.state;
      await this.#parts.clock.sleep(backoff.next(), signal);
    }
  }

  async #try(text: string): Promise<{ check: NginxCheck; problem: string }> {
    const { path } = this.#parts;
    try {
      const check = await checkNginxConfig(text, path, this.#closing.signal);
      if (check.state !== 'failed') return { check, problem: await this.#reload() };
      const problem =
        `nginx does not accept ${path}: ${check.message}. It goes on with what it last read; ` +
        `mend that, or set "port_mode" to "embedded".`;
      return { check, problem };
    } catch (error) {
      const message = `It could not be checked: ${errorText(error)}`;
      return { check: { state: 'not-checked', message }, problem: await this.#reload() };
    }
  }

  /** Runs the reload command. @returns the problem; empty when there is none */
  async #reload(): Promise<string> {
    const [program, ...args] = this.#parts.reload ?? [];
    if (program === undefined) return '';
    const advice = 'It is tried again by itself; mend that, or correct NGINX_RELOAD_COMMAND.';
    const found = findSystemProgram(program);
    if (!found) return `nginx was not reloaded: there is no program ${program}. ${advice}`;
    const { code, stderr } = await runProgram(found, args, {
      timeoutMs: reloadTimeoutMs,
      signal: this.#closing.signal,
    });
    if (code === 0) return '';
    const said = lastLine(stderr) || `it ended with ${code}`;
    return `nginx was not reloaded: "${[program, ...args].join(' ')}" failed (${said}). ${advice}`;
  }

  #tellSuccess(): void {
    const { logger, path, reload } = this.#parts;
    const name = basename(path);
    logger.info(
      reload ? `nginx was told to read ${name}` : `make nginx read ${name}: sudo systemctl reload nginx`,
    );
  }
}
