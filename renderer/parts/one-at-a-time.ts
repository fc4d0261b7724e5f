/** Runs pieces of work one after the other, in the order they were asked for. */
export class OneAtATime {
  #last: Promise<unknown> = Promise.resolve();

  /** Settles as `work` does. A failure is the caller's; the next in line runs all the same. */
  run<T>(work: () => Promise<T>): Promise<T> {
    const mine = this.#last.then(work, work);
    this.#last = mine;
    return mine;
  }
}
