import { CaptureError } from '../../contract/capture-error.ts';
import type { Clock } from '../../runtime/clock.ts';
import { NoThreadError } from './device-error.ts';
import { waitAtMost } from '../../runtime/wait-at-most.ts';

/** A driver gives up on a USB camera that does not answer after five seconds; then the last capture ends. */
const leavingMs = 6_000;

/** One capture's right to a thread. */
export interface ThreadPlace {
  /** Call it when the device is closed and no call to it is under way. */
  leave(): void;
  /** Call it when the capture no longer waits for a driver that does not return; `leave` follows if it ever does. */
  abandon(): void;
}

/** The capture that has a device's thread. */
interface Holder {
  ended: Promise<void>;
  /** Aborted: it is to end. */
  signal: AbortSignal;
}

/**
 * Lends the threads in which devices are opened, started and closed. A call that a driver never ends keeps its thread, so
 * their number is bounded; and its device is not opened again before the call has returned.
 */
export class DeviceThreads {
  readonly #clock: Pick<Clock, 'sleep'>;
  readonly #devices: number;
  readonly #taken = new Map<string, Holder>();
  readonly #avoided = new Set<string>();
  readonly #abandoned = new Set<string>();

  /** @param devices the most devices that are open */
  constructor(devices: number, clock: Pick<Clock, 'sleep'>) {
    this.#devices = devices;
    this.#clock = clock;
  }

  /**
   * Takes a place for a device, after the last capture of it has ended.
   * @returns undefined when `signal` aborted
   * @throws CaptureError busy, when another capture reads the device; stalled, when the last one does not end
   * @throws NoThreadError when no thread is free, or the device is avoided
   */
  async take(path: string, signal: AbortSignal): Promise<ThreadPlace | undefined> {
    const last = this.#taken.get(path);
    if (last?.signal.aborted) await waitAtMost(last.ended, leavingMs, this.#clock, signal);
    if (signal.aborted) return undefined;
    const holder = this.#taken.get(path);
    if (holder?.signal.aborted)
      throw new CaptureError('stalled', `the driver of ${path} does not end the last capture`);
    if (holder) throw new CaptureError('busy', `${path} is read by another camera`);
    if (this.#avoided.has(path)) throw new NoThreadError('its driver has kept the whole server waiting');
    if (this.#taken.size >= this.#devices)
      throw new NoThreadError('other cameras have all threads of the server');
    let left: () => void = () => undefined;
    const ended = new Promise<void>((resolve) => (left = resolve));
    this.#taken.set(path, { ended, signal });
    return {
      leave: () => {
        this.#taken.delete(path);
        this.#abandoned.delete(path);
        left();
      },
      abandon: () => {
        if (this.#taken.get(path)?.ended === ended) this.#abandoned.add(path);
      },
    };
  }

  /** Devices whose driver still holds a thread though the capture has ended. */
  get abandoned(): number {
    return this.#abandoned.size;
  }

  /** Lends no thread for this device any more, as long as the server runs. */
  avoid(path: string): void {
    this.#avoided.add(path);
  }
}
