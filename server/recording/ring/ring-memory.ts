/** A piece of memory that frames are copied into, one after the other. */
export interface Slab {
  readonly memory: Buffer;
  used: number;
  /** Capture time of its last frame, monotonic milliseconds. */
  lastAtMs: number;
}

/** A ring that can give up its oldest slab. */
export interface SlabHolder {
  /** Capture time of the oldest slab's last frame; undefined when it has none to give. */
  readonly oldestAtMs: number | undefined;
  /** Forgets the oldest slab and gives it back. */
  giveUpOldest(): void;
}

export const slabBytes = 1024 * 1024;

/**
 * The memory of all cameras' rings together: its bound is one number, whatever the cameras send. When it is used up, the
 * oldest slab of all goes, so that each camera keeps about the same time.
 */
export class RingMemory {
  readonly #totalBytes: number;
  readonly #holders = new Set<SlabHolder>();
  readonly #free: Buffer[] = [];
  #usedBytes = 0;

  /** @param totalBytes of all rings; less than a slab (1 MiB) keeps nothing */
  constructor(totalBytes: number) {
    this.#totalBytes = totalBytes;
  }

  get totalBytes(): number {
    return this.#totalBytes;
  }

  get usedBytes(): number {
    return this.#usedBytes;
  }

  join(holder: SlabHolder): void {
    this.#holders.add(holder);
  }

  leave(holder: SlabHolder): void {
    this.#holders.delete(holder);
    if (this.#holders.size === 0) this.#free.length = 0;
  }

  /** A slab for a frame of so many bytes; undefined when the frame is larger than all the memory. */
  take(frameBytes: number): Slab | undefined {
    const bytes = Math.max(frameBytes, slabBytes);
    if (bytes > this.#totalBytes) return undefined;
    while (this.#usedBytes + bytes > this.#totalBytes) {
      if (!this.#giveUpOldest()) return undefined;
    }
    this.#usedBytes += bytes;
    const free = bytes === slabBytes ? this.#free.pop() : undefined;
    return { memory: free ?? Buffer.allocUnsafeSlow(bytes), used: 0, lastAtMs: 0 };
  }

  give({ memory }: Slab): void {
    this.#usedBytes -= memory.length;
    if (memory.length === slabBytes && this.#free.length < 4) this.#free.push(memory);
  }

  #giveUpOldest(): boolean {
    let oldest: SlabHolder | undefined;
    for (const holder of this.#holders) {
      if (holder.oldestAtMs === undefined) continue;
      if (oldest?.oldestAtMs === undefined || holder.oldestAtMs < oldest.oldestAtMs) oldest = holder;
    }
    const before = this.#usedBytes;
    oldest?.giveUpOldest();
    // A ring that gave nothing must not be asked for ever.
    return this.#usedBytes < before;
  }
}
