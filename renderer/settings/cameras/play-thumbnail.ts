import type { OneAtATime } from '../../parts/request/one-at-a-time.ts';
import { loadPicture } from '../../parts/picture/load-picture.ts';
import { pause } from '../../pause.ts';

const refreshIntervalMs = 4_000;
/** A camera that wakes up needs a moment. A camera without pictures must not delay the others for long. */
const pictureTimeoutMs = 8_000;

/**
 * Shows a picture every few seconds in `img` while it is on screen, until `signal` aborts. All thumbnails take turns, so that a
 * long list leaves the browser's few connections to the API.
 */
export function playThumbnail(
  img: HTMLImageElement,
  nextUrl: () => string,
  onShown: (visible: boolean) => void,
  turns: OneAtATime,
  signal: AbortSignal,
): void {
  let watching: AbortController | undefined;
  const stop = () => {
    watching?.abort();
    watching = undefined;
  };
  const observer = new IntersectionObserver((entries) => {
    stop();
    if (!entries.at(-1)?.isIntersecting || signal.aborted) return;
    watching = new AbortController();
    void play(img, nextUrl, onShown, turns, watching.signal);
  });
  observer.observe(img);
  signal.addEventListener(
    'abort',
    () => {
      observer.disconnect();
      stop();
      img.removeAttribute('src');
      onShown(false);
    },
    { once: true },
  );
}

async function play(
  img: HTMLImageElement,
  nextUrl: () => string,
  onShown: (visible: boolean) => void,
  turns: OneAtATime,
  signal: AbortSignal,
): Promise<void> {
  for (; !signal.aborted; await pause(refreshIntervalMs, signal)) {
    if (document.visibilityState !== 'visible') continue;
    const loaded = await turns.run(() => loadPicture(img, nextUrl, pictureTimeoutMs, signal));
    if (!signal.aborted) onShown(loaded);
  }
}
