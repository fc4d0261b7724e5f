const headEnd = Buffer.from('\r\n\r\n');
const lengthPattern = /content-length: *(\d{1,9})\r?$/im;
const maxHeadBytes = 1_024;
/** A JPEG of the largest picture is smaller. */
const maxPictureBytes = 64 * 1024 * 1024;

/** Cuts the output of ffmpeg's "mpjpeg" into JPEGs: each has a head that says its length. */
export class PartReader {
  readonly #onPicture: (jpeg: Buffer) => void;
  #kept: Buffer[] = [];
  #keptBytes = 0;
  /** Bytes until the picture that is being read is whole; undefined: its head has not come yet. */
  #missing: number | undefined;

  constructor(onPicture: (jpeg: Buffer) => void) {
    this.#onPicture = onPicture;
  }

  /** Takes the next bytes, which must be valid during the call only. @throws Error for bytes that are no part */
  push(chunk: Buffer): void {
    this.#kept.push(Buffer.from(chunk));
    this.#keptBytes += chunk.length;
    for (;;) {
      if (this.#missing === undefined && !this.#readHead()) return;
      const missing = this.#missing ?? 0;
      if (this.#keptBytes < missing) return;
      const all = Buffer.concat(this.#kept);
      this.#keep(all.subarray(missing));
      this.#missing = undefined;
      this.#onPicture(all.subarray(0, missing));
    }
  }

  #readHead(): boolean {
    const all = Buffer.concat(this.#kept);
    const end = all.subarray(0, maxHeadBytes).indexOf(headEnd);
    if (end < 0) {
      if (all.length >= maxHeadBytes) throw new Error('a part has no head');
      this.#keep(all);
      return false;
    }
    const length = Number(lengthPattern.exec(all.toString('latin1', 0, end))?.[1] ?? -1);
    if (length < 0 || length > maxPictureBytes) throw new Error('a part does not say its length');
    this.#keep(all.subarray(end + headEnd.length));
    this.#missing = length;
    return true;
  }

  #keep(bytes: Buffer): void {
    this.#kept = [bytes];
    this.#keptBytes = bytes.length;
  }
}
