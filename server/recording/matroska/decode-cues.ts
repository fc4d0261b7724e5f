import { setImmediate } from 'node:timers/promises';
import { elementId } from './element-ids.ts';

/** So many are read at once, which takes some milliseconds: live pictures must not wait for an hour's cues. */
const cuesAtOnce = 10_000;

/**
 * Reads the body of a Cues element. Makes no object for an element, as `elementsIn` does: a seek in a file that is not open
 * waits for this, and nine thousand cues took 90 ms that way.
 * @param add told of each cue; positions as in the file; false ends the reading
 * @returns the number of cues; undefined when one of them does not say where its block is, or `add` refused it
 */
export async function decodeCues(
  bytes: Buffer,
  track: number,
  add: (time: number, clusterPosition: number, blockPosition: number) => boolean,
): Promise<number | undefined> {
  const [points, fields, places] = [new Walk(bytes), new Walk(bytes), new Walk(bytes)];
  let count = 0;
  points.begin(0, bytes.length);
  while (points.next()) {
    if (points.id !== elementId.cuePoint) continue;
    let [time, cluster, block, ofTrack] = [-1, -1, -1, -1];
    fields.begin(points.bodyAt, points.end);
    while (fields.next()) {
      if (fields.id === elementId.cueTime) time = fields.uint();
      if (fields.id !== elementId.cueTrackPositions) continue;
      places.begin(fields.bodyAt, fields.end);
      while (places.next()) {
        if (places.id === elementId.cueTrack) ofTrack = places.uint();
        else if (places.id === elementId.cueClusterPosition) cluster = places.uint();
        else if (places.id === elementId.cueRelativePosition) block = places.uint();
      }
    }
    if (ofTrack !== track || time < 0 || cluster < 0 || block < 0 || !add(time, cluster, block))
      return undefined;
    count++;
    if (count % cuesAtOnce === 0) await setImmediate();
  }
  return points.isWhole ? count : undefined;
}

/** Goes from element to element in one parent. */
class Walk {
  readonly #bytes: Buffer;
  id = 0;
  bodyAt = 0;
  /** Of the element's body. */
  end = 0;
  #limit = 0;

  constructor(bytes: Buffer) {
    this.#bytes = bytes;
  }

  begin(from: number, to: number): void {
    this.end = from;
    this.#limit = to;
  }

  /** Whether it went through all of the parent. */
  get isWhole(): boolean {
    return this.end === this.#limit;
  }

  /** False at the end, and at an element that is cut, invalid or of unknown size. */
  next(): boolean {
    const bytes = this.#bytes;
    let at = this.end;
    const idFirst = bytes[at] ?? 0;
    const idBytes = Math.clz32(idFirst) - 23;
    const sizeFirst = bytes[at + idBytes] ?? 0;
    const sizeBytes = Math.clz32(sizeFirst) - 23;
    const bodyAt = at + idBytes + sizeBytes;
    if (idFirst === 0 || idBytes > 4 || sizeFirst === 0 || bodyAt > this.#limit) return false;
    let id = 0;
    for (const idEnd = at + idBytes; at < idEnd; at++) id = id * 256 + (bytes[at] ?? 0);
    const sizeMark = 1 << (8 - sizeBytes);
    let size = sizeFirst & (sizeMark - 1);
    for (at++; at < bodyAt; at++) size = size * 256 + (bytes[at] ?? 0);
    const isUnknown = size === 2 ** (7 * sizeBytes) - 1;
    if (isUnknown || size > this.#limit - bodyAt) return false;
    this.id = id;
    this.bodyAt = bodyAt;
    this.end = bodyAt + size;
    return true;
  }

  /** -1 for more than 8 bytes, or a number that is not exact. */
  uint(): number {
    if (this.end - this.bodyAt > 8) return -1;
    let value = 0;
    for (let at = this.bodyAt; at < this.end; at++) value = value * 256 + (this.#bytes[at] ?? 0);
    return Number.isSafeInteger(value) ? value : -1;
  }
}
