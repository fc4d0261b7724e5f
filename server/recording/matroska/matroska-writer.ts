import { blockHeadBytes, Cluster, clusterHeadBytes } from './cluster.ts';
import { CueList } from './cues.ts';
import { encodeHead } from './encode-head.ts';
import { durationOf, finishPatches, type Patch } from './finish.ts';
import { parseHead, type ParsedHead } from './parse-head.ts';
import { SeenTags } from './seen-tags.ts';
import type { SegmentFacts } from './segment-facts.ts';

/** A block group with a date has fewer. */
const maxTextBytes = 100;

/** The end of a file: what is appended, then what is written over. */
export interface FileEnd {
  /** Cues, and the tags of what was seen. */
  cues: Buffer;
  patches: Patch[];
  /** The same without them, for a disk that has no room for them. */
  patchesWithoutCues: Patch[];
  durationMs: number;
  frames: number;
}

/**
 * Makes the bytes of one Matroska file of MJPEG or H.264 (RFC 9559) and writes none of them. Each cluster has its size from the
 * start, as it is built in memory and written as a whole; so a file that is cut anywhere is sound up to the cut.
 */
export class MatroskaWriter {
  readonly head: Buffer;
  /** What hooks see while it is recorded. */
  readonly seen = new SeenTags();
  readonly #parsed: ParsedHead;
  readonly #cues: CueList;
  #bytes: number;
  #firstAtMs: number | undefined;
  #lastTime = -1;

  constructor(facts: SegmentFacts) {
    this.head = encodeHead(facts);
    this.#parsed = parseHead(this.head);
    this.#cues = new CueList(this.#parsed.segmentBodyAt);
    this.#bytes = this.head.length;
  }

  get frames(): number {
    return this.#cues.length;
  }

  /** Where a frame is, or will be, in the file; undefined: it was not added. Its time is in milliseconds. */
  placeOf(frame: number): ReturnType<CueList['placeOf']> {
    return this.#cues.placeOf(frame);
  }

  /** Length of the file as it would be now, without its end. */
  get bytes(): number {
    return this.#bytes;
  }

  /** A cluster that comes after all others, for a first frame captured at `atMs` (monotonic milliseconds). */
  openCluster(memory: Buffer, atMs: number): Cluster {
    this.#firstAtMs ??= atMs;
    const cluster = new Cluster(memory, this.#nextTime(atMs));
    this.#bytes += cluster.bytes;
    return cluster;
  }

  /**
   * Copies a frame to the end of the cluster that was opened last. Times grow by a tick at least: players need that.
   * False: the cluster is full, and nothing was copied.
   */
  add(cluster: Cluster, atMs: number, data: Buffer, isKey = true): boolean {
    const clusterAt = this.#bytes - cluster.bytes;
    const time = this.#nextTime(atMs);
    const blockPosition = cluster.add(time, data, isKey);
    if (blockPosition === undefined) return false;
    this.#lastTime = time;
    this.#cues.add(time, clusterAt, blockPosition, isKey);
    this.#bytes = clusterAt + cluster.bytes;
    return true;
  }

  /** A cluster with one frame of a film and the time of its capture. @param ticks that the frame is shown */
  filmCluster(atMs: number, ticks: number, { jpeg, captured }: { jpeg: Buffer; captured: string }): Buffer {
    const memory = Buffer.allocUnsafe(clusterHeadBytes + blockHeadBytes + jpeg.length + maxTextBytes);
    const cluster = this.openCluster(memory, atMs);
    this.add(cluster, atMs, jpeg);
    const clusterAt = this.#bytes - cluster.bytes;
    cluster.addText(this.#lastTime, ticks, captured);
    this.#bytes = clusterAt + cluster.bytes;
    return cluster.whole;
  }

  /** Ends the file after its first `frames` frames, which make `bytes` bytes with the head: the rest was not written. */
  end(frames = this.frames, bytes = this.#bytes): FileEnd {
    this.#cues.cut(frames);
    const durationMs = durationOf(frames, this.#cues.lastTime);
    const cues = this.#cues.encode();
    const tags = this.seen.encode();
    const without = { bytes, durationMs, frames, cuesAt: undefined };
    const tagsAt = tags.length > 0 ? bytes + cues.length : undefined;
    const file = { ...without, bytes: bytes + cues.length + tags.length, cuesAt: bytes, tagsAt };
    return {
      cues: tags.length > 0 ? Buffer.concat([cues, tags]) : cues,
      patches: finishPatches(this.#parsed, file),
      patchesWithoutCues: finishPatches(this.#parsed, without),
      durationMs,
      frames,
    };
  }

  #nextTime(atMs: number): number {
    return Math.max(this.#timeOf(atMs), this.#lastTime + 1);
  }

  #timeOf(atMs: number): number {
    return Math.round(atMs - (this.#firstAtMs ?? atMs));
  }
}
