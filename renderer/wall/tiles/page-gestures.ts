/** A shorter way is a tap that slipped. */
const minSwipePx = 48;
/** A notch of a wheel is at least this much. */
const minWheelPx = 40;
/** A touchpad sends events for up to this long after one push. */
const wheelRestMs = 500;

/** Turns pages by a swipe to the side and by the wheel. Where the element can scroll, the wheel only scrolls. */
export function pageGestures(turn: (by: 1 | -1) => void): (element: HTMLElement) => () => void {
  return (element) => {
    const lifetime = new AbortController();
    const { signal } = lifetime;
    let start: { pointerId: number; xPx: number; yPx: number } | undefined;
    let wheelPx = 0;
    let wheelAtMs = -Infinity;
    let turnedAtMs = -Infinity;

    const begin = (event: PointerEvent) => {
      const swipes = event.isPrimary && event.pointerType !== 'mouse';
      start = swipes ? { pointerId: event.pointerId, xPx: event.clientX, yPx: event.clientY } : undefined;
    };
    const end = (event: PointerEvent) => {
      if (start?.pointerId !== event.pointerId) return;
      const rightPx = event.clientX - start.xPx;
      const downPx = event.clientY - start.yPx;
      start = undefined;
      if (Math.abs(rightPx) >= minSwipePx && Math.abs(rightPx) > 2 * Math.abs(downPx)) {
        turn(rightPx < 0 ? 1 : -1);
      }
    };
    const wheel = (event: WheelEvent) => {
      // The wheel with Ctrl zooms the page.
      if (event.ctrlKey || element.scrollHeight > element.clientHeight) return;
      if (event.timeStamp - turnedAtMs < wheelRestMs) return;
      if (event.timeStamp - wheelAtMs > wheelRestMs) wheelPx = 0;
      wheelAtMs = event.timeStamp;
      wheelPx += Math.abs(event.deltaX) > Math.abs(event.deltaY) ? event.deltaX : event.deltaY;
      if (Math.abs(wheelPx) < (event.deltaMode === WheelEvent.DOM_DELTA_PIXEL ? minWheelPx : 1)) return;
      turnedAtMs = event.timeStamp;
      turn(wheelPx > 0 ? 1 : -1);
      wheelPx = 0;
    };
    element.addEventListener('pointerdown', begin, { signal });
    element.addEventListener('pointerup', end, { signal });
    element.addEventListener('pointercancel', () => (start = undefined), { signal });
    element.addEventListener('wheel', wheel, { signal, passive: true });
    return () => lifetime.abort();
  };
}
