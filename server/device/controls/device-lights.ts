import { CaptureError } from '../../contract/capture-error.ts';
import type { Clock } from '../../runtime/clock.ts';
import { describeV4l2Device } from '../v4l2/v4l2-devices.ts';
import { ledSignal } from './led-control.ts';
import { applyControls } from './v4l2-controls.ts';

interface LitDevice {
  endsAtMs: number;
  /** Settles when the light is as it was before. */
  putBack: Promise<void>;
}

/** Flashes the lights of V4L2 cameras that have one, also while they stream, and puts them back. */
export class DeviceLights {
  readonly #clock: Clock;
  readonly #onProblem: (error: unknown) => void;
  readonly #stop = new AbortController();
  /** By the node's path; no more than there are devices. */
  readonly #lit = new Map<string, LitDevice>();

  /** @param onProblem told of lights that could not be set or put back */
  constructor(clock: Clock, onProblem: (error: unknown) => void) {
    this.#clock = clock;
    this.#onProblem = onProblem;
  }

  /**
   * Whether the device has a light and shows it now. A light that is on already stays on for the longest time that was
   * asked for.
   */
  async flash(device: number | string, forMs: number): Promise<boolean> {
    try {
      return await this.#flash(device, forMs);
    } catch (error) {
      // A camera that is not there has no light either.
      if (!(error instanceof CaptureError)) throw error;
      return false;
    }
  }

  /** Puts all lights back. Afterwards, none flashes any more. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.all([...this.#lit.values()].map(({ putBack }) => putBack));
  }

  async #flash(device: number | string, forMs: number): Promise<boolean> {
    const { path, controls } = await describeV4l2Device(device);
    const endsAtMs = this.#clock.nowMs() + forMs;
    const lit = this.#lit.get(path);
    if (lit) {
      // The light has our value now, so the value that the first flash remembered counts.
      lit.endsAtMs = Math.max(lit.endsAtMs, endsAtMs);
      return true;
    }
    const signal = ledSignal(controls);
    if (!signal || this.#stop.signal.aborted) return false;
    const shown = applyControls(path, [signal.show]);
    const entry: LitDevice = { endsAtMs, putBack: Promise.resolve() };
    entry.putBack = shown
      .then(async (refusals) => {
        if (refusals.length > 0) return this.#onProblem(new Error(refusals.join('; ')));
        await this.#untilEnd(entry);
        const left = await applyControls(path, [signal.putBack]);
        if (left.length > 0) this.#onProblem(new Error(left.join('; ')));
      })
      .catch(this.#onProblem)
      .finally(() => this.#lit.delete(path));
    this.#lit.set(path, entry);
    return (await shown).length === 0;
  }

  async #untilEnd(entry: LitDevice): Promise<void> {
    const { signal } = this.#stop;
    for (let leftMs = 1; leftMs > 0 && !signal.aborted; leftMs = entry.endsAtMs - this.#clock.nowMs()) {
      await this.#clock.sleep(Math.max(0, entry.endsAtMs - this.#clock.nowMs()), signal);
    }
  }
}
