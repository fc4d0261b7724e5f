import type { PixelSize } from './picture-placement.ts';

/** While a person resizes the window, the tiles follow only after a rest of this length. */
const settleMs = 150;

export const noSize: PixelSize = { widthPx: 0, heightPx: 0 };

/** Calls `onSize` with an element's size in device pixels, at once and after each change, until `signal` aborts. */
export function watchPixelSize(
  element: Element,
  onSize: (size: PixelSize) => void,
  signal: AbortSignal,
): void {
  let told = noSize;
  let timer: ReturnType<typeof setTimeout> | undefined;
  const observer = new ResizeObserver((entries) => {
    const entry = entries.at(-1);
    if (!entry) return;
    const size = pixelSize(entry);
    clearTimeout(timer);
    if (size.widthPx === told.widthPx && size.heightPx === told.heightPx) return;
    const tell = () => onSize((told = size));
    if (told === noSize) tell();
    else timer = setTimeout(tell, settleMs);
  });
  observe(observer, element);
  signal.addEventListener(
    'abort',
    () => {
      observer.disconnect();
      clearTimeout(timer);
    },
    { once: true },
  );
}

/** With device pixels the browser also reports when the page is zoomed or moved to another screen. */
function observe(observer: ResizeObserver, element: Element): void {
  try {
    observer.observe(element, { box: 'device-pixel-content-box' });
  } catch {
    observer.observe(element); // Safari does not know this box.
  }
}

function pixelSize({ devicePixelContentBoxSize: [exact] = [], contentRect }: ResizeObserverEntry): PixelSize {
  if (exact) return { widthPx: exact.inlineSize, heightPx: exact.blockSize };
  return {
    widthPx: Math.round(contentRect.width * devicePixelRatio),
    heightPx: Math.round(contentRect.height * devicePixelRatio),
  };
}
