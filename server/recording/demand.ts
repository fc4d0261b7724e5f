/** A span around this moment. `protect`: retention leaves its segments alone. */
export interface SavedSpan {
  beforeMs: number;
  afterMs: number;
  protect?: boolean;
}

/** From when to when frames are wanted, both ends included. Monotonic milliseconds. */
interface Span {
  fromMs: number;
  toMs: number;
}

/** When there are as many spans, a further save makes the last span longer instead. */
const maxSpans = 64;

/** The spans of time that are to be recorded; they may overlap. */
export class Demand {
  readonly #spans: Span[] = [];

  /** Whether anything is, or may still be, wanted. */
  get isEmpty(): boolean {
    return this.#spans.length === 0;
  }

  add(fromMs: number, toMs: number): void {
    const last = this.#spans.at(-1);
    if (last && this.#spans.length >= maxSpans) {
      last.fromMs = Math.min(last.fromMs, fromMs);
      last.toMs = Math.max(last.toMs, toMs);
    } else this.#spans.push({ fromMs, toMs });
  }

  /** Nothing after `atMs` is wanted any more. */
  endAt(atMs: number): void {
    for (const span of this.#spans) span.toMs = Math.min(span.toMs, atMs);
  }

  /** Whether nothing that comes after `atMs` is wanted. */
  isOverAt(atMs: number): boolean {
    return this.#spans.every(({ toMs }) => toMs <= atMs);
  }

  wants(atMs: number): boolean {
    return this.#spans.some(({ fromMs, toMs }) => atMs >= fromMs && atMs <= toMs);
  }

  overlaps(fromMs: number, toMs: number): boolean {
    return this.#spans.some((span) => span.fromMs <= toMs && span.toMs >= fromMs);
  }

  /** Forgets spans that ended before `atMs`. */
  forgetBefore(atMs: number): void {
    for (let index = this.#spans.length - 1; index >= 0; index--) {
      if ((this.#spans[index]?.toMs ?? 0) < atMs) this.#spans.splice(index, 1);
    }
  }
}
