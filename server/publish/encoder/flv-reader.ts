/** One picture as H.264, as the encoder made it. */
export interface EncodedPicture {
  /** NAL units, each behind its length in four bytes. */
  data: Buffer;
  isKey: boolean;
  /** Milliseconds since the encoder's first picture. */
  timeMs: number;
}

export interface FlvReaderOptions {
  /** AVCDecoderConfigurationRecord: profile, level and parameter sets (ISO/IEC 14496-15, 5.3.3.1). */
  onConfiguration: (record: Buffer) => void;
  onPicture: (picture: EncodedPicture) => void;
}

const fileHeadBytes = 9;
const previousSizeBytes = 4;
const tagHeadBytes = 11;
/** Kind of frame, codec, kind of packet and composition time. */
const videoHeadBytes = 5;
const videoTag = 9;
const avc = 7;
/** A key frame of a 4K camera at the best quality is smaller. */
const maxTagBytes = 8 * 1024 * 1024;

/**
 * Cuts an FLV stream into H.264 pictures. FLV is the simplest format of ffmpeg whose pictures have their length and time
 * before them: each picture is there with its last byte. MP4 in fragments would hold each picture back until the next.
 */
export class FlvReader {
  readonly #options: FlvReaderOptions;
  #kept: Buffer = Buffer.alloc(0);
  #skip = fileHeadBytes + previousSizeBytes;

  constructor(options: FlvReaderOptions) {
    this.#options = options;
  }

  /** Takes the next bytes, which must be valid during the call only. @throws Error for a tag that is too long */
  push(chunk: Buffer): void {
    // A copy: the pieces that are passed on outlive the call.
    this.#kept = Buffer.concat([this.#kept, chunk]);
    for (;;) {
      const skipped = Math.min(this.#skip, this.#kept.length);
      this.#kept = this.#kept.subarray(skipped);
      this.#skip -= skipped;
      if (this.#skip > 0 || this.#kept.length < tagHeadBytes) return;
      const bodyBytes = this.#kept.readUIntBE(1, 3);
      if (bodyBytes > maxTagBytes) throw new Error(`a tag of ${bodyBytes} bytes is no picture`);
      if (this.#kept.length < tagHeadBytes + bodyBytes) return;
      this.#readTag(this.#kept.subarray(0, tagHeadBytes + bodyBytes));
      this.#kept = this.#kept.subarray(tagHeadBytes + bodyBytes);
      this.#skip = previousSizeBytes;
    }
  }

  #readTag(tag: Buffer): void {
    const body = tag.subarray(tagHeadBytes);
    const [kinds = 0, packetKind] = body;
    if (tag[0] !== videoTag || (kinds & 0x0f) !== avc || body.length <= videoHeadBytes) return;
    const data = body.subarray(videoHeadBytes);
    if (packetKind === 0) return this.#options.onConfiguration(data);
    if (packetKind !== 1) return;
    const timeMs = tag.readUIntBE(4, 3) + (tag[7] ?? 0) * 2 ** 24;
    this.#options.onPicture({ data, isKey: kinds >> 4 === 1, timeMs });
  }
}
