import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { hookProblemAdvice, type HooksReport } from '../contract/hook/hook-state.ts';
import type { HookUse } from '../contract/hook/hook-use.ts';
import type { FrameHub } from '../frame/frame-hub.ts';
import type { Logger } from '../log/logger.ts';
import type { PictureQueue } from '../picture/picture-queue.ts';
import type { Clock } from '../runtime/clock.ts';
import { HookChain } from './hook-chain.ts';
import { HookModules, usualLimits, type ProcessLimits } from './hook-modules.ts';
import { HookProblem } from './hook-problem.ts';
import { Sandbox } from './process/sandbox.ts';
import { RunningHook, type HookFindings } from './running-hook.ts';
import { watchHooks } from './watch-hooks.ts';

/** Processes of all cameras together: each takes some 50 MB. */
const maxProcesses = 16;

/** A camera as hooks know it. */
export interface HookedCamera {
  id: string;
  hooks: readonly HookUse[];
  /** Its pictures without hooks. */
  source: FrameHub;
  /** What its pictures show; a hook may remember a picture, so with another one it starts anew. */
  view: object | null;
}

export interface HooksParts {
  dataFolder: string;
  clock: Clock;
  queue: PictureQueue;
  logger: Pick<Logger, 'info' | 'warn'>;
  /** Called with the camera's id when one of its hooks has changed its state. */
  onState: (camera: string) => void;
  onFindings: (camera: string, findings: HookFindings) => void;
  limits?: ProcessLimits;
}

interface Hooked {
  chain: HookChain;
  camera: HookedCamera;
}

/** The hooks of all cameras. */
export class Hooks {
  readonly modules: HookModules;
  readonly #parts: HooksParts;
  readonly #chains = new Map<string, Hooked>();
  readonly #ending = new Set<Promise<void>>();
  readonly #stop = new AbortController();
  /** The marks of the files at the last look. */
  readonly #marks = new Map<string, string>();
  #processes = 0;

  constructor(parts: HooksParts) {
    const { dataFolder, clock, limits = usualLimits } = parts;
    this.#parts = parts;
    const folder = join(dataFolder, 'hooks');
    this.modules = new HookModules({ folder, dataFolder, sandbox: new Sandbox(), clock, limits });
  }

  /** The pictures of a camera with its hooks; undefined for a camera without hooks. */
  hub(camera: string): FrameHub | undefined {
    return this.#chains.get(camera)?.chain.hub;
  }

