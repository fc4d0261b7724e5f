import { expect, test, type Page, type Request } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { testCameras, tile } from '../wall-page.ts';

const flashOf = (page: Page, name: string) =>
  tile(page, name).getByRole('status', { name: 'This is the camera' });

/** Asks the server to show which camera this is, as soon as the page listens. */
async function identify(page: Page, server: CameraServer, id: string, forSeconds: number): Promise<void> {
  const listening = page.waitForResponse((response) => isEvents(response.request()));
  await page.goto(server.url);
  await listening;
  await page.request.post(`${server.url}/api/cameras/${id}/identify`, { data: { for_seconds: forSeconds } });
}

const isEvents = (request: Request) =>
  request.resourceType() === 'eventsource' && request.url().endsWith('/api/events');

test('the tile of a camera that is to be identified flashes for its time, and no other does', async ({
  page,
}) => {
  await using server = await CameraServer.start(testCameras(2));
  await identify(page, server, 'cam2', 3);
  const flash = flashOf(page, 'Camera 2');
  await expect(flash).toBeVisible();
  await expect(flashOf(page, 'Camera 1')).toHaveCount(0);
  await expect(flash).not.toHaveCSS('animation-name', 'none');
  await expect(flash).toHaveCount(0);
});

test('it stands still for people who want no motion', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await using server = await CameraServer.start(testCameras(1));
  await identify(page, server, 'cam1', 60);
  const flash = flashOf(page, 'Camera 1');
  await expect(flash).toBeVisible();
  await expect(flash).toHaveCSS('animation-name', 'none');
  await page.screenshot({ path: test.info().outputPath('identify.png') });
});

test('a page in the background listens to nothing, and does again when it is seen', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  const listening = page.waitForResponse((response) => isEvents(response.request()));
  await page.goto(server.url);
  await listening;
  const ended = page.waitForEvent('requestfailed', isEvents);
  await setVisibility(page, 'hidden');
  await ended;
  const again = page.waitForResponse((response) => isEvents(response.request()));
  await setVisibility(page, 'visible');
  await again;
});

/** Headless Chromium calls every page visible, so the page is told what a browser would say. */
async function setVisibility(page: Page, state: 'hidden' | 'visible'): Promise<void> {
  await page.evaluate(`
    Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  `);
}
