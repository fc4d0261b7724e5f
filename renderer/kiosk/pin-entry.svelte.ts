import type { UnlockAnswer } from '../../main/bridge.ts';
import { TickingClock } from '../parts/ticking-clock.ts';

export const minPinDigits = 4;
export const maxPinDigits = 12;

/** A PIN while a person types it, and the result of the last attempt. */
export class PinEntry {
  digits = $state('');
  asking = $state(false);
  /** The number of wrong PINs that are left before a pause; undefined: no PIN was wrong. */
  triesLeft = $state<number>();
  #waitUntilMs = $state(0);
  readonly #unlock: (pin: string) => Promise<UnlockAnswer | undefined>;
  readonly #opened: () => void;
  readonly #clock: TickingClock;

  /**
   * @param unlock gives undefined where the kiosk does not answer
   * @param opened called when the PIN was right
   */
  constructor(
    unlock: (pin: string) => Promise<UnlockAnswer | undefined>,
    opened: () => void,
    clock = new TickingClock(250),
  ) {
    this.#unlock = unlock;
    this.#opened = opened;
    this.#clock = clock;
  }

  /** The time until the next attempt is allowed; 0: now. */
  get secondsToWait(): number {
    return Math.max(0, Math.ceil((this.#waitUntilMs - this.#clock.now.getTime()) / 1_000));
  }

  get mayType(): boolean {
    return !this.asking && this.secondsToWait === 0;
  }

  get mayTry(): boolean {
    return this.mayType && this.digits.length >= minPinDigits;
  }

  /** Replaces the whole PIN with the digits of `text`. */
  type(text: string): void {
    if (this.mayType) this.digits = text.replace(/\D/g, '').slice(0, maxPinDigits);
  }

  erase(): void {
    this.type(this.digits.slice(0, -1));
  }

  /** Never rejects. */
  async try(): Promise<void> {
    if (!this.mayTry) return;
    this.asking = true;
    const answer = await this.#unlock(this.digits);
    this.asking = false;
    this.digits = '';
    if (answer) this.take(answer);
  }

  /** Takes the answer of the kiosk to an attempt, with or without a PIN. */
  take(answer: UnlockAnswer): void {
    this.triesLeft = undefined;
    switch (answer.kind) {
      case 'opened':
        return this.#opened();
      case 'pin-needed':
        return;
      case 'wrong':
        this.triesLeft = answer.triesLeft;
        return;
      case 'wait':
        this.#waitUntilMs = this.#clock.now.getTime() + answer.seconds * 1_000;
        return;
      default:
        answer satisfies never;
    }
  }
}
