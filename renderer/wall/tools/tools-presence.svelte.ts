import { actionIn } from '../../parts/key-table.ts';
import { toolsKeys } from './tools-keys.ts';

/** The tools disappear this long after the last sign of a person. */
export const toolsStayMs = 3_000;
/** On a kiosk a person calls the tools by pressing a corner for this long. */
export const longPressMs = 2_000;
/** A corner is a square of this size, which a thumb finds without looking. */
const cornerPx = 96;
/** A finger that lies still moves by up to this much. */
const stillPx = 24;

/** Whether the wall's tools are visible: they appear when a person is there, and disappear by themselves. */
export class ToolsPresence {
  shown = $state(false);
  readonly #kiosk: boolean;
  #hideTimer: ReturnType<typeof setTimeout> | undefined;
  #held = false;

  /** @param kiosk the tools appear only when a person calls them, by key F2 or a long press in a corner */
  constructor(kiosk: boolean) {
    this.#kiosk = kiosk;
  }

  /** Looks for signs of people on `page` until `signal` aborts. */
  follow(page: Window, signal: AbortSignal): void {
    const options = { signal, passive: true };
    page.addEventListener('keydown', (event) => this.#keyPressed(event), { signal });
    for (const type of ['pointermove', 'pointerdown', 'wheel'] as const) {
      page.addEventListener(type, () => (!this.#kiosk || this.shown) && this.show(), options);
    }
    if (this.#kiosk) callByLongPress(page, () => this.show(), signal);
    signal.addEventListener('abort', () => clearTimeout(this.#hideTimer), { once: true });
  }

  show(): void {
    this.shown = true;
    clearTimeout(this.#hideTimer);
    this.#hideTimer = setTimeout(() => {
      this.shown = this.#held;
    }, toolsStayMs);
  }

  /** Keeps the tools while the pointer or the keyboard focus is on them. */
  hold(held: boolean): void {
    this.#held = held;
    if (held || this.shown) this.show();
  }

  #keyPressed(event: KeyboardEvent): void {
    const action = actionIn(toolsKeys, event.key);
    if (action === 'toggle') {
      event.preventDefault();
      if (this.shown) this.shown = false;
      else this.show();
    } else if (action === 'show' && !this.#kiosk) this.show();
  }
}

/** Calls `called` when a finger or mouse has rested in a corner. The release is then no click. */
function callByLongPress(page: Window, called: () => void, signal: AbortSignal): void {
  let press: { timer: ReturnType<typeof setTimeout>; x: number; y: number } | undefined;
  let swallowClick = false;
  const end = () => {
    clearTimeout(press?.timer);
    press = undefined;
  };
  page.addEventListener(
    'pointerdown',
    ({ clientX: x, clientY: y }) => {
      end();
      swallowClick = false;
      if (!inCorner(page, x, y)) return;
      const timer = setTimeout(() => {
        swallowClick = true;
        called();
      }, longPressMs);
      press = { timer, x, y };
    },
    { signal, passive: true, capture: true },
  );
  const moved = ({ clientX, clientY }: PointerEvent) => {
    if (press && Math.hypot(clientX - press.x, clientY - press.y) > stillPx) end();
  };
  page.addEventListener('pointermove', moved, { signal, passive: true });
  for (const type of ['pointerup', 'pointercancel'] as const) page.addEventListener(type, end, { signal });
  page.addEventListener(
    'click',
    (event) => {
      if (swallowClick) event.stopPropagation();
      swallowClick = false;
    },
    { signal, capture: true },
  );
  // On touch screens a long press opens a menu, and that would cancel the pointer.
  const noMenu = (event: MouseEvent) =>
    inCorner(page, event.clientX, event.clientY) && event.preventDefault();
  page.addEventListener('contextmenu', noMenu, { signal });
  signal.addEventListener('abort', end, { once: true });
}

function inCorner({ innerWidth, innerHeight }: Window, x: number, y: number): boolean {
  const atSide = x < cornerPx || x > innerWidth - cornerPx;
  return atSide && (y < cornerPx || y > innerHeight - cornerPx);
}
