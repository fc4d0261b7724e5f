import { between } from '../select/selection.ts';
import { lengthOf, moved, zoomed, type TimeRange } from './time-range.ts';

/** What a drag changes. */
export interface TimelineEvents {
  onscrub: (atMs: number) => void;
  onscrubend: () => void;
  onrange: (range: TimeRange) => void;
  onselect: (range: TimeRange) => void;
}

type Drag =
  /** A finger is down: it may be about to scroll the page. */
  | { kind: 'undecided'; x: number }
  | { kind: 'scrub' }
  | { kind: 'pan'; x: number; range: TimeRange }
  /** The end that stays. */
  | { kind: 'select'; fixedMs: number };

/** The part of the timeline at which a drag begins. */
export type DragStart = 'lanes' | 'axis' | 'select' | { fixedMs: number };

/** A finger that moves less far is a tap. */
const tapPx = 8;
/** A selection needs at least this much, so that a click with Shift makes none. */
const leastSelectedPx = 3;

/** Turns pointers on the timeline into moments and ranges. Two fingers zoom. */
export class TimelineDrag {
  readonly #events: TimelineEvents;
  readonly #pointers = new Map<number, number>();
  #drag: Drag | undefined;
  #pinch: { apartPx: number; range: TimeRange } | undefined;

  constructor(events: TimelineEvents) {
    this.#events = events;
  }

  /** @param x pixels from the left edge of the timeline, which is `widthPx` wide */
  down(
    id: number,
    x: number,
    start: DragStart,
    isTouch: boolean,
    place: { range: TimeRange; widthPx: number },
  ): void {
    this.#pointers.set(id, x);
    if (this.#pointers.size === 2) {
      this.#end();
      this.#pinch = { apartPx: this.#apartPx(), range: place.range };
      return;
    }
    if (this.#pointers.size > 2) return;
    const atMs = timeAt(x, place);
    if (typeof start === 'object') this.#drag = { kind: 'select', fixedMs: start.fixedMs };
    else if (start === 'select') this.#drag = { kind: 'select', fixedMs: atMs };
    else if (start === 'axis') this.#drag = { kind: 'pan', x, range: place.range };
    else if (isTouch) this.#drag = { kind: 'undecided', x };
    else this.#scrub(atMs);
  }

  move(id: number, x: number, place: { range: TimeRange; widthPx: number }): void {
    if (!this.#pointers.has(id)) return;
    this.#pointers.set(id, x);
    if (this.#pinch) return this.#zoom(this.#pinch, place.widthPx);
    const drag = this.#drag;
    if (!drag) return;
    switch (drag.kind) {
      case 'undecided':
        if (Math.abs(x - drag.x) >= tapPx) this.#scrub(timeAt(x, place));
        return;
      case 'scrub':
        return this.#events.onscrub(timeAt(x, place));
      case 'pan': {
        const msPerPx = lengthOf(drag.range) / place.widthPx;
        return this.#events.onrange(moved(drag.range, (drag.x - x) * msPerPx));
      }
      case 'select': {
        const range = between(drag.fixedMs, timeAt(x, place));
        const px = (lengthOf(range) / lengthOf(place.range)) * place.widthPx;
        if (px >= leastSelectedPx) this.#events.onselect(range);
        return;
      }
      default:
        drag satisfies never;
    }
  }

  up(id: number, x: number, place: { range: TimeRange; widthPx: number }): void {
    if (!this.#pointers.delete(id)) return;
    if (this.#drag?.kind === 'undecided') this.#scrub(timeAt(x, place));
    this.#pinch = undefined;
    this.#end();
  }

  /** The browser took the pointer, for example to scroll the page. */
  cancel(id: number): void {
    this.#pointers.delete(id);
    this.#pinch = undefined;
    this.#end();
  }

  #scrub(atMs: number): void {
    this.#drag = { kind: 'scrub' };
    this.#events.onscrub(atMs);
  }

  #end(): void {
    if (this.#drag?.kind === 'scrub') this.#events.onscrubend();
    this.#drag = undefined;
  }

  #zoom({ apartPx, range }: { apartPx: number; range: TimeRange }, widthPx: number): void {
    const xs = [...this.#pointers.values()];
    const middle = xs.reduce((sum, x) => sum + x, 0) / xs.length;
    this.#events.onrange(zoomed(range, apartPx / this.#apartPx(), timeAt(middle, { range, widthPx })));
  }

  #apartPx(): number {
    const xs = [...this.#pointers.values()];
    return Math.max(20, Math.max(...xs) - Math.min(...xs));
  }
}

export function timeAt(x: number, { range, widthPx }: { range: TimeRange; widthPx: number }): number {
  return range.fromMs + (Math.min(widthPx, Math.max(0, x)) / Math.max(1, widthPx)) * lengthOf(range);
}
