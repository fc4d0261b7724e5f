import type { BrowserWindow } from 'electron';
import type { Clock } from '../../server/runtime/clock.ts';

/** How long a page may not answer, by either way of asking, until it counts as hung. */
export const hangLimits = { beatMs: 10_000, missedBeats: 2, unresponsiveMs: 10_000 };
/** A server that is busy starting gets time; a page that crashed is loaded at once. */
const loadAgainDelayMs = 1_000;
/** Chromium's net::ERR_ABORTED: another page was asked for meanwhile. */
const aborted = -3;

export interface PageFailure {
  why: string;
  /** How long to wait before the page is loaded again. */
  delayMs: number;
}

/** Tells of each time that the page of `window` crashes, hangs or cannot be loaded, until `signal` aborts. */
export function watchPage(
  window: BrowserWindow,
  onFailure: (failure: PageFailure) => void,
  clock: Clock,
  signal: AbortSignal,
): void {
  const contents = window.webContents;
  let endedFor: string | undefined;
  const endHung = (why: string) => {
    endedFor = why;
    // A hung page would go on using its core. The failure is reported when its process is gone.
    contents.forcefullyCrashRenderer();
  };
  contents.on('render-process-gone', (_event, { reason, exitCode }) => {
    if (signal.aborted || reason === 'clean-exit') return;
    const why = endedFor ?? `the page's process ended: ${reason}, exit code ${exitCode}`;
    endedFor = undefined;
    onFailure({ why, delayMs: 0 });
  });
  contents.on('did-fail-load', (_event, code, description, _url, isMainFrame) => {
    if (signal.aborted || !isMainFrame || code === aborted) return;
    onFailure({ why: `the page cannot be loaded: ${description || code}`, delayMs: loadAgainDelayMs });
  });
  let answered = new AbortController();
  window.on('unresponsive', () => {
    answered = new AbortController();
    const waiting = AbortSignal.any([answered.signal, signal]);
    void clock.sleep(hangLimits.unresponsiveMs, waiting).then(() => {
      if (!waiting.aborted) endHung('the page does not take input any more');
    });
  });
  window.on('responsive', () => answered.abort());
  void listenForBeats(window, endHung, clock, signal);
}

/**
 * Electron notices "unresponsive" only when a person touches the screen. So the page is asked regularly whether it
 * still answers.
 */
async function listenForBeats(
  { webContents }: BrowserWindow,
  onHung: (why: string) => void,
  clock: Clock,
  signal: AbortSignal,
): Promise<void> {
  let missed = 0;
  for (;;) {
    await clock.sleep(hangLimits.beatMs, signal);
    if (signal.aborted) return;
    // A page that crashed is being repaired already.
    if (webContents.isCrashed()) continue;
    const beat = webContents.executeJavaScript('0').then(
      () => true,
      () => true, // the page was being replaced by another one
    );
    const inTime = await Promise.race([beat, clock.sleep(hangLimits.beatMs, signal).then(() => false)]);
    missed = inTime ? 0 : missed + 1;
    if (missed < hangLimits.missedBeats) continue;
    missed = 0;
    onHung('the page does not answer any more');
  }
}
