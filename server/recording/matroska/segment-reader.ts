import type { ByteSource } from './byte-source.ts';
import { maxBlockHead, readBlockHead } from './block.ts';
import { maxElementHead, readElementHead } from './ebml-decode.ts';
import { elementId } from './element-ids.ts';
import type { PlacedFrame } from './cues.ts';
import { durationOf } from './finish.ts';
import { readCues, scanFrames } from './frame-list.ts';
import { FrameTable } from './frame-table.ts';
import { MatroskaError } from './matroska-error.ts';
import { maxHeadBytes, parseHead, type ParsedHead } from './parse-head.ts';
import { readerLimits, type ReaderLimits } from './reader-limits.ts';
import type { SegmentFacts } from './segment-facts.ts';

/** The place of a frame's bytes in the file. */
export interface FramePlace {
  /** From 0. */
  number: number;
  /** Milliseconds since the file's first frame. */
  timeMs: number;
  offset: number;
  length: number;
}

/** A time without frames. Milliseconds since the file's first frame. */
export interface FrameGap {
  fromMs: number;
  toMs: number;
}

/**
 * Reads a recording, a finished one by its Cues, any other by its clusters: one that is being written or was cut too.
 * Nothing that the file says of itself is trusted; what is read at once is bounded by the limits.
 */
export class SegmentReader {
  readonly facts: SegmentFacts;
  /** Whether the file was ended, rather than cut or still being written. */
  readonly isFinished: boolean;
  readonly #source: ByteSource;
  readonly #head: ParsedHead;
  readonly #limits: ReaderLimits;
  #table: FrameTable;
  #isScanned: boolean;

  private constructor(
    source: ByteSource,
    head: ParsedHead,
    limits: ReaderLimits,
    table: FrameTable,
    isScanned: boolean,
  ) {
    this.facts = head.facts;
    this.isFinished = head.durationMs !== undefined;
    this.#source = source;
    this.#head = head;
    this.#limits = limits;
    this.#table = table;
    this.#isScanned = isScanned;
  }

  /** @throws MatroskaError "not-matroska", "no-video", "too-large"; what the file system throws; the abort's reason */
  static async open(
    source: ByteSource,
    limits: ReaderLimits = readerLimits,
    signal?: AbortSignal,
  ): Promise<SegmentReader> {
    const head = parseHead(Buffer.from(await source.read(0, maxHeadBytes)));
    const cues = await readCues(source, head, limits);
    if (cues) return new SegmentReader(source, head, limits, cues, false);
    return new SegmentReader(source, head, limits, await scanFrames(source, head, limits, signal), true);
  }

  /**
   * For a file that is being written, by what its writer knows: `grow` adds the frames.
   * @throws MatroskaError "not-matroska", "no-video"; what the file system throws
   */
  static async openGrowing(source: ByteSource, limits: ReaderLimits = readerLimits): Promise<SegmentReader> {
    const head = parseHead(Buffer.from(await source.read(0, maxHeadBytes)));
    return new SegmentReader(source, head, limits, new FrameTable(), true);
  }

  /** Adds the next frame of a file that is being written. @param clusterAt where its cluster starts, `blockPosition` in its body */
  grow({ time, clusterAt, blockPosition, isKey }: PlacedFrame): void {
    this.#table.add(time, clusterAt, blockPosition, isKey);
  }

  /** Bytes of memory for the frames' times and places. */
  get tableBytes(): number {
    return this.#table.bytes;
  }

  get frameCount(): number {
    return this.#table.length;
  }

  /** As the file says it; of an unfinished one what its frames make. */
  get durationMs(): number {
    const last = this.frameCount - 1;
    return this.#head.durationMs ?? (last < 0 ? 0 : durationOf(last + 1, this.timeOf(last)));
  }

