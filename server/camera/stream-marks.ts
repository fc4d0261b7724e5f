import { createHmac, randomBytes } from 'node:crypto';
import type { StreamOrigin } from '../capture/own-stream.ts';
import { RecentMap } from '../runtime/recent-map.ts';

const markLength = 8;
/** Requests may name cameras that are not there. */
const maxKept = 256;

/**
 * Marks that identify this server's cameras to other servers, and the marks of the other cameras that their pictures
 * come through. They are random and new at each start: a mark tells nobody which machine or camera it is.
 */
export class StreamMarks {
  readonly #secret = randomBytes(32);
  readonly #server = letters(randomBytes(markLength));
  /** Every answer about a camera has its mark, and to make one takes a tenth of the time of a snapshot. */
  readonly #marks = new RecentMap<string, string>(maxKept);
  readonly #through = new Map<string, readonly string[]>();
  readonly #told = new Map<string, Set<() => void>>();

  /** The camera's own mark, followed by those of the cameras that its pictures come through. */
  of(cameraId: string): string[] {
    return [this.#markOf(cameraId), ...(this.#through.get(cameraId) ?? [])];
  }

  /** The marks for a capture of the camera, and the function it reports to. */
  origin(cameraId: string): StreamOrigin {
    return { mark: this.#markOf(cameraId), cameThrough: (marks) => this.#cameThrough(cameraId, marks) };
  }

  /** Calls `callback` at most once, when the result of `of` has changed. Returns a function that stops this. */
  onChange(cameraId: string, callback: () => void): () => void {
    const told = this.#told.get(cameraId) ?? new Set();
    this.#told.set(cameraId, told.add(callback));
    return () => {
      told.delete(callback);
      if (told.size === 0 && this.#told.get(cameraId) === told) this.#told.delete(cameraId);
    };
  }

  /** Forgets all cameras that are not in `cameraIds`. */
  keepOnly(cameraIds: readonly string[]): void {
    for (const id of this.#through.keys()) if (!cameraIds.includes(id)) this.#through.delete(id);
  }

  #cameThrough(cameraId: string, marks: readonly string[]): void {
    const before = this.#through.get(cameraId) ?? [];
    if (before.join() === marks.join()) return;
    if (marks.length > 0) this.#through.set(cameraId, marks);
    else this.#through.delete(cameraId);
    const told = this.#told.get(cameraId) ?? [];
    this.#told.delete(cameraId);
    for (const callback of told) callback();
  }

  #markOf(cameraId: string): string {
    const kept = this.#marks.get(cameraId);
    if (kept !== undefined) return kept;
    const digest = createHmac('sha256', this.#secret).update(cameraId).digest();
    const mark = `${this.#server}.${letters(digest)}`;
    this.#marks.set(cameraId, mark);
    return mark;
  }
}

function letters(bytes: Buffer): string {
  return [...bytes.subarray(0, markLength)].map((byte) => (byte % 36).toString(36)).join('');
}
