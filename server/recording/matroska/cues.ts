import { element, uintElement } from './ebml-encode.ts';
import { elementsIn, uintOf, type Element } from './ebml-decode.ts';
import { elementId } from './element-ids.ts';

/** The place of one frame. */
export interface Cue {
  /** Ticks of the file's time scale since its start. */
  time: number;
  /** The start of the cluster, and the start of the block in the cluster's body. */
  clusterPosition: number;
  blockPosition: number;
}

/**
 * The place of each frame, for Cues at the end of a file (RFC 9559, section 5.1.5). Each frame of MJPEG is a key frame,
 * and with all of them in Cues a reader finds any frame with one read. 24 bytes a frame: 216 KB for 5 minutes at 30
 * frames per second, 0.04 % of the file.
 */
export class CueList {
  readonly #segmentBodyAt: number;
  readonly #cues: Cue[] = [];

  constructor(segmentBodyAt: number) {
    this.#segmentBodyAt = segmentBodyAt;
  }

  get length(): number {
    return this.#cues.length;
  }

  /** @param clusterAt where in the file the cluster starts @param blockPosition in the cluster's body */
  add(time: number, clusterAt: number, blockPosition: number): void {
    this.#cues.push({ time, clusterPosition: clusterAt - this.#segmentBodyAt, blockPosition });
  }

  /** Where a frame is in the file; undefined: it was not added. */
  placeOf(frame: number): { time: number; clusterAt: number; blockPosition: number } | undefined {
    const cue = this.#cues[frame];
    if (!cue) return undefined;
    const { time, clusterPosition, blockPosition } = cue;
    return { time, clusterAt: this.#segmentBodyAt + clusterPosition, blockPosition };
  }

  /** In ticks; 0 where there is none. */
  get lastTime(): number {
    return this.#cues.at(-1)?.time ?? 0;
  }

  /** Drops what was added beyond the first `length`. */
  cut(length: number): void {
    this.#cues.length = Math.min(this.#cues.length, length);
  }

  encode(): Buffer {
    return element(
      elementId.cues,
      this.#cues.map(({ time, clusterPosition, blockPosition }) =>
        element(elementId.cuePoint, [
          uintElement(elementId.cueTime, time),
          element(elementId.cueTrackPositions, [
            uintElement(elementId.cueTrack, 1),
            uintElement(elementId.cueClusterPosition, clusterPosition),
            uintElement(elementId.cueRelativePosition, blockPosition),
          ]),
        ]),
      ),
    );
  }
}

/** The cues in the body of a Cues element; undefined when one of them does not say where its block is. */
export function decodeCues(bytes: Buffer, track: number): Cue[] | undefined {
  const cues: Cue[] = [];
  let readTo = 0;
  for (const point of elementsIn(bytes, 0, bytes.length)) {
    readTo = point.end;
    if (point.id !== elementId.cuePoint) continue;
    const cue = decodeCue(bytes, point, track);
    if (!cue) return undefined;
    cues.push(cue);
  }
  return readTo === bytes.length ? cues : undefined;
}

function decodeCue(bytes: Buffer, point: Element, track: number): Cue | undefined {
  let time: number | undefined;
  const found = new Map<number, number | undefined>();
  for (const field of elementsIn(bytes, point.bodyAt, point.end)) {
    if (field.id === elementId.cueTime) time = uintOf(bytes, field);
    else if (field.id === elementId.cueTrackPositions) {
      for (const place of elementsIn(bytes, field.bodyAt, field.end))
        found.set(place.id, uintOf(bytes, place));
    }
  }
  const clusterPosition = found.get(elementId.cueClusterPosition);
  const blockPosition = found.get(elementId.cueRelativePosition);
  const isTrack = found.get(elementId.cueTrack) === track;
  if (!isTrack || time === undefined || clusterPosition === undefined || blockPosition === undefined) {
    return undefined;
  }
  return { time, clusterPosition, blockPosition };
}
