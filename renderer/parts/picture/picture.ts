import { pause } from '../../pause.ts';
import type { OneAtATime } from '../request/one-at-a-time.ts';
import { FreezeWatch } from './freeze-watch.ts';
import { loadPicture } from './load-picture.ts';

const lookIntervalMs = 2_000;
const snapshotIntervalMs = 500;
const snapshotTimeoutMs = 5_000;
const maxRetryDelayMs = 8_000;
/** Large enough to show any change, and small enough that a Pi can read it back every two seconds. */
const sampleWidthPx = 64;
const sampleHeightPx = 36;

/** The two things that a tile and its picture tell each other. */
export interface PictureReport {
  /** Whether the server has fresh frames of this camera. */
  flowing(): boolean;
  /** Called when the picture appears or disappears. */
  shown(visible: boolean): void;
}

/** Shows a stream in `img` until `signal` aborts. Opens the stream again when it failed, ended or froze. */
export async function playVideo(
  img: HTMLImageElement,
  nextUrl: () => string,
  report: PictureReport,
  signal: AbortSignal,
): Promise<void> {
  const watch = new FreezeWatch(performance.now());
  const sample = pixelSampler();
  let failures = 0;
  closeWith(signal, img);
  while (!signal.aborted) {
    const stream = new AbortController();
    const lifetime = AbortSignal.any([signal, stream.signal]);
    const onLoad = () => {
      failures = 0;
      report.shown(true);
    };
    img.addEventListener('load', onLoad, { signal: lifetime });
    img.addEventListener('error', () => stream.abort(), { signal: lifetime });
    img.src = nextUrl();
    while (!lifetime.aborted) {
      await pause(lookIntervalMs, lifetime);
      const broken = img.complete && img.naturalWidth === 0;
      if (broken || watch.observe(sample(img), report.flowing(), performance.now())) stream.abort();
    }
    if (signal.aborted || img.naturalWidth > 0) continue;
    report.shown(false);
    await pause(Math.min(1_000 * 2 ** failures++, maxRetryDelayMs), signal);
  }
}

/** Shows snapshots in `img` until `signal` aborts: about two per second, and never out of turn. */
export async function playSnapshots(
  img: HTMLImageElement,
  nextUrl: () => string,
  report: PictureReport,
  signal: AbortSignal,
  turns: OneAtATime,
): Promise<void> {
  closeWith(signal, img);
  while (!signal.aborted) {
    const loaded = await turns.run(() => loadPicture(img, nextUrl, snapshotTimeoutMs, signal));
    if (!signal.aborted) report.shown(loaded);
    await pause(loaded ? snapshotIntervalMs : lookIntervalMs, signal);
  }
}

/** Takes the source away, so that the image holds no connection. An image that is only removed may hold it for long. */
function closeWith(signal: AbortSignal, img: HTMLImageElement): void {
  // This happens in the event itself and not after an await, because the image may get its next source right away.
  signal.addEventListener('abort', () => img.removeAttribute('src'), { once: true });
}

/** Returns a function that hashes the picture of an image. It gives undefined where it can read no picture. */
function pixelSampler(): (img: HTMLImageElement) => number | undefined {
  const canvas = document.createElement('canvas');
  canvas.width = sampleWidthPx;
  canvas.height = sampleHeightPx;
  const context = canvas.getContext('2d', { willReadFrequently: true });
  return (img) => {
    if (!context || !img.complete || img.naturalWidth === 0) return undefined;
    context.drawImage(img, 0, 0, sampleWidthPx, sampleHeightPx);
    try {
      const { data: bytes } = context.getImageData(0, 0, sampleWidthPx, sampleHeightPx);
      return bytes.reduce((hash, byte) => (Math.imul(hash, 31) + byte) | 0, 0);
    } catch {
      return undefined; // A camera's own port is another origin. FreezeWatch opens such a stream again now and then.
    }
  };
}
