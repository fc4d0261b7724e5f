import type * as Electron from 'electron';

const widthOffset = 16;

/** A picture of a page. */
export class NativeImage implements Pick<Electron.NativeImage, 'toPNG' | 'getSize' | 'isEmpty'> {
  readonly #png: Buffer;

  constructor(png: Buffer) {
    this.#png = png;
  }

  toPNG(): Buffer {
    return this.#png;
  }

  getSize(): Electron.Size {
    if (this.isEmpty()) return { width: 0, height: 0 };
    return { width: this.#png.readUInt32BE(widthOffset), height: this.#png.readUInt32BE(widthOffset + 4) };
  }

  isEmpty(): boolean {
    return this.#png.length === 0;
  }
}
