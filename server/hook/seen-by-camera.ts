import { Listeners } from '../runtime/listeners.ts';
import type { HookFindings } from './running-hook.ts';

type Listener = (findings: HookFindings) => void;

/** Passes what hooks see on to those who watch the camera. Nothing is kept. */
export class SeenByCamera {
  /** Only of cameras that are watched: when the last listener leaves, its entry goes. */
  readonly #cameras = new Map<string, Listeners<[findings: HookFindings]>>();

  take(camera: string, findings: HookFindings): void {
    this.#cameras.get(camera)?.tell(findings);
  }

  /** Calls `listener` until `signal` aborts. */
  watch(camera: string, listener: Listener, signal: AbortSignal): void {
    if (signal.aborted) return;
    const listeners = this.#cameras.get(camera) ?? new Listeners();
    this.#cameras.set(camera, listeners);
    listeners.add(listener, signal);
    signal.addEventListener('abort', () => listeners.count === 0 && this.#forget(camera, listeners), {
      once: true,
    });
  }

  #forget(camera: string, listeners: Listeners<[findings: HookFindings]>): void {
    if (this.#cameras.get(camera) === listeners) this.#cameras.delete(camera);
  }
}
