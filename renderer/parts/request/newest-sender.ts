/** Sends values one at a time. While one is on its way only one waits: the newest, or what it makes with the one before. */
export class NewestSender<T> {
  readonly #send: (value: T) => Promise<void>;
  readonly #merge: (waiting: T, newer: T) => T;
  #waiting: { value: T } | undefined;
  #running: Promise<void> | undefined;

  /**
   * @param send never rejects
   * @param merge makes one value of two that would wait; without it the newer one replaces the other
   */
  constructor(
    send: (value: T) => Promise<void>,
    merge: (waiting: T, newer: T) => T = (_waiting, newer) => newer,
  ) {
    this.#send = send;
    this.#merge = merge;
  }

  /** The value that is sent next. */
  get waiting(): T | undefined {
    return this.#waiting?.value;
  }

  /** Resolves when nothing is being sent and nothing waits. */
  set(value: T): Promise<void> {
    this.#waiting = { value: this.#waiting ? this.#merge(this.#waiting.value, value) : value };
    this.#running ??= this.#run();
    return this.#running;
  }

  /** Drops the value that waits. Resolves when nothing is being sent. */
  forget(): Promise<void> {
    this.#waiting = undefined;
    return this.idle();
  }

  /** Resolves when nothing is being sent and nothing waits. */
  async idle(): Promise<void> {
    await this.#running;
  }

  async #run(): Promise<void> {
    while (this.#waiting) {
      const { value } = this.#waiting;
      this.#waiting = undefined;
      await this.#send(value);
    }
    this.#running = undefined;
  }
}
