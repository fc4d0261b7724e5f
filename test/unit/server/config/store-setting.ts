import { readdirSync } from 'node:fs';
import { pino } from 'pino';
import { onTestFinished } from 'vitest';
import { ConfigStore, type ConfigChange } from '../../../../server/config/config-store.ts';
import type { CameraConfig } from '../../../../server/contract/config/camera.ts';
import type { ServerConfig } from '../../../../server/contract/config/config.ts';
import { TemporaryFolder } from './temporary-folder.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

export const camera = (id: string, fields: Partial<CameraConfig> = {}): CameraConfig => ({
  id,
  name: id,
  device: 0,
  ...fields,
});
export const withCameras = (...cameras: CameraConfig[]) => JSON.stringify({ cameras });
export const add = (id: string) => (current: Readonly<ServerConfig>) => ({
  ok: true as const,
  config: { ...current, cameras: [...current.cameras, camera(id)] },
});
export const ids = (config: Readonly<ServerConfig>) => config.cameras.map(({ id }) => id);

/** A store in a folder of its own, with what it logged and the changes it told. */
export class Setting extends TemporaryFolder {
  readonly logged: { level: number; msg: string }[] = [];
  readonly changes: ConfigChange[] = [];
  readonly #stop = new AbortController();
  readonly clock = new SteppedClock('2026-11-20T17:46:00.123Z');

  static make(cameras?: string): Setting {
    const setting = new Setting();
    if (cameras !== undefined) setting.write('cameras.json', cameras);
    onTestFinished(() => setting[Symbol.dispose]());
    return setting;
  }

  /** @param folder another than its own */
  async open(folder = this.path): Promise<ConfigStore> {
    const logger = pino({ base: null }, { write: (line) => this.logged.push(JSON.parse(line) as never) });
    const store = await ConfigStore.open({
      folder,
      reservedPorts: [8000],
      clock: this.clock,
      logger,
    });
    store.onChange((change) => this.changes.push(change), this.#stop.signal);
    return store;
  }

  names(): string[] {
    return readdirSync(this.path).sort();
  }
}

export const both = ['cameras.json', 'cameras.json.last-good'];
export const keptName = 'cameras.json.kept-2026-11-20T17-46-00-123Z';