  /** Milliseconds since the file's first frame. @throws MatroskaError "no-such-frame" */
  timeOf(frame: number): number {
    const time = this.#table.timeAt(frame);
    if (time === undefined) throw noSuchFrame(frame);
    return (time * this.#head.timestampScaleNs) / 1_000_000;
  }

  /** The frame that is shown at a time: the last that is not later, or the first. -1 when there are none. */
  frameAt(timeMs: number): number {
    return this.#table.lastUntil((timeMs * 1_000_000) / this.#head.timestampScaleNs);
  }

  /** Each time of more than `maxStillMs` between two frames. */
  *gaps(maxStillMs: number): Generator<FrameGap> {
    for (let frame = 1; frame < this.frameCount; frame++) {
      const [fromMs, toMs] = [this.timeOf(frame - 1), this.timeOf(frame)];
      if (toMs - fromMs > maxStillMs) yield { fromMs, toMs };
    }
  }

  /** The place of a frame. Cues that lie make the reader look through the clusters, once. @throws MatroskaError */
  async locate(frame: number, signal?: AbortSignal): Promise<FramePlace> {
    const place = await this.#placeOf(frame);
    if (place) return place;
    if (!this.#isScanned) {
      this.#isScanned = true;
      this.#table = await scanFrames(this.#source, this.#head, this.#limits, signal);
      return this.locate(frame, signal);
    }
    throw noSuchFrame(frame);
  }

  /** The key frame that a frame's picture needs first; -1: there is none, as after damage. */
  keyUntil(frame: number): number {
    return this.#table.keyUntil(frame);
  }

  /**
   * All that has to be decoded for a frame's picture of H.264: the frames from its key frame on, itself the last.
   * @param has the last frame that the decoder has decoded: those up to it are left out, if it follows the same key frame
   * @throws MatroskaError "no-such-frame", "too-large"
   */
  async readGroup(frame: number, has: number, signal?: AbortSignal): Promise<Buffer[]> {
    const key = this.keyUntil(frame);
    if (key < 0) throw noSuchFrame(frame);
    const first = has >= key && has < frame ? has + 1 : key;
    const { maxGroupFrames, maxGroupBytes } = this.#limits;
    const group: Buffer[] = [];
    let bytes = 0;
    for (let at = first; at <= frame; at++) {
      signal?.throwIfAborted();
      const data = await this.readFrame(at, signal);
      bytes += data.length;
      group.push(data);
      if (bytes > maxGroupBytes || group.length > maxGroupFrames)
        throw new MatroskaError('too-large', `Frame ${frame} is too far behind its key frame`);
    }
    return group;
  }

  /** One frame's bytes, a JPEG where it is no H.264, in memory of its own. @throws MatroskaError "no-such-frame", "too-large" */
  async readFrame(frame: number, signal?: AbortSignal): Promise<Buffer> {
    const { offset, length } = await this.locate(frame, signal);
    const jpeg = await this.#source.read(offset, length);
    if (jpeg.length < length) throw noSuchFrame(frame);
    return Buffer.from(jpeg);
  }

  /** Bytes that follow a frame in the file: at most so many. @throws as `readFrame` */
  async bytesAfter(frame: number, bytes: number): Promise<Buffer> {
    const { offset, length } = await this.locate(frame);
    return Buffer.from(await this.#source.read(offset + length, bytes));
  }

  /** Every frame's place, in order. Streams: nothing is kept. */
  async *places(from = 0, signal?: AbortSignal): AsyncGenerator<FramePlace> {
    for (let frame = from; frame < this.frameCount; frame++) {
      signal?.throwIfAborted();
      yield await this.locate(frame, signal);
    }
  }

  async #placeOf(frame: number): Promise<FramePlace | undefined> {
    const timeMs = this.timeOf(frame);
    const blockAt = await this.#blockAt(frame);
    if (blockAt === undefined) return undefined;
    const bytes = await this.#source.read(blockAt, maxBlockHead);
    const block = bytes[0] === elementId.simpleBlock ? readBlockHead(bytes) : undefined;
    if (!block || block.track !== this.#head.track) return undefined;
    if (block.frameBytes > this.#limits.maxFrameBytes) {
      throw new MatroskaError('too-large', `Frame ${frame} has ${block.frameBytes} bytes`);
    }
    const offset = blockAt + block.frameAt;
    if (offset + block.frameBytes > this.#source.size) return undefined;
    return { number: frame, timeMs, offset, length: block.frameBytes };
  }

  async #blockAt(frame: number): Promise<number | undefined> {
    const { clusterAt, blockAt } = this.#table.placeAt(frame);
    if (clusterAt < 0) return blockAt;
    const cluster = readElementHead(await this.#source.read(clusterAt, maxElementHead), 0);
    if (typeof cluster === 'string' || cluster.id !== elementId.cluster) return undefined;
    return clusterAt + cluster.headBytes + blockAt;
  }
}

function noSuchFrame(frame: number): MatroskaError {
  return new MatroskaError('no-such-frame', `There is no whole frame ${frame} in the file`);
}
