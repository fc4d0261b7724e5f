import { element, uintElement } from './ebml-encode.ts';
import { elementId } from './element-ids.ts';

/** The place of one frame. */
interface Cue {
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
