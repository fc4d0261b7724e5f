import type { Capture, CaptureReport } from '../../capture/capture.ts';
import { CaptureError, frameDropText } from '../../contract/capture-error.ts';
import type { CameraConfig } from '../../contract/config/camera.ts';
import { parseDeviceAddress } from '../../contract/config/device-address.ts';
import { deviceUsers } from '../../device/device-users.ts';
import { deviceNode } from '../../device/identity/device-identity.ts';
import type { CapturedImage } from '../../frame/frame.ts';
import type { Clock } from '../../runtime/clock.ts';
import type { Client } from '../../runtime/queue/client.ts';
import { FairQueue } from '../../runtime/queue/fair-queue.ts';

export interface DeviceTrialsParts {
  clock: Clock;
  openCapture: (camera: CameraConfig, dropped: CaptureReport['dropped']) => Capture;
}

/** The picture is shown as a thumbnail, and a small one leaves the USB bus to the running cameras. */
const trialSize = { width: 640, height: 360 };
/**
 * The first pictures of many cameras are dark or green. The trial keeps the last of this many pictures, or the last one
 * within a time limit.
 */
const settlingFrames = 5;
const settlingMs = 1_000;
const trialTimeoutMs = 10_000;
/** The most devices that are tried at a time, and the most that may wait; a page shows about as many cards. */
const maxTrials = 2;
const waiting = { perAddress: 12, total: 24 };

/**
 * Takes one picture of a device that no camera uses, so that a person sees which device it is, and closes the device at
 * once.
 */
export class DeviceTrials {
  readonly #parts: DeviceTrialsParts;
  readonly queue = new FairQueue(maxTrials, { 'device-trial': waiting });
  readonly #running = new Map<string, Promise<CapturedImage>>();
  readonly #stop = new AbortController();

  constructor(parts: DeviceTrialsParts) {
    this.#parts = parts;
  }

  /**
   * Takes the picture. A client that asks for a device that is being tried gets the picture of that trial.
   * @param device as in a camera's `device`
   * @param left aborts when the client leaves; a trial that has not begun is then left out
   * @throws CaptureError that says why there is no picture; code busy when any program has the device open
   * @throws QueueFullError, LeftQueueError
   */
  async take(device: number | string, client: Client, left: AbortSignal): Promise<CapturedImage> {
    const key = await keyOf(device);
    const join = () => this.#running.get(key) ?? this.#begin(key);
    return this.#running.get(key) ?? this.queue.run('device-trial', client, join, left);
  }

  async #begin(key: string): Promise<CapturedImage> {
    const trial = this.#try(key);
    this.#running.set(key, trial);
    try {
      return await trial;
    } finally {
      this.#running.delete(key);
    }
  }

  /** Ends all trials; resolves when every capture has ended. */
  async close(): Promise<void> {
    this.#stop.abort();
    await Promise.allSettled(this.#running.values());
  }

  async #try(device: string): Promise<CapturedImage> {
    const users = (await deviceUsers(new Set([device]))).get(device) ?? [];
    if (users.length > 0) {
      throw new CaptureError('busy', `${device} is open in ${users.map(({ name }) => name).join(', ')}`);
    }
    const end = new AbortController();
    const timer = this.#parts.clock.sleep(trialTimeoutMs, end.signal).then(() => end.abort());
    const camera = { id: 'trial', name: 'Test pattern', device, ...trialSize };
    let lastDrop: string | undefined;
    const capture = this.#parts.openCapture(
      camera,
      (reason, detail = frameDropText[reason]) => (lastDrop = detail),
    );
    try {
      const image = await settledImage(capture, AbortSignal.any([this.#stop.signal, end.signal]));
      if (image) return image;
    } finally {
      end.abort();
      await timer;
    }
    const silence = `no picture within ${trialTimeoutMs / 1_000} s`;
    if (lastDrop !== undefined) throw new CaptureError('bad-frames', `${lastDrop}; ${silence}`);
    throw new CaptureError('stalled', silence);
  }
}

/** Undefined when `signal` aborts before the first picture. */
async function settledImage(capture: Capture, signal: AbortSignal): Promise<CapturedImage | undefined> {
  let newest: CapturedImage | undefined;
  let firstAtMs: number | undefined;
  let count = 0;
  // Leaving the loop ends the capture: when this function returns, the device is free again.
  for await (const image of capture.frames(signal)) {
    newest?.memory?.release();
    newest = image;
    firstAtMs ??= image.capturedAtMs;
    if (++count >= settlingFrames || image.capturedAtMs - firstAtMs >= settlingMs) break;
  }
  return newest;
}

/** A device with several names gets one key, so that it is tried once at a time. */
async function keyOf(device: number | string): Promise<string> {
  return parseDeviceAddress(device)?.kind === 'v4l2' ? deviceNode(device) : String(device);
}
