import { errorText } from '../contract/error-text.ts';
import type { Annotation, RaisedEvent } from '../contract/hook/hook-answer.ts';
import type { HookManifest } from '../contract/hook/hook-manifest.ts';
import { hookProblemAdvice, type HookState, type HookUseReport } from '../contract/hook/hook-state.ts';
import type { HookUse } from '../contract/hook/hook-use.ts';
import type { Frame } from '../frame/frame.ts';
import { RateLimit } from '../frame/rate-limit.ts';
import { isWithdrawn } from '../runtime/withdrawn.ts';
import type { Clock } from '../runtime/clock.ts';
import { Durations } from './durations.ts';
import { HookLife } from './hook-life.ts';
import type { HookModules } from './hook-modules.ts';
import { HookProblem } from './hook-problem.ts';
import { deniedCode, type HookAnswer, type SentFrame } from './process/hook-process.ts';

/** A hook that throws for so many pictures in a row is started again: its state may be broken. */
const maxThrows = 10;
/** Viewers wait this long for the picture of a hook. */
const patienceMs = 250;

/** What a hook told of one picture. */
export interface HookFindings {
  hook: string;
  sequence: number;
  /** Milliseconds since the epoch. */
  capturedAt: number;
  /** Empty once, when nothing is seen any more. */
  annotations: readonly Annotation[];
  /** The picture that viewers get shows the annotations already. */
  drawn: boolean;
  events: readonly RaisedEvent[];
}

/** A picture for a hook, without the options that it gets with it. */
export interface GivenPicture {
  head: Omit<SentFrame['head'], 'options'>;
  bytes: Uint8Array;
}

export interface RunningHookParts {
  modules: HookModules;
  clock: Clock;
  /** Takes a place for a process; undefined when all are taken. The returned function gives it back. */
  takePlace: () => (() => void) | undefined;
  /** Called at every change of state. */
  onState: (hook: RunningHook) => void;
  /**
   * Called for each answer with annotations or events, and for the first one without annotations after them, or when the
   * hook does not run any more.
   */
  onFindings: (findings: HookFindings) => void;
}

/** One hook of one camera: it gets pictures while its process runs, one at a time. */
export class RunningHook {
  readonly use: HookUse;
  readonly #parts: RunningHookParts;
  readonly #life: HookLife;
  readonly #rate: RateLimit | undefined;
  readonly #whole = new Durations();
  readonly #own = new Durations();
  #frames = 0;
  #errors = 0;
  #throws = 0;
  #lastError = '';
  #annotations: readonly Annotation[] = [];
  #lastSequence = 0;
  #busy = false;
  /** The process whose last answer came in time. */
  #inTime: unknown;
  /** The process that got pictures, and what they have in common. */
  #fed: { process: unknown; withdrawn: Frame['withdrawn'] } | undefined;

