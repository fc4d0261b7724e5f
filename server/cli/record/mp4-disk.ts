import { open } from 'node:fs/promises';
import { realDisk, type DiskFile, type SegmentDisk } from '../../recording/segment/segment-disk.ts';
import { Mp4Encoder } from './mp4-encoder.ts';
import { lengthenLastFrame } from './mp4-last-frame.ts';

/**
 * A disk that keeps each Matroska file as an MP4: what is written to the file goes through ffmpeg.
 * @param durationOf how long a file is that is finished, in milliseconds, by its path while it is written
 */
export function mp4Disk(durationOf: (path: string) => number | undefined): SegmentDisk {
  const files = new Map<string, Mp4File>();
  return {
    create: async (path) => {
      await (await open(path, 'wx', 0o640)).close();
      const file = new Mp4File(new Mp4Encoder(path));
      files.set(path, file);
      return file;
    },
    rename: async (from, to) => {
      await files.get(from)?.close();
      files.delete(from);
      const durationMs = durationOf(from);
      if (durationMs !== undefined) await lengthenLastFrame(from, durationMs);
      await realDisk.rename(from, to);
    },
    remove: (path) => realDisk.remove(path),
  };
}

class Mp4File implements DiskFile {
  readonly #encoder: Mp4Encoder;
  #bytes = 0;
  #isGivenUp = false;

  constructor(encoder: Mp4Encoder) {
    this.#encoder = encoder;
  }

  /** A pipe takes only what comes next: what would be written over is what a pipe's reader does without. */
  async write({ at, bytes }: { at: number; bytes: Buffer }): Promise<void> {
    if (at !== this.#bytes || this.#isGivenUp) return;
    await this.#encoder.write(bytes);
    this.#bytes += bytes.length;
  }

  /** The system writes the file to the disk when it likes: a fragment comes late from ffmpeg anyway. */
  sync(): Promise<void> {
    return Promise.resolve();
  }

  /** After a failure: the fragments that are in the file stay. */
  truncate(): Promise<void> {
    this.#isGivenUp = true;
    return Promise.resolve();
  }

  async close(): Promise<void> {
    try {
      await this.#encoder.end();
    } catch (error) {
      if (!this.#isGivenUp) throw error;
    }
  }
}
