import { z } from 'zod';

const key = 'rpicam-ignored-devices';
const maxKept = 64;
const storedSchema = z.array(z.string());

/** The devices that a person in this browser does not want as cameras, by their stable names. */
export class IgnoredDevices {
  readonly #storage: () => Pick<Storage, 'getItem' | 'setItem'>;

  /** @param storage throws where the browser forbids it; then nothing is remembered */
  constructor(storage: () => Pick<Storage, 'getItem' | 'setItem'>) {
    this.#storage = storage;
  }

  read(): readonly string[] {
    try {
      return storedSchema.safeParse(JSON.parse(this.#storage().getItem(key) ?? '[]')).data ?? [];
    } catch {
      return []; // No storage, or not written by this page: then everything is offered.
    }
  }

  add(device: string): readonly string[] {
    const all = [...this.read().filter((other) => other !== device), device].slice(-maxKept);
    try {
      this.#storage().setItem(key, JSON.stringify(all));
    } catch {
      // A browser without storage asks again when the page is loaded again.
    }
    return all;
  }
}
