import { errorText } from '../contract/error-text.ts';
import { askedPermissions, type HookManifest } from '../contract/hook/hook-manifest.ts';
import type { HookProblemCode, HookState } from '../contract/hook/hook-state.ts';
import type { HookUse } from '../contract/hook/hook-use.ts';
import { Backoff } from '../runtime/backoff.ts';
import type { Clock } from '../runtime/clock.ts';
import { untilAborted } from '../runtime/until-aborted.ts';
import type { HookModules } from './hook-modules.ts';
import { optionsFor } from './hook-options.ts';
import { HookProblem } from './hook-problem.ts';
import type { HookProcess } from './process/hook-process.ts';

const firstRetryMs = 1_000;
const retryCeilingMs = 60_000;
/** After so many failures in a row it stays failed. */
const maxFailures = 6;
/** A process that ran this long has not failed at once. */
const ranWellMs = 60_000;

/** Reasons that stay until the file or the configuration changes. */
const lasting: ReadonlySet<HookProblemCode> = new Set([
  'no-file',
  'needs-newer-node',
  'bad-module',
  'bad-manifest',
  'bad-options',
]);

export interface HookLifeParts {
  modules: HookModules;
  clock: Clock;
  /** Takes a place for a process; undefined when all are taken. The returned function gives it back. */
  takePlace: () => (() => void) | undefined;
  onState: () => void;
  /** Called when the process has failed. */
  onProblem: (problem: HookProblem) => void;
}

/** A loaded hook. */
export interface LoadedHook {
  process: HookProcess;
  manifest: HookManifest;
  options: object;
}

type Retrying = Omit<Extract<HookState, { kind: 'retrying' }>, 'retry_in'> & { retryAtMs: number };
type State = Exclude<HookState, { kind: 'retrying' }> | Retrying;

/** Keeps the process of one hook running from `start` to `stop`: starts it again after a failure, less and less often. */
export class HookLife {
  readonly #use: HookUse;
  readonly #parts: HookLifeParts;
  readonly #backoff = new Backoff(firstRetryMs, retryCeilingMs);
  #state: State = { kind: 'idle' };
  #life: AbortController | undefined;
  /** Aborts the current try, or the wait after it. */
  #attempt = new AbortController();
  #ended: Promise<void> = Promise.resolve();
  #refusal: HookProblem | undefined;
  loaded: LoadedHook | undefined;
  restarts = 0;
  log = '';

  constructor(use: HookUse, parts: HookLifeParts) {
    this.#use = use;
    this.#parts = parts;
  }

  get state(): HookState {
    if (this.#state.kind !== 'retrying') return this.#state;
    const { retryAtMs, ...state } = this.#state;
    const waitMs = Math.max(0, retryAtMs - this.#parts.clock.nowMs());
    return { ...state, retry_in: Math.round(waitMs / 100) / 10 };
  }

  start(): void {
    if (this.#life) return;
    const life = (this.#life = new AbortController());
    this.#ended = this.#ended.then(() => this.#run(life.signal));
  }

  /** Resolves when the process has ended. */
  stop(): Promise<void> {
    this.#life?.abort();
    this.#life = undefined;
    return this.#ended;
  }

  /** Starts it anew, after a change of its file or because a person asks for it. */
  retry(): void {
    this.#refusal = undefined;
    this.#attempt.abort();
  }

  /** Ends the process because of what it answered. */
  refuse(problem: HookProblem): void {
    this.#refusal = problem;
    this.#attempt.abort();
  }

  /** Tells whether the running hook answers in time. */
  setInTime(inTime: boolean): void {
    const kind = inTime ? 'running' : 'late';
    const now = this.#state.kind;
    if ((now === 'running' || now === 'late') && now !== kind) this.#setState({ kind });
  }

  async #run(life: AbortSignal): Promise<void> {
    const { clock } = this.#parts;
    let failures = 0;
    while (!life.aborted) {
      const attempt = (this.#attempt = new AbortController());
      const startMs = clock.nowMs();
      const ended = await this.#runOnce(AbortSignal.any([life, attempt.signal]));
      const problem = this.#refusal ?? ended;
      const isRetry = attempt.signal.aborted && !this.#refusal;
      this.#refusal = undefined;
      if (life.aborted) break;
      if (isRetry || clock.nowMs() - startMs >= ranWellMs) {
        failures = 0;
        this.#backoff.reset();
      }
      if (!isRetry && (await this.#pause(problem, ++failures, life)) === 'retry') failures = 0;
    }
    this.#setState({ kind: 'idle' });
  }

  /** Runs its process once, and returns why it ended. */
  async #runOnce(signal: AbortSignal): Promise<HookProblem> {
    this.#setState({ kind: 'starting' });
    let leave: (() => void) | undefined;
    try {
      const { modules, takePlace } = this.#parts;
      const { hook, allow, options } = this.#use;
      const manifest = await modules.manifest(hook, signal);
      const missing = askedPermissions(manifest).filter((asked) => !allow.includes(asked));
      if (missing.length > 0) {
        this.#setState({ kind: 'needs-permission', missing });
        await untilAborted(signal);
        return new HookProblem('ended', 'it was stopped');
      }
      const wanted = { manifest, options: optionsFor(manifest, options) };
      leave = takePlace();
      if (!leave) throw new HookProblem('too-many-hooks', 'all places for hooks of this server are taken');
      const process = await modules.start(hook, await modules.permissions(manifest), signal);
      this.loaded = { process, ...wanted };
      this.#setState({ kind: 'running' });
      return await process.ended;
    } catch (error) {
      return error instanceof HookProblem
        ? error
        : new HookProblem('ended', errorText(error), { cause: error });
    } finally {
      this.log = this.loaded?.process.log ?? this.log;
      this.loaded = undefined;
      leave?.();
    }
  }

  /** Waits before the next try. */
  async #pause(problem: HookProblem, failures: number, life: AbortSignal): Promise<'over' | 'retry'> {
    const { clock, onProblem } = this.#parts;
    const { code, message: detail } = problem;
    onProblem(problem);
    const attempt = (this.#attempt = new AbortController());
    const signal = AbortSignal.any([life, attempt.signal]);
    if (lasting.has(code) || failures >= maxFailures) {
      this.#setState({ kind: 'failed', reason: code, detail });
      await untilAborted(signal);
    } else {
      const waitMs = this.#backoff.next();
      this.restarts++;
      this.#setState({ kind: 'retrying', reason: code, detail, retryAtMs: clock.nowMs() + waitMs });
      await clock.sleep(waitMs, signal);
    }
    if (!attempt.signal.aborted) return 'over';
    this.#backoff.reset();
    return 'retry';
  }

  #setState(state: State): void {
    this.#state = state;
    this.#parts.onState();
  }
}
