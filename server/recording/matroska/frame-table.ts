const firstCapacity = 1_024;

/** Times and places of a file's frames: 24 bytes each. */
export class FrameTable {
  #times = new Float64Array(firstCapacity);
  #clusters = new Float64Array(firstCapacity);
  #blocks = new Float64Array(firstCapacity);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  /**
   * Adds a frame after the others. @param time in ticks @param clusterAt where its cluster starts, and `blockAt` counts
   * from the cluster's body; -1: `blockAt` is a place in the file. False, and not added: it is earlier than the last.
   */
  add(time: number, clusterAt: number, blockAt: number): boolean {
    const before = this.#times[this.#length - 1];
    if (!(time >= (before ?? time))) return false;
    if (this.#length === this.#times.length) this.#grow();
    this.#times[this.#length] = time;
    this.#clusters[this.#length] = clusterAt;
    this.#blocks[this.#length] = blockAt;
    this.#length++;
    return true;
  }

  timeAt(frame: number): number | undefined {
    return frame < this.#length ? this.#times[frame] : undefined;
  }

  placeAt(frame: number): { clusterAt: number; blockAt: number } {
    return { clusterAt: this.#clusters[frame] ?? -1, blockAt: this.#blocks[frame] ?? 0 };
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
      const grown = new Float64Array(old.length * 2);
      grown.set(old);
      return grown;
    };
    this.#times = larger(this.#times);
    this.#clusters = larger(this.#clusters);
    this.#blocks = larger(this.#blocks);
  }
}
