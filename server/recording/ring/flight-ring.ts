import type { Frame } from '../../frame/frame.ts';
import { onceWithdrawn } from '../../runtime/withdrawn.ts';
import type { RingMemory, Slab, SlabHolder } from './ring-memory.ts';

/** A frame whose JPEG is the ring's: it is valid until the next call that adds a frame to any ring. */
export type RingFrame = Omit<Frame, 'memory'>;

/** A place in a ring, between two frames. */
export interface RingCursor {
  /** Counts the frames that were ever added, from 0. */
  next: number;
  /** Frames that went out of the ring before they were read. */
  missed: number;
}

/**
 * The last seconds of one camera in memory, within the memory that all rings have together. It empties itself when its
 * frames are withdrawn.
 */
export class FlightRing implements SlabHolder, Disposable {
  readonly #memory: RingMemory;
  readonly #keepMs: number;
  readonly #slabs: Slab[] = [];
  /** In the order they came; `#first` is the number of the first. */
  readonly #frames: { slab: Slab; frame: RingFrame }[] = [];
  #first = 0;
  /** No frame before this number may be read. */
  #firstAllowed = 0;
  #withdrawn: Frame['withdrawn'];
  #unfollow: () => void = () => undefined;
  /** Frames that were larger than all the memory. */
  refused = 0;

  /** @param keepMs frames are kept so long, and up to a slab longer, if the memory lasts */
  constructor(memory: RingMemory, keepMs: number) {
    this.#memory = memory;
    this.#keepMs = keepMs;
    memory.join(this);
  }

  get keepMs(): number {
    return this.#keepMs;
  }

  get frameCount(): number {
    return this.#frames.length;
  }

  get bytes(): number {
    return this.#slabs.reduce((sum, { memory }) => sum + memory.length, 0);
  }

  /** Milliseconds between its first and its last frame. */
  get spanMs(): number {
    const [first, last] = [this.#frames[0], this.#frames.at(-1)];
    return first && last ? last.frame.capturedAtMs - first.frame.capturedAtMs : 0;
  }

  get oldestAtMs(): number | undefined {
    return this.#slabs[0]?.lastAtMs;
  }

  /** Copies a frame. False: it is larger than all the memory. */
  push(frame: RingFrame): boolean {
    this.#follow(frame);
    const oldestWanted = frame.capturedAtMs - this.#keepMs;
    while (this.#slabs.length > 1 && (this.#slabs[0]?.lastAtMs ?? 0) < oldestWanted) this.giveUpOldest();
    const { length } = frame.jpeg;
    let slab = this.#slabs.at(-1);
    if (!slab || slab.used + length > slab.memory.length) {
      slab = this.#memory.take(length);
      if (!slab) {
        this.refused++;
        return false;
      }
      this.#slabs.push(slab);
    }
    const jpeg = slab.memory.subarray(slab.used, slab.used + length);
    frame.jpeg.copy(jpeg);
    slab.used += length;
    slab.lastAtMs = frame.capturedAtMs;
    const { width, height, orientation, capturedAtMs, capturedAt, sequence, origin, withdrawn } = frame;
    const kept = { jpeg, width, height, orientation, capturedAtMs, capturedAt, sequence, origin, withdrawn };
    this.#frames.push({ slab, frame: kept });
    return true;
  }

  #follow(frame: RingFrame): void {
    if (frame.withdrawn === this.#withdrawn) return;
    // A camera withdraws its earlier frames before it sends others.
    this.#unfollow();
    this.#withdrawn = frame.withdrawn;
    this.#unfollow = onceWithdrawn(frame, () => this.#clear());
  }

  giveUpOldest(): void {
    const slab = this.#slabs.shift();
    if (!slab) return;
    const kept = this.#frames.findIndex((entry) => entry.slab !== slab);
    const gone = kept < 0 ? this.#frames.length : kept;
    this.#frames.splice(0, gone);
    this.#first += gone;
    this.#memory.give(slab);
  }

  /** Before the first frame captured at `fromMs` or later whose number is `fromNumber` or higher. */
  cursor(fromMs: number, fromNumber: number): RingCursor {
    const found = this.#frames.findIndex(
      ({ frame }, index) => frame.capturedAtMs >= fromMs && this.#first + index >= fromNumber,
    );
    return { next: this.#first + (found < 0 ? this.#frames.length : found), missed: 0 };
  }

  /** The frame after the cursor, which stays; undefined at the end. */
  peek(cursor: RingCursor): RingFrame | undefined {
    // Withdrawn frames are not missed: nobody wants them any more.
    cursor.next = Math.max(cursor.next, this.#firstAllowed);
    if (cursor.next < this.#first) {
      cursor.missed += this.#first - cursor.next;
      cursor.next = this.#first;
    }
    return this.#frames[cursor.next - this.#first]?.frame;
  }

  /** Drops all frames and gives their memory back. */
  #clear(): void {
    for (const slab of this.#slabs.splice(0)) this.#memory.give(slab);
    this.#first += this.#frames.length;
    this.#frames.length = 0;
    this.#firstAllowed = this.#first;
  }

  [Symbol.dispose](): void {
    this.#unfollow();
    this.#clear();
    this.#memory.leave(this);
  }
}
