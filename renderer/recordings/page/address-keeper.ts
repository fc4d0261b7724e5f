import { addressOf, type RecordingsAddress } from './recordings-address.ts';

/** Browsers allow 100 changes in 30 seconds. */
const intervalMs = 700;

/** Keeps the address of the page equal to what it shows, without a step in the browser's history. */
export class AddressKeeper {
  #wanted: RecordingsAddress | undefined;
  #timer: ReturnType<typeof setTimeout> | undefined;

  show(address: RecordingsAddress): void {
    this.#wanted = address;
    this.#timer ??= setTimeout(() => this.flush(), intervalMs);
  }

  /** Now, for somebody who copies the address. */
  flush(): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
    if (!this.#wanted) return;
    const href = addressOf(this.#wanted, location.href);
    this.#wanted = undefined;
    if (href !== location.href) history.replaceState(history.state, '', href);
  }
}
