const firstCapacity = 1_024;
const bytesPerFrame = 24;

/** Times and places of a file's frames: 24 bytes each, and one more where not each is a key frame. */
export class FrameTable {
  #times: Float64Array;
  #clusters: Float64Array;
  #blocks: Float64Array;
  #length = 0;
  /** 1 for a key frame; undefined while all are. */
  #keys: Uint8Array | undefined;

  /** @param capacity so many frames are expected */
  constructor(capacity = firstCapacity) {
    this.#times = new Float64Array(capacity);
    this.#clusters = new Float64Array(capacity);
    this.#blocks = new Float64Array(capacity);
  }

  get length(): number {
    return this.#length;
  }

  /** Of its memory. */
  get bytes(): number {
    return this.#times.length * bytesPerFrame + (this.#keys?.length ?? 0);
  }

  /**
   * Adds a frame after the others. @param time in ticks @param clusterAt where its cluster starts, and `blockAt` counts
   * from the cluster's body; -1: `blockAt` is a place in the file. @param isKey whether it can be decoded without others
   * False, and not added: it is earlier than the last.
   */
  add(time: number, clusterAt: number, blockAt: number, isKey = true): boolean {
    const before = this.#times[this.#length - 1];
    if (!(time >= (before ?? time))) return false;
    if (this.#length === this.#times.length) this.#grow();
    this.#times[this.#length] = time;
    this.#clusters[this.#length] = clusterAt;
    this.#blocks[this.#length] = blockAt;
    if (!isKey) this.#keys ??= new Uint8Array(this.#times.length).fill(1, 0, this.#length);
    if (this.#keys) this.#keys[this.#length] = isKey ? 1 : 0;
    this.#length++;
    return true;
  }

  timeAt(frame: number): number | undefined {
    return frame < this.#length ? this.#times[frame] : undefined;
  }

  placeAt(frame: number): { clusterAt: number; blockAt: number } {
    return { clusterAt: this.#clusters[frame] ?? -1, blockAt: this.#blocks[frame] ?? 0 };
  }

  /** The key frame that has to be decoded first for a frame: itself, or one before it. -1: there is none. */
  keyUntil(frame: number): number {
    return this.#keys ? this.#keys.subarray(0, frame + 1).lastIndexOf(1) : frame;
  }

  /** The last frame that is not later than `time`; the first where all are, -1 where there is none. */
  lastUntil(time: number): number {
    let [low, high] = [0, this.#length];
    while (low < high) {
      const middle = (low + high) >>> 1;
      if ((this.#times[middle] ?? 0) <= time) low = middle + 1;
      else high = middle;
    }
    return this.#length === 0 ? -1 : Math.max(0, low - 1);
  }

  #grow(): void {
    const larger = (old: Float64Array) => {
      const grown = new Float64Array(Math.max(firstCapacity, old.length * 2));
      grown.set(old);
      return grown;
    };
    this.#times = larger(this.#times);
    this.#clusters = larger(this.#clusters);
    this.#blocks = larger(this.#blocks);
    if (!this.#keys) return;
    const keys = new Uint8Array(this.#times.length);
    keys.set(this.#keys);
    this.#keys = keys;
  }
}
