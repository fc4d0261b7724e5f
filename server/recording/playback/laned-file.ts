import type { FileHandle } from 'node:fs/promises';
import { openPlain } from '../../runtime/plain-file.ts';
import type { ReadLane } from './read-lane.ts';

/** Read in one turn: a seek of another reader waits for one of these at most from each that reads a whole file. */
const chunkBytes = 256 * 1024;

/** A whole file that is read in turns of the readers' lane. */
export class LanedFile implements AsyncDisposable {
  readonly size: number;
  /** Wall clock, milliseconds since the epoch. */
  readonly changedAtMs: number;
  readonly #file: FileHandle;
  readonly #lane: ReadLane;

  private constructor(
    file: FileHandle,
    lane: ReadLane,
    { size, mtimeMs }: { size: number; mtimeMs: number },
  ) {
    this.#file = file;
    this.#lane = lane;
    this.size = size;
    this.changedAtMs = mtimeMs;
  }

  /** @throws what the file system throws; ReadLaneError; the reason of `left` */
  static open(path: string, lane: ReadLane, left: AbortSignal): Promise<LanedFile> {
    return lane.run(async (signal) => {
      const file = await openPlain(path);
      try {
        const stat = await file.stat();
        // Nobody waits for it any more.
        signal.throwIfAborted();
        return new LanedFile(file, lane, stat);
      } catch (error) {
        await file.close();
        throw error;
      }
    }, left);
  }

  /** The bytes from `start` to before `end`; fewer when the file became shorter. @throws as `open` */
  async *read(start: number, end: number, left: AbortSignal): AsyncGenerator<Buffer> {
    for (let at = start; at < end;) {
      const chunk = Buffer.allocUnsafe(Math.min(chunkBytes, end - at));
      const { bytesRead } = await this.#lane.run(() => this.#file.read(chunk, 0, chunk.length, at), left);
      if (bytesRead === 0) return;
      at += bytesRead;
      yield chunk.subarray(0, bytesRead);
    }
  }

  [Symbol.asyncDispose](): Promise<void> {
    return this.#file.close();
  }
}
