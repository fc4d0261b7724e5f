import type { FileHandle } from 'node:fs/promises';
import type { Clock } from '../../runtime/clock.ts';
import { FileSource } from '../matroska/byte-source.ts';
import { SegmentReader } from '../matroska/segment-reader.ts';
import type { OpenSegment } from '../segment-feed.ts';
import { openPlain } from '../../runtime/plain-file.ts';
import { NotPlayableError } from './not-playable.ts';
import type { ReadLane } from './read-lane.ts';

export interface ReaderCacheLimits {
  files: number;
  /** Of the tables of frames; one of an hour at 30 frames per second has 2.6 MB. */
  tableBytes: number;
  /** A file that nobody has read for this time is closed. */
  idleMs: number;
}

export const readerCacheLimits: ReaderCacheLimits = {
  files: 32,
  tableBytes: 32 * 1024 * 1024,
  idleMs: 30_000,
};

/** A file with recordings. */
export interface ReadableFile {
  path: string;
  /** Undefined: it is closed. */
  writing?: OpenSegment | undefined;
}

interface CachedReader {
  file: FileHandle;
  source: FileSource;
  reader: SegmentReader;
  usedAtMs: number;
}

/**
 * The files of recordings that are read now, shared by all who read: a seek in a file that is open costs no look at its
 * index. Each function but `figures` is for the turn of the caller in the lane, so nothing here happens twice at a time.
 */
export class ReaderCache {
  readonly #lane: ReadLane;
  readonly #clock: Clock;
  readonly #limits: ReaderCacheLimits;
  /** The file that was not used for the longest time is the first. */
  readonly #readers = new Map<string, CachedReader>();
  #watching: AbortController | undefined;
  #isClosed = false;

  constructor(lane: ReadLane, clock: Clock, limits: ReaderCacheLimits = readerCacheLimits) {
    this.#lane = lane;
    this.#clock = clock;
    this.#limits = limits;
  }

  get figures(): { files: number; tableBytes: number } {
    return { files: this.#readers.size, tableBytes: this.#tableBytes };
  }

  /**
   * The reader of a file, with all frames that are in the file by now. Valid for the turn in the lane.
   * @throws what the file system throws; MatroskaError; NotPlayableError after `close`
   */
  async reader({ path, writing }: ReadableFile, signal: AbortSignal): Promise<SegmentReader> {
    const cached = this.#readers.get(path) ?? (await this.#open(path, writing !== undefined, signal));
    this.#readers.delete(path);
    this.#readers.set(path, cached);
    cached.usedAtMs = this.#clock.nowMs();
    if (writing && cached.reader.frameCount < writing.frames) await grow(cached, writing);
    await this.#closeSurplus();
    this.#watch();
    return cached.reader;
  }

  /** Closes a file that was removed, or could not be read. */
  async forget(path: string): Promise<void> {
    const cached = this.#readers.get(path);
    this.#readers.delete(path);
    await cached?.file.close();
  }

  /** As `forget`, for a caller that has no turn. */
  dismiss(path: string): void {
    if (!this.#readers.has(path)) return;
    void this.#lane.run(() => this.forget(path)).catch(() => undefined); // closed when it is idle
  }

  /** Closes all files, now and from now on. In no turn: a disk that hangs must not keep the server from its end. */
  close(): void {
    this.#isClosed = true;
    this.#watching?.abort();
    void this.#lane.run(() => this.#closeWhere(() => true)).catch(() => undefined); // the files end with the process
  }

  get #tableBytes(): number {
    let bytes = 0;
    for (const { reader } of this.#readers.values()) bytes += reader.tableBytes;
    return bytes;
  }

  async #open(path: string, isWriting: boolean, signal: AbortSignal): Promise<CachedReader> {
    if (this.#isClosed) throw new NotPlayableError('The recordings were closed. Try again.');
    const file = await openPlain(path);
    try {
      const source = await new FileSource(file).look();
      const reader = isWriting
        ? await SegmentReader.openGrowing(source)
        : await SegmentReader.open(source, undefined, signal);
      return { file, source, reader, usedAtMs: this.#clock.nowMs() };
    } catch (error) {
      await file.close();
      throw error;
    }
  }

  /** The one in use is the last, and stays. */
  async #closeSurplus(): Promise<void> {
    const { files, tableBytes } = this.#limits;
    for (const path of [...this.#readers.keys()].slice(0, -1)) {
      if (this.#readers.size <= files && this.#tableBytes <= tableBytes) return;
      await this.forget(path);
    }
  }

  async #closeWhere(isWanted: (cached: CachedReader) => boolean): Promise<void> {
    for (const [path, cached] of [...this.#readers]) if (isWanted(cached)) await this.forget(path);
  }

  /** Looks for idle files while there are files. */
  #watch(): void {
    if (this.#watching || this.#isClosed) return;
    const watching = (this.#watching = new AbortController());
    const { idleMs } = this.#limits;
    const look = async () => {
      while (this.#readers.size > 0 && !watching.signal.aborted) {
        await this.#clock.sleep(idleMs / 2, watching.signal);
        if (watching.signal.aborted) return;
        const isIdle = ({ usedAtMs }: CachedReader) => this.#clock.nowMs() - usedAtMs >= idleMs;
        await this.#lane.run(() => this.#closeWhere(isIdle)).catch(() => undefined); // the disk hangs: looked at again
      }
      this.#watching = undefined;
    };
    void look();
  }
}

/** Adds the frames that its writer put into the file since. */
async function grow({ source, reader }: CachedReader, { frames, placeOf }: OpenSegment): Promise<void> {
  await source.look();
  for (let frame = reader.frameCount; frame < frames; frame++) {
    const place = placeOf(frame);
    if (!place) return;
    reader.grow(place);
  }
}
