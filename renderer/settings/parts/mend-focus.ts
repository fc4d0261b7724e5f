import { focusable, isLost } from '../../parts/remember-focus.ts';

/** A row of a list: what is removed as a whole, or whose buttons change. */
const rows = 'li, tr, article, fieldset';
const reachedByTab = `${focusable}:not([tabindex="-1"], [aria-hidden="true"])`;
/** A key that is held down must not remove one thing after the other. */
const removes = /^(Yes, |Delete|Remove|Revoke)/;

interface Place {
  control: Element;
  row: Element | null;
  /** The number of the control in its row. */
  inRow: number;
  list: Element | null;
  /** The number of the row in its list. */
  inList: number;
}

/**
 * An attachment: when the control that has the focus leaves the page, its neighbour gets the focus. Otherwise the focus would go to
 * the page as a whole, and the keyboard and screen readers would begin at its top again.
 */
export function mendFocus(area: HTMLElement): () => void {
  let place: Place | undefined;

  const note = ({ target }: FocusEvent) => {
    if (target instanceof Element) place = placeOf(target, area);
  };
  const mend = () => {
    if (!place || place.control.isConnected || !isLost()) return;
    const next = neighbour(place, area);
    if (!next) return;
    // A heading gets no focus by the Tab key, but a screen reader begins there.
    if (!next.matches(reachedByTab)) next.tabIndex = -1;
    next.focus();
  };
  // Whoever clicks elsewhere has left the control by himself.
  const leave = ({ target }: PointerEvent) => {
    if (target instanceof Element && !place?.control.contains(target)) place = undefined;
  };

  const changes = new MutationObserver(mend);
  changes.observe(area, { childList: true, subtree: true });
  area.addEventListener('focusin', note);
  document.addEventListener('pointerdown', leave);
  return () => {
    changes.disconnect();
    area.removeEventListener('focusin', note);
    document.removeEventListener('pointerdown', leave);
  };
}

function placeOf(control: Element, area: Element): Place {
  const found = control.closest(rows);
  const row = found && area.contains(found) ? found : null;
  const list = row?.parentElement ?? null;
  return {
    ...{ control, row, list },
    inRow: row ? controlsOf(row).indexOf(control as HTMLElement) : 0,
    inList: row && list ? [...list.children].indexOf(row) : 0,
  };
}

function neighbour({ row, inRow, list, inList }: Place, area: HTMLElement): HTMLElement | undefined {
  if (row?.isConnected) {
    const controls = controlsOf(row).filter(isHarmless);
    const found = controls.find((control) => controlsOf(row).indexOf(control) >= inRow) ?? controls.at(-1);
    if (found) return found;
  }
  if (list?.isConnected) {
    const beside = list.children[Math.min(inList, list.children.length - 1)];
    const found = beside && controlsOf(beside).find(isHarmless);
    if (found) return found;
  }
  for (let around = list; around && area.contains(around); around = around.parentElement) {
    const found = around.isConnected ? around.querySelector<HTMLElement>('h2, h3, h4, legend') : null;
    if (found) return found;
  }
  return area.querySelector<HTMLElement>('h2, h3') ?? (area.hasAttribute('tabindex') ? area : undefined);
}

function controlsOf(row: Element): HTMLElement[] {
  return [...row.querySelectorAll<HTMLElement>(reachedByTab)];
}

function isHarmless(control: HTMLElement): boolean {
  return !removes.test(control.getAttribute('aria-label') ?? control.textContent.trim());
}
