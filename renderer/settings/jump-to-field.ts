/** A section is loaded when it is opened; on a slow network that takes a moment. */
const sectionLimitMs = 5_000;

/** Shows and focuses the field with this name, or the closest field around it, as soon as it is on the page. */
export function jumpToField(field: string, signal: AbortSignal): void {
  const limit = AbortSignal.any([signal, AbortSignal.timeout(sectionLimitMs)]);
  const look = () => {
    const place = findField(field);
    if (place) {
      observer.disconnect();
      show(place);
    }
  };
  const observer = new MutationObserver(look);
  observer.observe(document.body, { childList: true, subtree: true });
  limit.addEventListener('abort', () => observer.disconnect(), { once: true });
  look();
}

/** Whether this very field is on the page. */
export function hasField(field: string): boolean {
  return fieldNamed(field) !== null;
}

function findField(field: string): HTMLElement | undefined {
  const parts = field.split('.');
  // "cameras.1" alone is the row of the list, not a field of the form that is about to be opened.
  const shortest = parts[0] === 'cameras' ? 3 : 1;
  for (let length = parts.length; length >= Math.min(shortest, parts.length); length--) {
    const found = fieldNamed(parts.slice(0, length).join('.'));
    if (found) return found;
  }
  return undefined;
}

function fieldNamed(name: string): HTMLElement | null {
  return document.querySelector<HTMLElement>(`[data-field="${CSS.escape(name)}"]`);
}

function show(place: HTMLElement): void {
  const control = place.querySelector<HTMLElement>('input, select, textarea, button');
  place.scrollIntoView({ block: 'center' });
  (control ?? place).focus({ preventScroll: true });
}
