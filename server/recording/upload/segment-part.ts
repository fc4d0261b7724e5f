import { createHash } from 'node:crypto';
import type { FileHandle } from 'node:fs/promises';
import { Readable } from 'node:stream';
import type { DiskLane } from '../segment/disk-lane.ts';
import type { UploadPace } from './pace.ts';
import { UploadError } from './upload-error.ts';

/** A range of a file. */
export interface FileRange {
  start: number;
  bytes: number;
}

/** Bytes that are sent in one request, with their checksums. */
export interface SentPart {
  bytes: number;
  md5: Buffer;
  sha256: Buffer;
  /** Reads the bytes from the disk while they are sent. */
  stream(): Readable;
}

/** So much is read at a time: the disk has its turn for recording in between, and more is never in memory. */
const chunkBytes = 128 * 1024;

/** Reads parts of a segment's file in the lane of its disk. */
export class SegmentParts {
  readonly #file: FileHandle;
  readonly #lane: DiskLane;
  readonly #pace: UploadPace;

  constructor(file: FileHandle, lane: DiskLane, pace: UploadPace) {
    this.#file = file;
    this.#lane = lane;
    this.#pace = pace;
  }

  /**
   * Reads the range once for its checksums: S3 wants them before the bytes, and the file is in memory of the system when
   * it is read again. @param onSent told of bytes that were handed on @throws UploadError "disk"
   */
  async part(range: FileRange, onSent: (bytes: number) => void, signal: AbortSignal): Promise<SentPart> {
    const [md5, sha256] = [createHash('md5'), createHash('sha256')];
    for await (const chunk of this.#chunks(range)) {
      signal.throwIfAborted();
      md5.update(chunk);
      sha256.update(chunk);
    }
    const sent = this.#sent(range, onSent, signal);
    return {
      bytes: range.bytes,
      md5: md5.digest(),
      sha256: sha256.digest(),
      stream: () => Readable.from(sent, { objectMode: false, highWaterMark: chunkBytes }),
    };
  }

  async *#sent(range: FileRange, onSent: (bytes: number) => void, signal: AbortSignal) {
    for await (const chunk of this.#chunks(range)) {
      await this.#pace.wait(chunk.length, signal);
      signal.throwIfAborted();
      onSent(chunk.length);
      yield chunk;
    }
  }

  async *#chunks({ start, bytes }: FileRange): AsyncGenerator<Buffer> {
    for (let at = start; at < start + bytes;) {
      const wanted = Math.min(chunkBytes, start + bytes - at);
      const chunk = Buffer.allocUnsafe(wanted);
      const bytesRead = await this.#read(chunk, at);
      at += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  }

  async #read(chunk: Buffer, at: number): Promise<number> {
    let bytesRead: number;
    try {
      ({ bytesRead } = await this.#lane.run(() => this.#file.read(chunk, 0, chunk.length, at)));
    } catch (error) {
      throw new UploadError('disk', 'it cannot be read', { cause: error });
    }
    if (bytesRead === 0) throw new UploadError('disk', 'it is shorter than it was');
    return bytesRead;
  }
}
