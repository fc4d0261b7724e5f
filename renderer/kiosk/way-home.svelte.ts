import type { OwnScreen } from './own-screen.svelte.ts';

/** The screen leaves a page that is not the wall this long after the last sign of a person. */
export const homeAfterMs = 180_000;
/** The page warns this long before it is left. */
export const warnedMs = 30_000;
const lookEveryMs = 250;

export type Leaving =
  | { kind: 'staying' }
  /** There is no sign of a person. `loses`: unsaved changes would be lost. */
  | { kind: 'idle'; secondsLeft: number; loses: boolean }
  /** A person wants to go, and unsaved changes would be lost. */
  | { kind: 'asked' };

type Screen = Pick<OwnScreen, 'dark' | 'seenAtMs' | 'act'>;

/** Leads a page on the kiosk's own screen back to the wall: when a person asks, and when nobody is there. */
export class WayHome {
  leaving = $state.raw<Leaving>({ kind: 'staying' });
  readonly #screen: Screen;
  readonly #page: Window;
  #goesAtMs = Infinity;

  constructor(screen: Screen, page: Window) {
    this.#screen = screen;
    this.#page = page;
  }

  /** For `onMount`: looks for signs of people until the function that it returns is called. */
  watch(): () => void {
    const timer = setInterval(() => this.#look(), lookEveryMs);
    return () => clearInterval(timer);
  }

  stay(): void {
    this.leaving = { kind: 'staying' };
  }

  /** Goes to the wall, or asks first where unsaved changes would be lost. */
  wish(): void {
    if (this.#loses) this.leaving = { kind: 'asked' };
    else void this.go();
  }

  /** Goes to the wall, even if changes are lost. Never rejects; `problem` of the screen says why it did not go. */
  async go(): Promise<void> {
    this.leaving = { kind: 'staying' };
    // The person has answered already, and the kiosk's window would show no question.
    const refused = new AbortController();
    const silence = (event: Event) => event.stopImmediatePropagation();
    this.#page.addEventListener('beforeunload', silence, { capture: true, signal: refused.signal });
    if (!(await this.#screen.act('home'))) refused.abort();
  }

  #look(): void {
    const nowMs = performance.now();
    if (this.leaving.kind !== 'idle') this.#goesAtMs = this.#screen.seenAtMs + homeAfterMs;
    const leftMs = this.#goesAtMs - nowMs;
    if (leftMs <= 0) {
      this.#screen.seenAtMs = nowMs; // Where it cannot go, it tries again after the same time.
      void this.go();
    } else if (leftMs <= warnedMs && !this.#screen.dark) {
      this.leaving = { kind: 'idle', secondsLeft: Math.ceil(leftMs / 1_000), loses: this.#loses };
    }
  }

  /** Asks the page in the way of a browser: a page with unsaved changes prevents `beforeunload`. */
  get #loses(): boolean {
    return !this.#page.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  }
}
