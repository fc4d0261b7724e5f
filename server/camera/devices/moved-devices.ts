import { isDeepStrictEqual } from 'node:util';
import { CaptureError } from '../../contract/capture-error.ts';
import type { CameraConfig } from '../../contract/config/camera.ts';
import { parseDeviceAddress } from '../../contract/config/device-address.ts';
import type { CameraHealth } from '../../contract/health.ts';
import type { DeviceList } from '../../device/device-list.ts';
import { stableDeviceName } from '../../device/identity/device-identity.ts';
import { deviceKind } from '../../device/identity/device-kind.ts';
import { Listeners } from '../../runtime/listeners.ts';
import type { Camera } from '../camera.ts';
import { camerasByNode } from './configured-devices.ts';
import type { DeviceMemory } from './device-memory.ts';
import { findMoved } from './moved-device.ts';

export interface MovedDevicesParts {
  /** Returns the current configuration. */
  cameras: () => readonly CameraConfig[];
  devices: DeviceList;
  memory: DeviceMemory;
  onProblem: (error: unknown) => void;
}

type MovedTo = NonNullable<CameraHealth['moved_to']>;

/**
 * Knows, for each camera whose device is gone, which other device it may be now. This class only suggests: a person
 * decides whether the camera moved or another took its place.
 */
export class MovedDevices {
  readonly #parts: MovedDevicesParts;
  readonly #listeners = new Listeners<[id: string]>();
  /** The cameras whose device is missing, with the `device` configured at that time. */
  readonly #gone = new Map<string, number | string>();
  /** The cameras whose device the memory holds as it is now. */
  readonly #remembered = new Map<string, number | string>();
  #movedTo: ReadonlyMap<string, MovedTo> = new Map();
  #reviewing = false;
  #reviewAgain = false;

  constructor(parts: MovedDevicesParts) {
    this.#parts = parts;
  }

  /** The device that a camera may be now; null when the camera's own device is there or no device fits. */
  movedTo(id: string): MovedTo | null {
    return this.#movedTo.get(id) ?? null;
  }

  /**
   * Calls `listener` with a camera's id when `movedTo` changed for it, until `signal` aborts. `listener` must not
   * throw.
   */
  onChange(listener: (id: string) => void, signal: AbortSignal): void {
    this.#listeners.add(listener, signal);
  }

  /** Call it at every change of a camera's state. */
  stateChanged(camera: Pick<Camera, 'config' | 'state'>): void {
    const { config, state } = camera;
    const isV4l2 = parseDeviceAddress(config.device)?.kind === 'v4l2';
    // A new try brings no news until it succeeds or fails.
    if (state.kind === 'starting') return;
    if (state.kind === 'retrying') this.#remembered.delete(config.id);
    if (state.kind === 'live' && isV4l2) void this.#remember(config);
    if (isV4l2 && state.kind === 'retrying' && state.reason === 'no-device') {
      if (this.#gone.get(config.id) === config.device) return;
      this.#gone.set(config.id, config.device);
      // The last list may contain the device that is gone. The new list causes a review.
      this.#parts.devices.changed();
    } else if (this.#gone.delete(config.id)) this.review();
  }

  /**
   * Compares devices and configuration again; call it when either changed. It costs nothing while no device is gone.
   */
  review(): void {
    if (this.#reviewing) {
      this.#reviewAgain = true;
      return;
    }
    if (this.#gone.size === 0 && this.#movedTo.size === 0) return;
    this.#reviewing = true;
    void this.#find()
      .then((found) => this.#publish(found), this.#parts.onProblem)
      .finally(() => {
        this.#reviewing = false;
        if (!this.#reviewAgain) return;
        this.#reviewAgain = false;
        this.review();
      });
  }

  async #find(): Promise<Map<string, MovedTo>> {
    const { cameras, devices, memory } = this.#parts;
    const configured = cameras();
    const ids = new Set(configured.map(({ id }) => id));
    for (const id of this.#gone.keys()) if (!ids.has(id)) this.#gone.delete(id);
    for (const id of this.#remembered.keys()) if (!ids.has(id)) this.#remembered.delete(id);
    const gone = configured
      .filter(({ id, device }) => this.#gone.get(id) === device)
      .map((camera) => ({ id: camera.id, device: camera.device, kind: memory.kindOf(camera) }));
    const used = await camerasByNode(configured);
    const names = new Set(configured.map(({ device }) => device));
    const free = devices.latest.devices.filter(
      // A device that is being unplugged may still be listed, although its name leads nowhere any more.
      ({ path, byPath = '', byId = '' }) => !used.has(path) && !names.has(byPath) && !names.has(byId),
    );
    const moved = [...findMoved(gone, free)];
    return new Map(
      moved.map(([id, device]) => [id, { device: stableDeviceName(device), card: device.card }]),
    );
  }

  #publish(found: ReadonlyMap<string, MovedTo>): void {
    const before = this.#movedTo;
    this.#movedTo = found;
    for (const id of new Set([...before.keys(), ...found.keys()])) {
      if (isDeepStrictEqual(before.get(id), found.get(id))) continue;
      this.#listeners.tell(id);
    }
  }

  async #remember(config: CameraConfig): Promise<void> {
    if (this.#remembered.get(config.id) === config.device) return;
    this.#remembered.set(config.id, config.device);
    try {
      const kind = await deviceKind(config.device);
      const ids = new Set(this.#parts.cameras().map(({ id }) => id));
      if (ids.has(config.id)) this.#parts.memory.remember(config, kind, ids);
    } catch (error) {
      this.#remembered.delete(config.id);
      // The device was unplugged at this moment. It is remembered the next time it gives pictures.
      if (!(error instanceof CaptureError)) this.#parts.onProblem(error);
    }
  }
}
