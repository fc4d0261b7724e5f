import { tick } from 'svelte';

/** Matches what can have the focus, by a pointer or a program at least. */
export const focusable =
  ':is(a[href], button, input, select, textarea, summary, [tabindex]):not(:disabled, [inert] *, [hidden] *)';

/**
 * Remembers what has the focus now. The function that comes back gives the focus back, if it was lost meanwhile: to the
 * same element, or, if that is gone or hidden, to the first element beside it that can have the focus.
 */
export function rememberFocus(): () => void {
  // Where nothing had the focus, nothing gets it.
  const trail = isLost() ? [] : lineOf(document.activeElement);
  return () => {
    for (const element of isLost() ? trail : []) {
      if (!element.isConnected) continue;
      for (const candidate of [element, ...element.querySelectorAll(focusable)]) {
        // The browser leaves the focus where it is when the element is not to see.
        if (candidate instanceof HTMLElement && candidate.matches(focusable)) candidate.focus();
        if (!isLost()) return;
      }
    }
  };
}

/** Does something that may disable or remove what has the focus, and gives the focus back as `rememberFocus` does. */
export async function keepFocus<T>(work: () => T | Promise<T>): Promise<T> {
  const giveFocusBack = rememberFocus();
  try {
    return await work();
  } finally {
    await tick();
    giveFocusBack();
  }
}

/** An element and all elements around it, the nearest first. A dialog is the last: who opened it gives its focus back. */
function lineOf(element: Element | null): Element[] {
  const line: Element[] = [];
  for (let at = element; at && at !== document.documentElement; at = at.parentElement) {
    line.push(at);
    if (at.localName === 'dialog') break;
  }
  return line;
}

/** The browser puts the focus on the body when the element with the focus goes away. */
export function isLost(): boolean {
  return document.activeElement === null || document.activeElement === document.body;
}
