import { expect, test, type Page } from '@playwright/test';
import { CameraServer } from './camera-server.ts';
import { testCameras, tile } from './wall-page.ts';

const flashOf = (page: Page, name: string) =>
  tile(page, name).getByRole('status', { name: 'This is the camera' });

/** A stream of events that says this and ends; the page asks for it again and again. */
async function sayEvents(
  page: Page,
  ...events: ({ type: string } & Record<string, unknown>)[]
): Promise<void> {
  const body = events.map((event) => `event: ${event.type}\ndata: ${JSON.stringify(event)}\n\n`).join('');
  await page.route('**/api/events', (route) =>
    route.fulfill({ contentType: 'text/event-stream', body: `retry: 60000\n\n${body}` }),
  );
}

test('the tile of a camera that is to be identified flashes for its time, and no other does', async ({
  page,
}) => {
  await using server = await CameraServer.start(testCameras(2));
  await sayEvents(page, { type: 'unheard-of' }, { type: 'identify', id: 'cam2', forMs: 3_000 });
  await page.goto(server.url);
  const flash = flashOf(page, 'Camera 2');
  await expect(flash).toBeVisible();
  await expect(flashOf(page, 'Camera 1')).toHaveCount(0);
  await expect(flash).not.toHaveCSS('animation-name', 'none');
  await expect(flash).toHaveCount(0);
});

test('it stands still for people who want no motion', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await using server = await CameraServer.start(testCameras(1));
  await sayEvents(page, { type: 'identify', id: 'cam1', forMs: 60_000 });
  await page.goto(server.url);
  const flash = flashOf(page, 'Camera 1');
  await expect(flash).toBeVisible();
  await expect(flash).toHaveCSS('animation-name', 'none');
  await page.screenshot({ path: test.info().outputPath('identify.png') });
});

test('a page in the background listens to nothing, and does again when it is seen', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  let asked = 0;
  // Never answered: what is still open when the page is hidden fails.
  await page.route('**/api/events', (route) => {
    asked++;
    return asked === 1
      ? route.fulfill({ contentType: 'text/event-stream', body: 'retry: 1\n\n' })
      : undefined;
  });
  const ended = page.waitForEvent('requestfailed', (request) => request.url().endsWith('/api/events'));
  await page.goto(server.url);
  await expect.poll(() => asked).toBe(2);
  await setVisibility(page, 'hidden');
  await ended;
  await setVisibility(page, 'visible');
  await expect.poll(() => asked).toBe(3);
});

/** Headless Chromium calls every page visible, so the page is told what a browser would say. */
async function setVisibility(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate(`
    Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  `);
}
