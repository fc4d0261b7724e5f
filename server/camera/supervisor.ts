import { existsSync } from 'node:fs';
import { diffCameras } from '../config/config-diff.ts';
import type { CameraConfig } from '../contract/config/camera.ts';
import { parseDeviceAddress } from '../contract/config/device-address.ts';
import type { CameraParts } from './camera-parts.ts';
import { Camera } from './camera.ts';

interface RunningCamera {
  camera: Camera;
  stop: AbortController;
  ended: Promise<void>;
}

/** Starts, changes and stops cameras so that they match the configuration. */
export class Supervisor {
  readonly #parts: CameraParts;
  #running = new Map<string, RunningCamera>();
  #configs: readonly CameraConfig[] = [];
  /** The ends of removed cameras, whose captures may still be running. */
  readonly #ending = new Set<Promise<void>>();
  #closed = false;

  constructor(parts: CameraParts) {
    this.#parts = parts;
  }

  /** The cameras in configured order. */
  get cameras(): Camera[] {
    return [...this.#running.values()].map(({ camera }) => camera);
  }

  camera(id: string): Camera | undefined {
    return this.#running.get(id)?.camera;
  }

  /** Starts, stops and changes cameras. A camera whose settings did not change is left alone. */
  apply(configs: readonly CameraConfig[]): void {
    if (this.#closed) return;
    const { removed, changed } = diffCameras(this.#configs, configs);
    for (const config of removed) this.#stop(config.id);
    for (const { after, effect } of changed) this.camera(after.id)?.reconfigure(after, effect);
    // The map is built again because its order counts: /health lists cameras in the configured order.
    this.#running = new Map(
      configs.map((config) => [config.id, this.#running.get(config.id) ?? this.#start(config)]),
    );
    this.#configs = configs;
  }

  /**
   * A device was plugged in or unplugged. Cameras that wait for a retry try now; a sleeping camera whose device is gone
   * is checked, so that /health reports it.
   */
  devicesChanged(): void {
    for (const camera of this.cameras) {
      const address = parseDeviceAddress(camera.config.device);
      if (address?.kind !== 'v4l2') continue;
      const { kind } = camera.state;
      if (kind === 'retrying' || (kind === 'sleeping' && !existsSync(address.path))) camera.restart();
    }
  }

  /** Stops all cameras; resolves when every capture has ended. */
  async close(): Promise<void> {
    this.#closed = true;
    for (const id of [...this.#running.keys()]) this.#stop(id);
    await Promise.all(this.#ending);
  }

  #start(config: CameraConfig): RunningCamera {
    const camera = new Camera(config, this.#parts);
    const stop = new AbortController();
    return { camera, stop, ended: camera.run(stop.signal) };
  }

  #stop(id: string): void {
    const running = this.#running.get(id);
    if (!running) return;
    this.#running.delete(id);
    running.stop.abort();
    const ended = running.ended.finally(() => this.#ending.delete(ended));
    this.#ending.add(ended);
  }
}
