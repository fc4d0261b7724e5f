import { liveLimits } from '../contract/live.ts';

/** The frames of a tile that were sent and not yet confirmed: never more than allowed. */
export class FrameCredit {
  readonly #inFlight: number[] = [];

  /** Whether another frame may be sent. */
  get isLeft(): boolean {
    return this.#inFlight.length < liveLimits.framesInFlight;
  }

  sent(sequence: number): void {
    this.#inFlight.push(sequence);
  }

  /** False: there is no such frame in flight. */
  confirm(sequence: number): boolean {
    const index = this.#inFlight.indexOf(sequence);
    if (index < 0) return false;
    this.#inFlight.splice(index, 1);
    return true;
  }
}
