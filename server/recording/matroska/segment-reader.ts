import type { ByteSource } from './byte-source.ts';
import { maxBlockHead, readBlockHead } from './block.ts';
import { decodeCues } from './decode-cues.ts';
import { maxElementHead, readElementHead } from './ebml-decode.ts';
import { elementId } from './element-ids.ts';
import { durationOf } from './finish.ts';
import { FrameTable } from './frame-table.ts';
import { MatroskaError } from './matroska-error.ts';
import { maxHeadBytes, parseHead, type ParsedHead } from './parse-head.ts';
import { scanClusters } from './scan.ts';
import type { SegmentFacts } from './segment-facts.ts';

export interface ReaderLimits {
  /** More are not listed. A day at 10 frames per second has 864,000. */
  maxFrames: number;
  maxFrameBytes: number;
  maxCuesBytes: number;
}

export const readerLimits: ReaderLimits = {
  maxFrames: 1_000_000,
  maxFrameBytes: 32 * 1024 * 1024,
  maxCuesBytes: 64 * 1024 * 1024,
};

/** The place of a frame's JPEG in the file. */
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
  grow({ time, clusterAt, blockPosition }: { time: number; clusterAt: number; blockPosition: number }): void {
    this.#table.add(time, clusterAt, blockPosition);
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

  /** One frame's JPEG, in memory of its own. @throws MatroskaError "no-such-frame", "too-large" */
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

/** The frames by the Cues; undefined when there are none, or they contradict themselves. */
async function readCues(
  source: ByteSource,
  head: ParsedHead,
  limits: ReaderLimits,
): Promise<FrameTable | undefined> {
  if (head.cuesAt === undefined || head.durationMs === undefined) return undefined;
  const found = readElementHead(await source.read(head.cuesAt, maxElementHead), 0);
  if (typeof found === 'string' || found.id !== elementId.cues || found.size === 'unknown') return undefined;
  const bodyAt = head.cuesAt + found.headBytes;
  if (found.size > limits.maxCuesBytes || bodyAt + found.size > source.size) return undefined;
  // Cues may leave frames out, as those of other programs do.
  if (head.frames === 0 || head.frames > limits.maxFrames) return undefined;
  const table = new FrameTable(Math.min(head.frames, found.size));
  const count = await decodeCues(
    await source.read(bodyAt, found.size),
    head.track,
    (time, clusterPosition, blockPosition) =>
      table.length < head.frames && table.add(time, head.segmentBodyAt + clusterPosition, blockPosition),
  );
  if (count !== head.frames) return undefined;
  return table;
}

async function scanFrames(
  source: ByteSource,
  head: ParsedHead,
  limits: ReaderLimits,
  signal: AbortSignal | undefined,
): Promise<FrameTable> {
  const table = new FrameTable();
  for await (const part of scanClusters(source, head, signal ? { signal } : {})) {
    if (part.kind !== 'cluster') continue;
    for (const { time, blockAt } of part.frames) {
      if (table.length >= limits.maxFrames) return table;
      table.add(time, -1, blockAt);
    }
  }
  return table;
}

function noSuchFrame(frame: number): MatroskaError {
  return new MatroskaError('no-such-frame', `There is no whole frame ${frame} in the file`);
}
