import type { Page } from 'playwright';
import { until } from '../../fixtures/until.ts';

/** Milliseconds from the start of the navigation to the first picture of a camera on the page. */
export async function firstPictureMs(page: Page, url: string): Promise<number> {
  await page.addInitScript(watchForPicture);
  await page.goto(url, { waitUntil: 'commit' });
  // Not waitForFunction: it evaluates strings in the page, which our Content-Security-Policy forbids.
  return until('the page shows a picture', () =>
    page.evaluate<number | undefined>('globalThis.firstPictureMs'),
  );
}

/** Runs in the page: looks at every frame whether a canvas or an <img> has anything but transparent black. */
const watchForPicture = `
  const probe = new OffscreenCanvas(1, 1).getContext('2d', { willReadFrequently: true });
  const look = () => {
    for (const picture of document.querySelectorAll('canvas, img')) {
      if ((picture.naturalWidth ?? picture.width) === 0) continue;
      probe.drawImage(picture, 0, 0, 1, 1);
      let seen = true;
      try {
        seen = probe.getImageData(0, 0, 1, 1).data.some((value) => value > 0);
      } catch {
        // A picture of another origin may not be read, but it is there.
      }
      if (seen) {
        globalThis.firstPictureMs = performance.now();
        return;
      }
    }
    requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
`;
