import { join } from 'node:path';
import { isDeepStrictEqual } from 'node:util';
import { z } from 'zod';
import { readFileText } from '../../config/file-text.ts';
import { replaceFile } from '../../config/whole-file.ts';
import { maxCameras } from '../../contract/config/config.ts';
import { deviceKindSchema, type DeviceKind } from '../../device/identity/device-kind.ts';
import type { Logger } from '../../log/logger.ts';

export const knownDevicesFileName = 'known-devices.json';

const rememberedSchema = deviceKindSchema.extend({
  /** The id of the camera. */
  camera: z.string(),
  /** The camera's configured device at that time. The entry does not count when the camera has another device now. */
  device: z.union([z.number(), z.string()]),
});
type Remembered = z.infer<typeof rememberedSchema>;

const fileSchema = z.object({ devices: z.array(rememberedSchema).max(maxCameras) });

/** The kind of device that each camera had when it last gave pictures, kept in the data folder. */
export class DeviceMemory {
  readonly #path: string;
  readonly #logger: Logger;
  #devices: Remembered[];
  #writing: Promise<void> = Promise.resolve();

  /** Opens the file. A file that cannot be read counts as empty: each camera that gives pictures is written again. */
  static async open(folder: string, logger: Logger): Promise<DeviceMemory> {
    const path = join(folder, knownDevicesFileName);
    const file = await readFileText(path);
    const ignored = (why: string) => {
      logger.warn(`${knownDevicesFileName} ${why}; it is ignored and written anew`);
      return [];
    };
    switch (file.kind) {
      case 'missing':
        return new DeviceMemory(path, logger, []);
      case 'unusable':
        return new DeviceMemory(path, logger, ignored(file.why));
      case 'text':
        return new DeviceMemory(path, logger, parse(file.text) ?? ignored('is not what this server writes'));
      default:
        return file satisfies never;
    }
  }

  private constructor(path: string, logger: Logger, devices: Remembered[]) {
    this.#path = path;
    this.#logger = logger;
    this.#devices = devices;
  }

  /** The kind of a camera's device; undefined when it is not known of this device. */
  kindOf(camera: { id: string; device: number | string }): DeviceKind | undefined {
    return this.#devices.find((entry) => entry.camera === camera.id && entry.device === camera.device);
  }

  /** Remembers the device, and forgets cameras that are not in `configured`. */
  remember(
    camera: { id: string; device: number | string },
    kind: DeviceKind,
    configured: ReadonlySet<string>,
  ): void {
    const entry: Remembered = { camera: camera.id, device: camera.device, ...kind };
    const others = this.#devices.filter(
      (known) => known.camera !== camera.id && configured.has(known.camera),
    );
    const devices = [...others, entry].slice(-maxCameras);
    const before = this.#devices.find((known) => known.camera === camera.id);
    if (devices.length === this.#devices.length && isDeepStrictEqual(before, entry)) return;
    this.#devices = devices;
    this.#writing = this.#writing.then(() => this.#write());
  }

  /** Resolves when everything is on the disk. */
  written(): Promise<void> {
    return this.#writing;
  }

  async #write(): Promise<void> {
    try {
      await replaceFile(this.#path, `${JSON.stringify({ devices: this.#devices }, null, 2)}\n`);
    } catch (error) {
      this.#logger.warn({ err: error }, `${knownDevicesFileName} cannot be written`);
    }
  }
}

function parse(text: string): Remembered[] | undefined {
  try {
    const parsed = fileSchema.safeParse(JSON.parse(text));
    return parsed.success ? parsed.data.devices : undefined;
  } catch {
    return undefined; // text that is not JSON counts as an empty file
  }
}
