interface Place {
  clientX: number;
  clientY: number;
}

interface Taps {
  single: () => void;
  double: (place: Place) => void;
}

/** Two taps within this time are a double tap, so a single tap is certain only after it. */
export const doubleTapMs = 280;
/** A finger that taps moves by up to this much. A longer way is a drag. */
const sameTapPx = 12;
const samePlacePx = 40;

/** Tells single taps (or clicks) from double ones and from drags. */
export class TapReader {
  readonly #taps: Taps;
  #pressed: Place | undefined;
  #waiting: { timer: ReturnType<typeof setTimeout>; place: Place } | undefined;

  constructor(taps: Taps) {
    this.#taps = taps;
  }

  /** Call it with every pointerdown. */
  down({ clientX, clientY }: Place): void {
    this.#pressed = { clientX, clientY };
  }

  /** Call it with every click. The click reaches no other element. */
  click(event: Place & Pick<Event, 'stopPropagation'>): void {
    event.stopPropagation();
    const place = { clientX: event.clientX, clientY: event.clientY };
    if (this.#pressed && distancePx(this.#pressed, place) > sameTapPx) return this.forget();
    const first = this.#waiting;
    this.forget();
    if (first && distancePx(first.place, place) <= samePlacePx) return this.#taps.double(place);
    const timer = setTimeout(() => {
      this.#waiting = undefined;
      this.#taps.single();
    }, doubleTapMs);
    this.#waiting = { timer, place };
  }

  /** Drops a tap that waits for a second one. */
  forget(): void {
    clearTimeout(this.#waiting?.timer);
    this.#waiting = undefined;
  }
}

function distancePx(a: Place, b: Place): number {
  return Math.hypot(a.clientX - b.clientX, a.clientY - b.clientY);
}
