import { element, elementSize, uintElement } from './ebml-encode.ts';
import { captureTimesTrackNumber } from './encode-head.ts';
import { elementId } from './element-ids.ts';

/** Bytes before the first block: id, 8-byte size, Timestamp of 8 bytes. */
export const clusterHeadBytes = 4 + 8 + 10;
const clusterBodyAt = 4 + 8;
/** Bytes before a frame: id, 4-byte size, track, time, flags (RFC 9559, section 10.2). */
export const blockHeadBytes = 1 + 4 + 1 + 2 + 1;
/** A block's time is 16 bits with a sign, counted from its cluster's. */
const maxBlockTime = 0x7fff;
/** Flags of a block that others do not depend on. */
export const keyFrame = 0x80;

/** One Cluster, built in memory that the caller lends (RFC 9559, section 5.1.3). */
export class Cluster {
  readonly #memory: Buffer;
  readonly #time: number;
  #used = clusterHeadBytes;

  /** @param memory room for the cluster's head and one block at least @param time of its first frame, in ticks */
  constructor(memory: Buffer, time: number) {
    this.#memory = memory;
    this.#time = time;
    memory.writeUInt32BE(elementId.cluster, 0);
    uintElement(elementId.timestamp, time, 8).copy(memory, clusterBodyAt);
  }

  /** Bytes so far. */
  get bytes(): number {
    return this.#used;
  }

  /** Copies a frame as a SimpleBlock. Returns the block's place in the body; undefined, and nothing is done: no room. */
  add(time: number, data: Buffer, isKey = true): number | undefined {
    const at = this.#used;
    const blockTime = time - this.#time;
    const end = at + blockHeadBytes + data.length;
    if (end > this.#memory.length || blockTime > maxBlockTime) return undefined;
    const memory = this.#memory;
    memory[at] = elementId.simpleBlock;
    memory.writeUInt32BE(0x1000_0000 + 4 + data.length, at + 1);
    memory[at + 5] = 0x81; // track 1
    memory.writeInt16BE(blockTime, at + 6);
    memory[at + 8] = isKey ? keyFrame : 0;
    data.copy(memory, at + blockHeadBytes);
    this.#used = end;
    return at - clusterBodyAt;
  }

  /** Adds text that is shown for so many ticks from `time` on. False: no room. */
  addText(time: number, ticks: number, text: string): boolean {
    const head = Buffer.from([0x80 + captureTimesTrackNumber, 0, 0, 0]);
    head.writeInt16BE(time - this.#time, 1);
    const group = element(elementId.blockGroup, [
      element(elementId.block, [head, Buffer.from(text)]),
      uintElement(elementId.blockDuration, ticks),
    ]);
    if (this.#used + group.length > this.#memory.length) return false;
    group.copy(this.#memory, this.#used);
    this.#used += group.length;
    return true;
  }

  /** The whole element, in the memory that was lent. */
  get whole(): Buffer {
    elementSize(this.#used - clusterBodyAt, 8).copy(this.#memory, 4);
    return this.#memory.subarray(0, this.#used);
  }
}
