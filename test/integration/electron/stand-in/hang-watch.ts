import type { CdpSession } from './cdp-connection.ts';

/**
 * Tells when a page has not answered for `limitMs`, and when it answers again. Electron itself notices only input that a
 * page leaves unanswered; here it is asked all the time, since input that tests make goes past the stand-in.
 */
export async function watchForHangs(
  page: CdpSession,
  limitMs: number,
  onChange: (hangs: boolean) => void,
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    let hangs = false;
    const timer = setTimeout(() => onChange((hangs = true)), limitMs);
    // A page that crashed answers only after it was loaded again: that is not a hang, and others tell it.
    await page.send('Runtime.evaluate', { expression: '0' }).catch(() => {});
    clearTimeout(timer);
    if (signal.aborted) return;
    if (hangs) onChange(false);
    await new Promise((resolve) => setTimeout(resolve, limitMs / 2).unref());
  }
}