  constructor(use: HookUse, parts: RunningHookParts) {
    this.use = use;
    this.#parts = parts;
    this.#rate = use.fps === null ? undefined : new RateLimit(use.fps);
    const { modules, clock, takePlace } = parts;
    this.#life = new HookLife(use, {
      ...{ modules, clock, takePlace },
      onState: () => {
        if (!this.#life.loaded) this.#tellEnd();
        parts.onState(this);
      },
      onProblem: ({ message }) => this.#noteError(message),
    });
  }

  get state(): HookState {
    return this.#life.state;
  }

  /** The form in which it gets pictures; undefined while it does not run. */
  get form(): Pick<HookManifest, 'wants' | 'maxWidth' | 'draws'> | undefined {
    return this.#life.loaded?.manifest;
  }

  /** Whether viewers wait for its picture. */
  get isAwaited(): boolean {
    const { loaded } = this.#life;
    return loaded !== undefined && loaded.manifest.draws && this.#inTime === loaded.process;
  }

  start(): void {
    this.#life.start();
  }

  /** Resolves when its process has ended. */
  stop(): Promise<void> {
    const ended = this.#life.stop();
    // At once: what takes its place may see something before its process has ended.
    this.#tellEnd();
    return ended;
  }

  /** Starts it anew, after a change of its file or because a person asks for it. */
  retry(): void {
    this.#life.retry();
  }

  /** Ends its process because of a picture that it answered. */
  refuse(problem: HookProblem): void {
    this.#life.refuse(problem);
  }

  /**
   * Whether it takes a picture now. Call it once for each picture. A process that has got pictures of before another mask
   * may remember them, so it gets none of those after it: it starts anew.
   */
  takes({ capturedAtMs, withdrawn }: Frame): boolean {
    const { loaded } = this.#life;
    if (!loaded) return false;
    if (this.#fed?.process === loaded.process && this.#fed.withdrawn !== withdrawn) {
      this.retry();
      return false;
    }
    return !this.#busy && (this.#rate?.admits(capturedAtMs) ?? true);
  }

  /** Gives it a picture of a frame. Resolves with its answer; undefined when there is none. Never rejects. */
  async run(frame: Frame, make: () => Promise<GivenPicture>): Promise<HookAnswer | undefined> {
    const { loaded } = this.#life;
    if (!loaded || this.#busy) return undefined;
    const { process, options } = loaded;
    const { isAwaited } = this;
    const { clock } = this.#parts;
    this.#busy = true;
    this.#fed = { process, withdrawn: frame.withdrawn };
    const startMs = clock.nowMs();
    const done = new AbortController();
    void clock.sleep(patienceMs, done.signal).then(() => {
      if (!done.signal.aborted) this.#setInTime(process, false);
    });
    try {
      const { head, bytes } = await make();
      const answer = await process.run({ head: { ...head, options }, bytes });
      const tookMs = clock.nowMs() - startMs;
      if (answer.type === 'threw') return this.#noteThrow(answer);
      this.#throws = 0;
      this.#frames++;
      this.#whole.add(tookMs);
      this.#own.add(answer.tookMs);
      this.#setInTime(process, tookMs <= patienceMs);
      // What it tells of the picture may be what nobody may see any more.
      if (isWithdrawn(frame)) return undefined;
      this.#tell(answer, { ...head, isShown: isAwaited && tookMs <= patienceMs });
      return answer;
    } catch (error) {
      // The end of the process is noted by its life. Here the picture could not be decoded.
      if (!(error instanceof HookProblem)) this.#noteError(errorText(error));
      return undefined;
    } finally {
      done.abort();
      this.#busy = false;
    }
  }

  report(): HookUseReport {
    const { state, loaded, restarts, log } = this.#life;
    const rounded = (ms: number | undefined) => (ms === undefined ? null : Math.round(ms * 10) / 10);
    return {
      hook: this.use.hook,
      state,
      advice: 'reason' in state ? hookProblemAdvice[state.reason] : '',
      ms: rounded(this.#whole.middle),
      own_ms: rounded(this.#own.middle),
      frames: this.#frames,
      errors: this.#errors,
      restarts,
      memory_bytes: loaded?.process.memoryBytes ?? null,
      last_error: this.#lastError,
      log: loaded?.process.log ?? log,
      annotations: loaded ? [...this.#annotations] : [],
      network_closed: loaded?.process.networkClosed ?? false,
    };
  }

  #noteThrow({ code, message }: { code: string; message: string }): undefined {
    this.#noteError(message);
    if (++this.#throws < maxThrows) return;
    this.#throws = 0;
    this.refuse(new HookProblem(code === deniedCode ? 'refused' : 'throws', message));
  }

  #noteError(text: string): void {
    this.#errors++;
    this.#lastError = text;
  }

  /** @param isShown whether viewers get the picture of this answer */
  #tell(
    { annotations, events, drawn: isDrawn }: HookAnswer,
    { sequence, time, isShown }: GivenPicture['head'] & { isShown: boolean },
  ): void {
    const before = this.#annotations;
    this.#annotations = annotations;
    this.#lastSequence = sequence;
    if (before.length + annotations.length + events.length === 0) return;
    const drawn = isDrawn && isShown;
    this.#parts.onFindings({ hook: this.use.hook, sequence, capturedAt: time, annotations, drawn, events });
  }

  /** Sees nothing any more, since it does not run. */
  #tellEnd(): void {
    if (this.#annotations.length === 0) return;
    this.#annotations = [];
    this.#parts.onFindings({
      ...{ hook: this.use.hook, sequence: this.#lastSequence, capturedAt: this.#parts.clock.now().getTime() },
      ...{ annotations: [], drawn: false, events: [] },
    });
  }

  #setInTime(process: unknown, inTime: boolean): void {
    const { loaded } = this.#life;
    if (!loaded || loaded.process !== process) return;
    this.#inTime = inTime ? process : undefined;
    // Nobody waits for a hook that draws nothing, so it is never late.
    this.#life.setInTime(inTime || !loaded.manifest.draws);
  }
}
