import { devices, expect, test, type Page } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { testCameras, tile } from '../wall-page.ts';

/** More than the 36 that a page holds; slow ones: the tests are about pages. */
const manyCameras = testCameras(40).map((camera) => ({ ...camera, fps: 1 }));

let server: CameraServer;
test.beforeAll(async () => {
  server = await CameraServer.start(manyCameras);
});
test.afterAll(() => server[Symbol.asyncDispose]());

const tiles = (page: Page) => page.getByRole('listitem');
const dot = (page: Page, number: number) =>
  page.getByRole('navigation', { name: 'Pages of the wall' }).getByRole('button', { name: `Page ${number}` });

async function expectPage(page: Page, number: number): Promise<void> {
  await expect(tiles(page)).toHaveCount(number === 1 ? 36 : 4);
  await expect(dot(page, number)).toHaveAttribute('aria-current', 'page');
}

test('36 cameras fill a page, and the others are on the next', async ({ page }) => {
  await page.setViewportSize({ width: 1_920, height: 1_080 });
  await page.goto(server.url);
  await expectPage(page, 1);
  const { width, height } = (await tile(page, 'Camera 36').boundingBox()) ?? { width: 0, height: 0 };
  expect(width).toBeGreaterThan(290);
  expect(width / height).toBeCloseTo(16 / 9, 1);
  await dot(page, 2).click();
  await expectPage(page, 2);
  await expect(tile(page, 'Camera 40')).toBeVisible();
});

test('pages turn by keys, by the wheel, and where the focus leaves a row', async ({ page }) => {
  await page.setViewportSize({ width: 1_920, height: 1_080 });
  await page.goto(server.url);
  await expectPage(page, 1);
  await page.keyboard.press('PageDown');
  await expectPage(page, 2);
  await page.keyboard.press('PageUp');
  await expectPage(page, 1);
  await page.mouse.move(900, 500);
  await page.mouse.wheel(0, 120);
  await expectPage(page, 2);
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('button', { name: 'Show Camera 37 large' })).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await expectPage(page, 1);
  await expect(page.getByRole('button', { name: 'Show Camera 36 large' })).toBeFocused();
});

test('after a camera of another page was large, its page is shown', async ({ page }) => {
  await page.goto(server.url);
  await expectPage(page, 1);
  await page.keyboard.press('1');
  await page.keyboard.press('ArrowLeft');
  await expect(page.getByRole('region', { name: 'Camera 40, large' })).toBeVisible();
  await page.keyboard.press('Escape');
  await expectPage(page, 2);
});

test('a kiosk shows which page it is, and never scrolls', async ({ page }) => {
  await page.setViewportSize({ width: 800, height: 480 });
  await page.goto(`${server.url}/?kiosk=1`);
  await expect(page.getByRole('img', { name: 'Page 1 of 2' })).toBeVisible();
  await expect(tiles(page)).toHaveCount(36);
  for (const each of await tiles(page).all()) await expect(each).toBeInViewport({ ratio: 0.99 });
  await page.keyboard.press('PageDown');
  await expect(page.getByRole('img', { name: 'Page 2 of 2' })).toBeVisible();
});

test('a phone scrolls down, never sideways, and a swipe turns the page', async ({ browser }) => {
  const { viewport, hasTouch, isMobile, deviceScaleFactor } = devices['Pixel 7'];
  const context = await browser.newContext({ viewport, hasTouch, isMobile, deviceScaleFactor });
  const page = await context.newPage();
  await page.goto(server.url);
  await expectPage(page, 1);
  expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(412);
  const last = tile(page, 'Camera 36');
  await expect(last).not.toBeInViewport();
  await last.scrollIntoViewIfNeeded();
  await expect(last).toBeInViewport({ ratio: 0.99 });
  await swipe(page, { fromX: 350, toX: 80, y: 400 });
  await expectPage(page, 2);
  await swipe(page, { fromX: 80, toX: 350, y: 400 });
  await expectPage(page, 1);
  await expect(page.getByRole('region')).toHaveCount(0);
  await context.close();
});

/** As a finger does it: through the browser's own touch handling. */
async function swipe(
  page: Page,
  { fromX, toX, y }: { fromX: number; toX: number; y: number },
): Promise<void> {
  const browser = await page.context().newCDPSession(page);
  const touch = (type: 'touchStart' | 'touchMove' | 'touchEnd', touchPoints: { x: number; y: number }[]) =>
    browser.send('Input.dispatchTouchEvent', { type, touchPoints });
  await touch('touchStart', [{ x: fromX, y }]);
  for (let step = 1; step <= 5; step++) {
    await touch('touchMove', [{ x: fromX + ((toX - fromX) * step) / 5, y: y + step }]);
  }
  await touch('touchEnd', []);
}

test('every target on the bar is large enough for a finger', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 568 });
  await page.goto(server.url);
  await expectPage(page, 1);
  const box = await dot(page, 2).boundingBox();
  expect(Math.min(box?.width ?? 0, box?.height ?? 0)).toBeGreaterThanOrEqual(44);
});
