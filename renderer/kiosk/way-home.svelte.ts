import type { OwnScreen } from './own-screen.svelte.ts';

/** A page that is not the wall is left so long after the last sign of a person. */
export const homeAfterMs = 180_000;
/** So long before that it says so. */
export const warnedMs = 30_000;
const lookEveryMs = 250;

export type Leaving =
  | { kind: 'staying' }
  /** Nobody seems to be there. */
  | { kind: 'idle'; secondsLeft: number; loses: boolean }
  /** A person wants to go, and what was edited would be lost. */
  | { kind: 'asked' };

type Screen = Pick<OwnScreen, 'dark' | 'seenAtMs' | 'act'>;

/** From a page on the kiosk's own screen back to what that shows all day: when asked, and when nobody is there. */
export class WayHome {
  leaving = $state.raw<Leaving>({ kind: 'staying' });
  readonly #screen: Screen;
  readonly #page: Window;
  #goesAtMs = Infinity;

  constructor(screen: Screen, page: Window) {
    this.#screen = screen;
    this.#page = page;
  }

  /** For `onMount`: looks after people, and gives back what ends it. */
  watch(): () => void {
    const timer = setInterval(() => this.#look(), lookEveryMs);
    return () => clearInterval(timer);
  }

  stay(): void {
    this.leaving = { kind: 'staying' };
  }

  /** Goes, unless something would be lost: then it asks. */
  wish(): void {
    if (this.#loses) this.leaving = { kind: 'asked' };
    else void this.go();
  }

  /** Goes, whatever is lost. Never rejects; `problem` of the screen says why it did not. */
  async go(): Promise<void> {
    this.leaving = { kind: 'staying' };
    // The page's own objection has been heard, and the kiosk's window would show no question.
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
      this.#screen.seenAtMs = nowMs; // where it cannot go it tries again as much later
      void this.go();
    } else if (leftMs <= warnedMs && !this.#screen.dark) {
      this.leaving = { kind: 'idle', secondsLeft: Math.ceil(leftMs / 1_000), loses: this.#loses };
    }
  }

  /** Asks the page as a browser would. */
  get #loses(): boolean {
    return !this.#page.dispatchEvent(new Event('beforeunload', { cancelable: true }));
  }
}
