/** Sends numbers one at a time; of those that come meanwhile only the newest is sent. */
export class NewestSender {
  readonly #send: (value: number) => Promise<void>;
  #waiting: number | undefined;
  #sending = false;

  /** @param send never rejects */
  constructor(send: (value: number) => Promise<void>) {
    this.#send = send;
  }

  set(value: number): void {
    this.#waiting = value;
    if (!this.#sending) void this.#run();
  }

  async #run(): Promise<void> {
    this.#sending = true;
    while (this.#waiting !== undefined) {
      const value = this.#waiting;
      this.#waiting = undefined;
      await this.#send(value);
    }
    this.#sending = false;
  }
}
