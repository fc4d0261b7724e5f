import { CaptureError, captureErrorText } from '../contract/capture-error.ts';
import type { V4l2Device } from '../contract/device/device.ts';
import { errorText } from '../contract/error-text.ts';
import { canAccess } from '../runtime/can-access.ts';
import { Listeners } from '../runtime/listeners.ts';
import { stableDeviceName } from './identity/device-identity.ts';
import type { ListOptions } from './v4l2/v4l2-devices.ts';

/** The devices that were found, and the reasons why others may be missing, one line each. */
export interface DeviceListing {
  devices: readonly V4l2Device[];
  problems: readonly string[];
}

/** The differences between a reading and the one before. The first reading adds and removes nothing. */
export interface DeviceChange {
  added: V4l2Device[];
  removed: V4l2Device[];
}

/** uvcvideo waits up to 5 s for one dead control, and a client of the HTTP API waits about 10 s. */
const nodeTimeoutMs = 6_000;

const maxProbed = 64;

/** Lists the V4L2 cameras. Callers during one listing share its result. */
export class DeviceList {
  readonly #listDevices: (options: ListOptions) => Promise<V4l2Device[]>;
  readonly #signal: AbortSignal;
  readonly #listeners = new Listeners<[change: DeviceChange]>();
  #reading: Promise<DeviceListing> | undefined;
  #readAgain = false;
  #latest: DeviceListing = { devices: [], problems: [] };
  /** The devices of the last reading, by their identity; undefined before the first reading. */
  #known: Map<string, V4l2Device> | undefined;

  /** @param signal ends a reading that is under way; afterwards there are no more readings */
  constructor(listDevices: (options: ListOptions) => Promise<V4l2Device[]>, signal: AbortSignal) {
    this.#listDevices = listDevices;
    this.#signal = signal;
  }

  /** The last listing; empty before the first one. */
  get latest(): DeviceListing {
    return this.#latest;
  }

  /** Lists the devices again, or waits for the listing that is under way. Never rejects. */
  list(): Promise<DeviceListing> {
    if (this.#reading) return this.#readAgain ? this.#reading.then(() => this.list()) : this.#reading;
    this.#readAgain = false;
    this.#reading = this.#read().finally(() => {
      this.#reading = undefined;
      if (this.#readAgain) void this.list();
    });
    return this.#reading;
  }

  /**
   * The devices that answer at the first `count` numbers although the kernel lists none, as in a container without
   * sysfs. Never rejects.
   */
  async probe(count: number): Promise<DeviceListing> {
    const indexes = Array.from({ length: Math.min(Math.max(count, 0), maxProbed) }, (_, index) => index);
    const there = await Promise.all(indexes.map((index) => canAccess(`/dev/video${index}`)));
    const { listing } = await this.#ask({ indexes: indexes.filter((index) => there[index]) });
    return listing;
  }

  /** Call it when a device came or went: the listing that is under way may be out of date. */
  changed(): void {
    if (this.#reading) this.#readAgain = true;
    else void this.list();
  }

  /** Calls `listener` after every reading, until `signal` aborts. A listener must not throw. */
  onListed(listener: (change: DeviceChange) => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  async #read(): Promise<DeviceListing> {
    if (this.#signal.aborted) return this.#latest;
    const { listing, unanswered, complete } = await this.#ask({});
    if (!complete || this.#signal.aborted) return listing;
    this.#latest = listing;
    const change = this.#compare(listing.devices, unanswered);
    this.#listeners.tell(change);
    return listing;
  }

  /** `complete` is false when nobody can tell which devices are there. */
  async #ask(
    options: Pick<ListOptions, 'indexes'>,
  ): Promise<{ listing: DeviceListing; unanswered: Set<string>; complete: boolean }> {
    const problems: string[] = [];
    const unanswered = new Set<string>();
    const onProblem = (path: string, error: CaptureError) => {
      unanswered.add(path);
      problems.push(problemLine(error));
    };
    const limits = { timeoutMs: nodeTimeoutMs, signal: this.#signal };
    try {
      const devices = await this.#listDevices({ ...options, limits, onProblem });
      return { listing: { devices, problems }, unanswered, complete: true };
    } catch (error) {
      problems.push(problemLine(error));
      return { listing: { devices: [], problems }, unanswered, complete: false };
    }
  }

  /** A device that does not answer is still there: it is neither removed now nor added when it answers again. */
  #compare(devices: readonly V4l2Device[], unanswered: ReadonlySet<string>): DeviceChange {
    const before = this.#known;
    const now = new Map(devices.map((device) => [identityOf(device), device]));
    for (const [identity, device] of before ?? []) {
      if (unanswered.has(device.path) && !now.has(identity)) now.set(identity, device);
    }
    this.#known = now;
    if (!before) return { added: [], removed: [] };
    return {
      added: [...now].flatMap(([identity, device]) => (before.has(identity) ? [] : [device])),
      removed: [...before].flatMap(([identity, device]) => (now.has(identity) ? [] : [device])),
    };
  }
}

function identityOf(device: V4l2Device): string {
  const { vendorId, productId, serial } = device.usb ?? {};
  return JSON.stringify([stableDeviceName(device), device.card, vendorId, productId, serial]);
}

/** Why devices, or one of them, are not listed, and what to do; one line. */
export function problemLine(error: unknown): string {
  if (error instanceof CaptureError) return `${error.message}. ${captureErrorText[error.code].advice}`;
  return errorText(error);
}
