import { expect, test, type Page } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { complaintsOf, expectMovingPictures, testCameras, tile } from '../wall-page.ts';

/** Keeps every lock that the page gets from its browser. */
const keepLocks = `(() => {
  globalThis.locks = [];
  const request = WakeLock.prototype.request;
  WakeLock.prototype.request = async function (kind) {
    const lock = await request.call(this, kind);
    globalThis.locks.push(lock);
    return lock;
  };
})()`;

/** Of each lock so far, whether it holds the screen awake. */
const held = (page: Page) => () => page.evaluate('globalThis.locks.map(({ released }) => !released)');

/** Headless Chromium calls every page visible, so the page is told what a browser would say. */
const show = (page: Page, state: 'visible' | 'hidden') =>
  page.evaluate(`
    Object.defineProperty(document, 'visibilityState', { value: '${state}', configurable: true });
    document.dispatchEvent(new Event('visibilitychange'));
  `);

test('a wall keeps the screen awake while it is visible, and only then', async ({ page, context }) => {
  // Chromium grants it unasked; its headless shell does not.
  await context.grantPermissions(['screen-wake-lock']);
  await using server = await CameraServer.start(testCameras(2));
  await page.addInitScript(keepLocks);
  await page.goto(server.url);
  expect(await page.evaluate('isSecureContext')).toBe(true);
  await expect.poll(held(page)).toEqual([true]);
  await show(page, 'hidden');
  await expect.poll(held(page)).toEqual([false]);
  await show(page, 'visible');
  await expect.poll(held(page)).toEqual([false, true]);
  // One lock for the wall, however its cameras are shown.
  await tile(page, 'Camera 1').click();
  await expect(page.getByRole('region', { name: 'Camera 1, large' })).toBeVisible();
  expect(await held(page)()).toEqual([false, true]);

  await page.goto(`${server.url}/settings`);
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
  expect(await held(page)()).toEqual([]);
});

test('a wall works where the browser refuses or has no such lock, and the console says why', async ({
  page,
}) => {
  await using server = await CameraServer.start(testCameras(1));
  const complaints = complaintsOf(page);
  const said: string[] = [];
  page.on('console', (message) => said.push(message.text()));
  await page.addInitScript(`
    WakeLock.prototype.request = () => Promise.reject(new DOMException('the battery is low', 'NotAllowedError'));
  `);
  await page.goto(server.url);
  await expectMovingPictures([tile(page, 'Camera 1')]);
  expect(said).toEqual([expect.stringContaining('the battery is low')]);

  await page.addInitScript('delete Navigator.prototype.wakeLock');
  await page.reload();
  await expectMovingPictures([tile(page, 'Camera 1')]);
  expect(said).toHaveLength(1);
  expect(complaints).toEqual([]);
});
