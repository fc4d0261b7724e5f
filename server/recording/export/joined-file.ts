import { blockHeadBytes, Cluster, clusterHeadBytes } from '../matroska/cluster.ts';
import { CueList } from '../matroska/cues.ts';
import { encodeHead } from '../matroska/encode-head.ts';
import { finishPatches } from '../matroska/finish.ts';
import type { FileEnd } from '../matroska/matroska-writer.ts';
import { parseHead, type ParsedHead } from '../matroska/parse-head.ts';
import type { SegmentFacts } from '../matroska/segment-facts.ts';
import { streamLimits } from '../segment/segment-home.ts';

/** A file of hours has millions of frames: one place in so much of it is enough to find any of them soon. */
const maxCues = 10_000;

/**
 * One Matroska file of many segments, made piece by piece: one cluster is in memory at a time, and the places of some
 * clusters. @param write takes the next bytes, which are changed when it has resolved
 */
export class JoinedFile {
  readonly #write: (bytes: Buffer) => Promise<void>;
  readonly #head: ParsedHead;
  readonly #cues: CueList;
  readonly #cueStepMs: number;
  readonly #isAvc: boolean;
  #memory = Buffer.allocUnsafeSlow(streamLimits.clusterBytes);
  #open: { cluster: Cluster; firstMs: number } | undefined;
  #lastMs = -1;
  #lastCueMs = Number.NEGATIVE_INFINITY;
  #bytes: number;
  #frames = 0;
  /** Before the first cluster. */
  readonly head: Buffer;

  /** @param spanMs about how long the file will be */
  constructor(facts: SegmentFacts, spanMs: number, write: (bytes: Buffer) => Promise<void>) {
    this.head = encodeHead(facts);
    this.#head = parseHead(this.head);
    this.#cues = new CueList(this.#head.segmentBodyAt);
    this.#cueStepMs = spanMs / maxCues;
    this.#bytes = this.head.length;
    this.#write = write;
    this.#isAvc = facts.avc !== undefined;
  }

  get frames(): number {
    return this.#frames;
  }

  /** Time of the last frame. */
  get lastMs(): number {
    return this.#lastMs;
  }

  /** Copies a frame to the end. @param timeMs since the file's start; frames of the same time get a millisecond each */
  async add(timeMs: number, data: Buffer, isKey = true): Promise<void> {
    const time = Math.max(Math.round(timeMs), this.#lastMs + 1);
    const open = this.#open;
    const begins = this.#isAvc && isKey;
    const isSame = open && !begins && time - open.firstMs < streamLimits.clusterMs;
    if (!isSame || open.cluster.add(time, data, isKey) === undefined) {
      await this.#flush();
      this.#begin(time, data, isKey);
    }
    this.#lastMs = time;
    this.#frames++;
  }

  /** Writes the last cluster. @param lastFrameMs how long the last frame is shown */
  async end(lastFrameMs: number): Promise<FileEnd> {
    await this.#flush();
    const [frames, durationMs] = [this.#frames, this.#lastMs + lastFrameMs];
    const cues = this.#cues.encode();
    const without = { bytes: this.#bytes, durationMs, frames, cuesAt: undefined };
    const file = { ...without, bytes: this.#bytes + cues.length, cuesAt: this.#bytes };
    const patches = finishPatches(this.#head, file);
    return { cues, patches, patchesWithoutCues: finishPatches(this.#head, without), durationMs, frames };
  }

  #begin(time: number, data: Buffer, isKey: boolean): void {
    const needed = clusterHeadBytes + blockHeadBytes + data.length;
    if (needed > this.#memory.length) this.#memory = Buffer.allocUnsafeSlow(needed);
    const cluster = new Cluster(this.#memory, time);
    const blockPosition = cluster.add(time, data, isKey) ?? 0;
    if (isKey && time - this.#lastCueMs >= this.#cueStepMs) {
      this.#cues.add(time, this.#bytes, blockPosition);
      this.#lastCueMs = time;
    }
    this.#open = { cluster, firstMs: time };
  }

  async #flush(): Promise<void> {
    if (!this.#open) return;
    const { whole } = this.#open.cluster;
    this.#open = undefined;
    await this.#write(whole);
    this.#bytes += whole.length;
  }
}