  /** The chains of all cameras with hooks. */
  get chains(): readonly HookChain[] {
    return [...this.#chains.values()].map(({ chain }) => chain);
  }

  /** Follows the folder of hooks until `close`. */
  watch(): void {
    const { clock } = this.#parts;
    void watchHooks(this.modules.folder, clock, () => void this.reload(), this.#stop.signal);
  }

  /** Starts, changes and ends hooks. Those of a camera without a change go on. */
  apply(cameras: readonly HookedCamera[]): void {
    if (this.#stop.signal.aborted) return;
    const wanted = new Map(
      cameras.filter(({ hooks }) => hooks.length > 0).map((camera) => [camera.id, camera]),
    );
    for (const [id, { chain, camera }] of this.#chains) {
      if (wanted.get(id)?.source === camera.source) continue;
      this.#chains.delete(id);
      this.#keep(chain.close());
    }
    for (const camera of wanted.values()) {
      const before = this.#chains.get(camera.id);
      const chain = before?.chain ?? this.#open(camera);
      this.#chains.set(camera.id, { chain, camera });
      // They come again, and get the pictures of the new chain, which is no viewer yet.
      if (!before) camera.source.endViewers();
      if (!isAsBefore(before?.camera, camera))
        this.#keep(chain.setHooks(camera.hooks.map((use) => this.#hook(camera.id, use))));
    }
    void this.reload();
  }

  /** Starts hooks anew whose files have changed. */
  async reload(): Promise<void> {
    const used = this.chains.flatMap(({ hooks }) => hooks);
    for (const file of new Set(used.map(({ use }) => use.hook))) {
      const mark = await this.modules.mark(file).catch((error: unknown) => {
        if (error instanceof HookProblem) return '';
        throw error;
      });
      const before = this.#marks.get(file);
      this.#marks.set(file, mark);
      if (before === undefined || before === mark || this.#stop.signal.aborted) continue;
      this.#parts.logger.info({ hook: file }, 'the file of a hook changed; the hook starts anew');
      for (const hook of used) if (hook.use.hook === file) hook.retry();
    }
  }

  async report(): Promise<HooksReport> {
    return {
      folder: this.modules.folder,
      modules: await this.modules.list(this.#stop.signal),
      cameras: this.chains.map(({ camera: id, hooks }) => ({
        id,
        hooks: hooks.map((hook) => hook.report()),
      })),
    };
  }

  /** Lines for people about the hooks of a camera that do not run. */
  notices(camera: string): string[] {
    const hooks = this.#chains.get(camera)?.chain.hooks ?? [];
    return hooks.flatMap(({ use, state }) => {
      switch (state.kind) {
        case 'failed':
        case 'retrying':
          return `The hook ${use.hook} failed (${state.reason}): ${firstLine(state.detail)}. ${hookProblemAdvice[state.reason]}`;
        case 'needs-permission':
          return `The hook ${use.hook} asks for ${state.missing.join(', ')}. Allow it in the settings of the camera.`;
        case 'idle':
        case 'starting':
        case 'running':
        case 'late':
          return [];
        default:
          return state satisfies never;
      }
    });
  }

  /** Tries the hooks of a camera again, or the one at `place`. @returns false when there is none */
  retry(camera: string, place?: number): boolean {
    const hooks = this.#chains.get(camera)?.chain.hooks ?? [];
    const chosen = hooks.filter((_hook, index) => place === undefined || index === place);
    for (const hook of chosen) hook.retry();
    return chosen.length > 0;
  }

  /** Resolves when all processes have ended. */
  async close(): Promise<void> {
    this.#stop.abort();
    for (const chain of this.chains) this.#keep(chain.close());
    this.#chains.clear();
    await Promise.all(this.#ending);
  }

  #open({ id, source }: HookedCamera): HookChain {
    const { clock, queue, logger } = this.#parts;
    return new HookChain({
      ...{ camera: id, source, queue, clock },
      onProblem: (err) => logger.warn({ err, camera: id }, 'a picture is shown without its hooks'),
    });
  }

  #hook(camera: string, use: HookUse): RunningHook {
    const { clock, onState, onFindings } = this.#parts;
    return new RunningHook(use, {
      ...{ modules: this.modules, clock },
      takePlace: () => this.#takePlace(),
      onState: (hook) => {
        this.#log(camera, hook);
        onState(camera);
      },
      onFindings: (findings) => onFindings(camera, findings),
    });
  }

  #keep(ending: Promise<void>): void {
    const ended = ending.finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
  }

  #takePlace(): (() => void) | undefined {
    if (this.#processes >= maxProcesses) return undefined;
    this.#processes++;
    return () => this.#processes--;
  }

  #log(camera: string, { use: { hook }, state }: RunningHook): void {
    const { logger } = this.#parts;
    if (state.kind === 'failed' || state.kind === 'retrying')
      logger.warn({ camera, hook, reason: state.reason, detail: state.detail }, 'a hook failed');
    else if (state.kind === 'needs-permission')
      logger.warn({ camera, hook, missing: state.missing }, 'a hook asks for permissions');
  }
}

function isAsBefore(before: HookedCamera | undefined, { hooks, view }: HookedCamera): boolean {
  return isDeepStrictEqual(before?.hooks, hooks) && isDeepStrictEqual(before?.view, view);
}

function firstLine(text: string): string {
  return (text.split('\n')[0] ?? '').trim().replace(/\.$/, '').slice(0, 200);
}
