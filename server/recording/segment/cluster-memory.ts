/** Memory for clusters that are built or wait for the disk: bounded, and used again and again. */
export class ClusterMemory {
  readonly #clusterBytes: number;
  readonly #totalBytes: number;
  readonly #free: Buffer[] = [];
  #lentBytes = 0;

  /** @param clusterBytes of one cluster @param totalBytes of all that are lent at a time */
  constructor(clusterBytes: number, totalBytes: number) {
    this.#clusterBytes = clusterBytes;
    this.#totalBytes = totalBytes;
  }

  get lentBytes(): number {
    return this.#lentBytes;
  }

  /** Whether so many bytes could be lent when nothing else is. */
  canHold(bytes: number): boolean {
    return bytes <= this.#totalBytes;
  }

  /** Room for a cluster, or for one larger frame of `minBytes`; undefined when the bound is reached. */
  take(minBytes: number): Buffer | undefined {
    const bytes = Math.max(minBytes, this.#clusterBytes);
    if (this.#lentBytes + bytes > this.#totalBytes) return undefined;
    this.#lentBytes += bytes;
    const isUsual = bytes === this.#clusterBytes;
    // Pages that are never written to take no memory, so a small camera's cluster costs what is in it.
    return (isUsual ? this.#free.pop() : undefined) ?? Buffer.allocUnsafeSlow(bytes);
  }

  give(memory: Buffer): void {
    this.#lentBytes -= memory.length;
    if (memory.length === this.#clusterBytes && this.#free.length < 2) this.#free.push(memory);
  }

  /** Gives up the memory that is not lent now. */
  forgetFree(): void {
    this.#free.length = 0;
  }
}
