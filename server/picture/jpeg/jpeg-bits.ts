/** Writes the entropy-coded bits of a JPEG scan, with a zero after every 0xff byte so that none looks like a marker. */
export class BitWriter {
  readonly #bytes: Buffer;
  #length = 0;
  #pending = 0;
  #pendingBits = 0;

  constructor(bytesMax: number) {
    this.#bytes = Buffer.allocUnsafe(bytesMax);
  }

  /** Appends the lowest `count` (at most 16) bits of `value`; its other bits must be 0. */
  write(value: number, count: number): void {
    this.#pending = (this.#pending << count) | value;
    this.#pendingBits += count;
    while (this.#pendingBits >= 8) {
      this.#pendingBits -= 8;
      const byte = (this.#pending >> this.#pendingBits) & 0xff;
      this.#bytes[this.#length++] = byte;
      if (byte === 0xff) this.#bytes[this.#length++] = 0;
    }
    this.#pending &= 0x7f;
  }

  /** Fills the last byte with ones, returns a copy of all bytes and starts again. */
  take(): Buffer {
    if (this.#pendingBits > 0) this.write((1 << (8 - this.#pendingBits)) - 1, 8 - this.#pendingBits);
    const taken = Buffer.from(this.#bytes.subarray(0, this.#length));
    this.#length = 0;
    return taken;
  }
}
