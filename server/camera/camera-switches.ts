import { CaptureError } from '../contract/capture-error.ts';

/**
 * Cameras that a person stopped. Such a camera is not opened and shows a placeholder, like one that fails. Nothing of it
 * is saved: a restart of the server starts all cameras.
 */
export class CameraSwitches {
  readonly #off = new Set<string>();

  isOff(cameraId: string): boolean {
    return this.#off.has(cameraId);
  }

  /** Returns whether it was on. */
  switchOff(cameraId: string): boolean {
    const wasOn = !this.#off.has(cameraId);
    this.#off.add(cameraId);
    return wasOn;
  }

  /** Returns whether it was off. */
  switchOn(cameraId: string): boolean {
    return this.#off.delete(cameraId);
  }

  /** @throws CaptureError when the camera is not to be opened */
  check(cameraId: string): void {
    if (this.#off.has(cameraId)) throw new CaptureError('switched-off', 'it was stopped by a person');
  }

  /** Forgets cameras that are gone. */
  keepOnly(cameraIds: readonly string[]): void {
    for (const id of this.#off) if (!cameraIds.includes(id)) this.#off.delete(id);
  }
}
