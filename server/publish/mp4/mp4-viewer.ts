import type { PublishError } from '../../contract/publish.ts';
import type { VideoFormat, VideoPicture, VideoReader } from '../encoder/camera-encoder.ts';
import { fragmentHead } from './fragment.ts';
import { initSegment } from './init-segment.ts';

/** Somebody's connection. */
export interface Mp4Target {
  /** Writes bytes; `sent` is called when the system has taken them. */
  write(bytes: readonly Buffer[], sent: () => void): void;
  /** Ends it after what was written. */
  end(): void;
  /** Ends it at once: what the system has not taken is not sent. */
  cut(): void;
}

export interface Mp4ViewerOptions {
  target: Mp4Target;
  /** Called before the first bytes. */
  onBegin: () => void;
  /** Called when there is no video before the first bytes. */
  onFailed: (error: PublishError | undefined) => void;
  /** Called for each picture that is left out. */
  onSkipped: () => void;
}

/** More bytes than this do not wait for one viewer: two seconds of 1080p at its highest rate. */
const maxWaitingBytes = 2 * 1024 * 1024;
const usualDurationMs = 33;

/**
 * Makes a fragmented MP4 of a camera's video for one viewer. It begins with a key frame; to a viewer that reads too slowly
 * the pictures up to a later key frame are not sent.
 */
export class Mp4Viewer implements VideoReader {
  readonly #options: Mp4ViewerOptions;
  #format: VideoFormat | undefined;
  #firstAtMs = 0;
  #lastAtMs = 0;
  #sequence = 0;
  #waitingBytes = 0;
  #needsKey = true;
  #isOver = false;

  constructor(options: Mp4ViewerOptions) {
    this.#options = options;
  }

  picture(picture: VideoPicture): void {
    if (this.#isOver) return;
    if (this.#format && this.#format !== picture.format) return this.#end();
    const isTooSlow = this.#waitingBytes > maxWaitingBytes;
    if (isTooSlow || (this.#needsKey && !picture.isKey)) {
      if (this.#format) this.#options.onSkipped();
      this.#needsKey = true;
      return;
    }
    this.#needsKey = false;
    const begun = this.#format ? [] : [this.#begin(picture)];
    this.#write([...begun, this.#head(picture), picture.data]);
  }

  withdrawn(): void {
    if (!this.#format) return;
    this.#isOver = true;
    this.#options.target.cut();
  }

  failed(error: PublishError): void {
    if (this.#format) return this.#end();
    this.#isOver = true;
    this.#options.onFailed(error);
  }

  ended(): void {
    if (this.#format) return this.#end();
    this.#isOver = true;
    this.#options.onFailed(undefined);
  }

  #begin({ format, capturedAtMs }: VideoPicture): Buffer {
    this.#format = format;
    this.#firstAtMs = capturedAtMs;
    this.#lastAtMs = capturedAtMs - usualDurationMs;
    this.#options.onBegin();
    return initSegment(format);
  }

  #head({ capturedAtMs, isKey, data }: VideoPicture): Buffer {
    // The length of a picture is known only when the next one comes, so that of the one before stands for it. The next
    // fragment says its own time, so that nothing adds up.
    const durationMs = Math.max(1, Math.round(capturedAtMs - this.#lastAtMs));
    this.#lastAtMs = capturedAtMs;
    const timeMs = Math.round(capturedAtMs - this.#firstAtMs);
    return fragmentHead({ sequence: ++this.#sequence, timeMs, durationMs, isKey, pictureBytes: data.length });
  }

  #write(bytes: readonly Buffer[]): void {
    const length = bytes.reduce((sum, part) => sum + part.length, 0);
    this.#waitingBytes += length;
    this.#options.target.write(bytes, () => (this.#waitingBytes -= length));
  }

  #end(): void {
    this.#isOver = true;
    this.#options.target.end();
  }
}
