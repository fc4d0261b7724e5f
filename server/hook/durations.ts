const capacity = 100;

/** The last hundred durations of something. */
export class Durations {
  readonly #ms: number[] = [];
  #count = 0;

  add(ms: number): void {
    this.#ms[this.#count++ % capacity] = ms;
  }

  /** The middle one; undefined when there is none. */
  get middle(): number | undefined {
    return this.#ms.toSorted((a, b) => a - b)[Math.floor(this.#ms.length / 2)];
  }
}
