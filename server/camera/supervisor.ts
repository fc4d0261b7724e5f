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

/** Keeps the running cameras matching the configuration. */
export class Supervisor {
  readonly #parts: CameraParts;
  #running = new Map<string, RunningCamera>();
  #configs: readonly CameraConfig[] = [];
  /** Cameras that were removed and whose capture may still be ending. */
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

  /** Starts, stops and changes cameras; one whose settings did not change notices nothing. */
  apply(configs: readonly CameraConfig[]): void {
    if (this.#closed) return;
    const { removed, changed } = diffCameras(this.#configs, configs);
    for (const config of removed) this.#stop(config.id);
    for (const { after, effect } of changed) this.camera(after.id)?.reconfigure(after, effect);
    // Built anew because the order counts: /health lists cameras as they are configured.
    this.#running = new Map(
      configs.map((config) => [config.id, this.#running.get(config.id) ?? this.#start(config)]),
    );
    this.#configs = configs;
  }

  /**
   * A device came or went. Cameras that wait for a retry try now; a sleeping one whose device is gone is checked, so
   * that /health says so.
   */
  devicesChanged(): void {
    for (const camera of this.cameras) {
      const address = parseDeviceAddress(camera.config.device);
      if (address?.kind !== 'v4l2') continue;
      const { kind } = camera.state;
      if (kind === 'retrying' || (kind === 'sleeping' && !existsSync(address.path))) camera.restart();
    }
  }

  /** Stops all cameras; resolves when every capture is gone. */
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
