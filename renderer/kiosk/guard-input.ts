import type { OwnScreen } from './own-screen.svelte.ts';

/** The browser sends the click of a tap a moment after the finger has left. This is the longest such moment. */
const clickAfterMs = 1_000;

const pressTypes = ['pointerdown', 'keydown'] as const;
const followingTypes = [
  ...(['pointermove', 'pointerup', 'pointercancel', 'mousedown', 'mouseup', 'mousemove'] as const),
  ...(['click', 'dblclick', 'auxclick', 'contextmenu', 'keypress', 'keyup'] as const),
];
/** Browsers scroll at once for a listener that is passive; any other listener would delay the scrolling. */
const passiveTypes = ['wheel', 'touchstart', 'touchmove', 'touchend'] as const;

type GuardedScreen = Pick<OwnScreen, 'dark' | 'cleaning' | 'act' | 'touched'>;

/**
 * Keeps all input from a page that is dark or being cleaned, until `signal` aborts. A touch or key that wakes a dark
 * screen does nothing else: none of its events reach the page, even when the screen is on before the finger has left.
 * Call it before any other code listens at `page`.
 */
export function guardInput(page: Window, screen: GuardedScreen, signal: AbortSignal): void {
  const waking = new WakingPress();

  const isForPage = (event: Event): boolean => {
    const withheld = waking.includes(event);
    if (screen.dark) {
      if (isPress(event)) {
        waking.begin(event);
        void screen.act('wake');
      }
      return false;
    }
    if (withheld) return false;
    if (isSignOfPerson(event)) screen.touched(event.timeStamp);
    if (!screen.cleaning) return true;
    if (event instanceof KeyboardEvent && event.key === 'Escape') screen.cleaning = false;
    return false;
  };
  const guard = (event: Event) => {
    if (isForPage(event)) return;
    event.stopImmediatePropagation();
    if (event.cancelable) event.preventDefault();
  };
  for (const type of [...pressTypes, ...followingTypes]) {
    page.addEventListener(type, guard, { signal, capture: true, passive: false });
  }
  for (const type of passiveTypes)
    page.addEventListener(type, guard, { signal, capture: true, passive: true });
}

/** The touches and keys that began on a dark screen, until all their later events have come. */
class WakingPress {
  readonly #pointers = new Set<number>();
  readonly #keys = new Set<string>();
  #releasedAtMs = -Infinity;

  begin(event: PointerEvent | KeyboardEvent): void {
    if (event instanceof PointerEvent) this.#pointers.add(event.pointerId);
    else this.#keys.add(event.code);
  }

  /** Whether the event belongs to such a press. Call it exactly once for every event. */
  includes(event: Event): boolean {
    if (event instanceof KeyboardEvent) return this.#includesKey(event);
    if (event instanceof PointerEvent) return this.#includesPointer(event);
    return this.#pointers.size > 0 || event.timeStamp - this.#releasedAtMs < clickAfterMs;
  }

  #includesKey(event: KeyboardEvent): boolean {
    const known = this.#keys.has(event.code);
    if (event.type === 'keyup') this.#keys.delete(event.code);
    // The key was released while another window had the keyboard, so this is a new press.
    if (event.type === 'keydown' && known && !event.repeat) this.#keys.delete(event.code);
    return known && (event.type !== 'keydown' || event.repeat);
  }

  #includesPointer(event: PointerEvent): boolean {
    const wasDown = this.#pointers.size > 0;
    if (event.type === 'pointerdown') {
      // A mouse has one pointer for all its buttons, so a pointerdown of a known pointer is a new press.
      this.#pointers.delete(event.pointerId);
      if (this.#pointers.size === 0) this.#releasedAtMs = -Infinity;
      else this.#pointers.add(event.pointerId); // A second finger lies beside the one that woke the screen.
      return this.#pointers.size > 0;
    }
    if (event.type === 'pointerup' || event.type === 'pointercancel') {
      if (this.#pointers.delete(event.pointerId)) this.#releasedAtMs = event.timeStamp;
      return wasDown;
    }
    if (event.type === 'pointermove') return wasDown;
    // In Chromium click and contextmenu are pointer events, too.
    return wasDown || event.timeStamp - this.#releasedAtMs < clickAfterMs;
  }
}

function isPress(event: Event): event is PointerEvent | KeyboardEvent {
  return event.type === 'pointerdown' || event.type === 'keydown';
}

/** A move by 0 pixels is no person: browsers send it when the page changes under a mouse at rest. */
function isSignOfPerson(event: Event): boolean {
  if (event instanceof PointerEvent && event.type === 'pointermove')
    return event.movementX !== 0 || event.movementY !== 0;
  return isPress(event) || event.type === 'wheel' || event.type === 'touchmove';
}
