import type { HooksReport } from '../contract/hook/hook-state.ts';
import type { HookUse } from '../contract/hook/hook-use.ts';
import type { FrameHub } from '../frame/frame-hub.ts';
import type { HookChain } from './hook-chain.ts';
import type { Hooks, HooksParts } from './hooks.ts';

/** A camera as the gate needs it. */
interface GatedCamera {
  hub: FrameHub;
  config: { id: string; hooks?: readonly HookUse[] | null | undefined };
}

/** A camera whose hooks are to run. */
export interface CameraForHooks extends GatedCamera {
  /** What its pictures show: with another one, its hooks start anew. */
  view: object | null;
}

/** The way to the hooks. Their code is loaded when the first camera has one: a server without hooks pays nothing. */
export class HookGate {
  readonly #parts: HooksParts;
  readonly #cameras: () => readonly CameraForHooks[];
  #loading: Promise<Hooks> | undefined;
  #hooks: Hooks | undefined;

  constructor(parts: HooksParts, cameras: () => readonly CameraForHooks[]) {
    this.#parts = parts;
    this.#cameras = cameras;
  }

  /** The pictures of a camera: with its hooks, or without them. */
  hubOf({ hub, config }: GatedCamera, wanted: 'hooked' | 'plain'): FrameHub {
    return (wanted === 'hooked' ? this.#hooks?.hub(config.id) : undefined) ?? hub;
  }

  /** Lines for people about hooks of a camera that do not run. */
  notices(camera: string): string[] {
    return this.#hooks?.notices(camera) ?? [];
  }

  get chains(): readonly HookChain[] {
    return this.#hooks?.chains ?? [];
  }

  /** Follows the configuration. */
  async apply(): Promise<void> {
    const wanted = this.#cameras().some(({ config }) => (config.hooks ?? []).length > 0);
    if (!wanted && !this.#loading) return;
    const hooks = await this.#load();
    hooks.apply(
      this.#cameras().map(({ hub, view, config: { id, hooks: uses } }) => ({
        ...{ id, view, source: hub },
        hooks: uses ?? [],
      })),
    );
  }

  async report(): Promise<HooksReport> {
    return (await this.#load()).report();
  }

  /** Tries the hooks of a camera again, or one of them. @returns false when there is none */
  retry(camera: string, place?: number): boolean {
    return this.#hooks?.retry(camera, place) ?? false;
  }

  /** Resolves when all processes of hooks have ended. */
  async close(): Promise<void> {
    await (await this.#loading)?.close();
  }

  #load(): Promise<Hooks> {
    return (this.#loading ??= this.#begin());
  }

  async #begin(): Promise<Hooks> {
    const { Hooks } = await import('./hooks.ts');
    this.#hooks = new Hooks(this.#parts);
    this.#hooks.watch();
    return this.#hooks;
  }
}
