/** Sends values one at a time. While one is on its way only the newest of the others waits. */
export class NewestSender<T> {
  readonly #send: (value: T) => Promise<void>;
  #waiting: { value: T } | undefined;
  #running: Promise<void> | undefined;

  /** @param send never rejects */
  constructor(send: (value: T) => Promise<void>) {
    this.#send = send;
  }

  /** Resolves when nothing is being sent and nothing waits. */
  set(value: T): Promise<void> {
    this.#waiting = { value };
    this.#running ??= this.#run();
    return this.#running;
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
