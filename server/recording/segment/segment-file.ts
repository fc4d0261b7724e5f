import type { FileEnd } from '../matroska/matroska-writer.ts';
import type { DiskLane } from './disk-lane.ts';
import type { DiskFile, SegmentDisk } from './segment-disk.ts';
import { storageProblem } from './storage-problem.ts';

/** A segment on the disk while it is written. Each function throws what the file system throws. */
export class SegmentFile {
  readonly #disk: SegmentDisk;
  readonly #lane: DiskLane;
  readonly #path: string;
  readonly #file: DiskFile;
  #bytes = 0;

  private constructor(disk: SegmentDisk, lane: DiskLane, path: string, file: DiskFile) {
    this.#disk = disk;
    this.#lane = lane;
    this.#path = path;
    this.#file = file;
  }

  static async create(disk: SegmentDisk, lane: DiskLane, path: string): Promise<SegmentFile> {
    return new SegmentFile(disk, lane, path, await lane.run(() => disk.create(path)));
  }

  /** Bytes that were written as a whole. */
  get bytes(): number {
    return this.#bytes;
  }

  /** Writes to the end. When that fails, `bytes` is as before. */
  async append(bytes: Buffer): Promise<void> {
    await this.#lane.run(() => this.#file.write({ at: this.#bytes, bytes }));
    this.#bytes += bytes.length;
  }

  sync(): Promise<void> {
    return this.#lane.run(() => this.#file.sync());
  }

  /**
   * Ends the file, gives it its name, and closes it. What a power cut leaves at any moment is a whole file or one that
   * can be repaired: Cues are on the disk before the head names them, and the head before the file has its name.
   */
  async finish(end: FileEnd, finalPath: string): Promise<void> {
    let patches = end.patches;
    try {
      await this.append(end.cues);
      await this.sync();
    } catch (error) {
      if (storageProblem(error).kind !== 'disk-full') throw error;
      // On a full disk the recording is closed without Cues: readers can do without them.
      await this.#lane.run(() => this.#file.truncate(this.#bytes));
      patches = end.patchesWithoutCues;
    }
    for (const patch of patches) await this.#lane.run(() => this.#file.write(patch));
    await this.sync();
    await this.#lane.run(() => this.#disk.rename(this.#path, finalPath));
    await this.close();
  }

  /** After a failed write: cuts off all beyond `bytes` and ends the file there. */
  async salvage(bytes: number, end: FileEnd, finalPath: string): Promise<void> {
    await this.#lane.run(() => this.#file.truncate(bytes));
    this.#bytes = bytes;
    await this.finish(end, finalPath);
  }

  /** Closes the file and removes it: there is nothing in it. */
  async discard(): Promise<void> {
    await this.close();
    await this.#lane.run(() => this.#disk.remove(this.#path));
  }

  close(): Promise<void> {
    return this.#lane.run(() => this.#file.close());
  }
}
