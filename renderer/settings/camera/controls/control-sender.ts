/** Values for controls by name; null is the device's default. */
export type ControlValues = Record<string, number | null>;

/**
 * Sends values, one request at a time. Meanwhile one value waits for each control: a newer value replaces a waiting
 * one.
 */
export class ControlSender {
  readonly #send: (values: ControlValues) => Promise<void>;
  #waiting: ControlValues = {};
  #sending: Promise<void> | undefined;

  /** @param send never rejects */
  constructor(send: (values: ControlValues) => Promise<void>) {
    this.#send = send;
  }

  set(values: ControlValues): void {
    this.#waiting = { ...this.#waiting, ...values };
    this.#sending ??= this.#run();
  }

  /** Whether a newer value for this control is still to be sent. */
  isWaiting(name: string): boolean {
    return Object.hasOwn(this.#waiting, name);
  }

  /** Drops all waiting values. */
  forget(): void {
    this.#waiting = {};
  }

  /** Resolves when nothing is being sent and nothing waits. */
  async idle(): Promise<void> {
    await this.#sending;
  }

  async #run(): Promise<void> {
    while (Object.keys(this.#waiting).length > 0) {
      const values = this.#waiting;
      this.#waiting = {};
      await this.#send(values);
    }
    this.#sending = undefined;
  }
}
