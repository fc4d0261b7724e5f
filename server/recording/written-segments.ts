import { Listeners } from '../runtime/listeners.ts';
import { Demand } from './demand.ts';
import type { ClosedSegment } from './segment/segment-home.ts';

export interface WrittenSegment extends ClosedSegment {
  /** A save asked for it, so that retention must leave it alone. */
  protect: boolean;
}

/** Tells of a recorder's closed segments, and which of them are protected. */
export class WrittenSegments extends Listeners<[segment: WrittenSegment]> {
  readonly #bootOffsetMs: number;
  readonly #protected = new Demand();

  /** @param bootOffsetMs from the monotonic clock to the time since the machine started */
  constructor(bootOffsetMs: number) {
    super();
    this.#bootOffsetMs = bootOffsetMs;
  }

  /** Monotonic milliseconds. */
  protect(fromMs: number, toMs: number): void {
    this.#protected.add(fromMs, toMs);
  }

  closed(segment: ClosedSegment): void {
    const fromMs = segment.facts.bootMs - this.#bootOffsetMs;
    const protect = this.#protected.overlaps(fromMs, fromMs + segment.durationMs);
    this.#protected.forgetBefore(fromMs);
    this.tell({ ...segment, protect });
  }
}
