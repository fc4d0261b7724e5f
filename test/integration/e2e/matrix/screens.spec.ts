import { expect, test, type Page } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { testCameras, tile, unplugged } from '../wall-page.ts';

let server: CameraServer;
test.beforeAll(async () => {
  server = await CameraServer.start([...testCameras(5), unplugged]);
});
test.afterAll(() => server[Symbol.asyncDispose]());

for (const [what, width, height] of [
  ['a full-HD monitor', 1_920, 1_080],
  ['a 4K monitor', 3_840, 2_160],
  ["the Pi's own 7-inch display", 800, 480],
  ['a phone', 390, 844],
] as const) {
  test(`the wall fills ${what} and does not scroll`, async ({ page }) => {
    await page.setViewportSize({ width, height });
    await page.goto(server.url);
    await expect(page.getByRole('group')).toHaveCount(6);
    // The tiles move to their places once the shapes of the pictures are known.
    await expect(async () => {
      const boxes = await tileBoxes(page);
      expect(Math.min(...boxes.map(({ x }) => x))).toBeGreaterThanOrEqual(0);
      expect(Math.min(...boxes.map(({ y }) => y))).toBeGreaterThanOrEqual(0);
      const right = Math.max(...boxes.map((box) => box.x + box.width));
      const bottom = Math.max(...boxes.map((box) => box.y + box.height));
      expect(right).toBeLessThanOrEqual(width - 4);
      expect(bottom).toBeLessThanOrEqual(height - 4);
      // The pictures keep their shape: one way the wall is full, rounding may take a pixel of each.
      expect(Math.min(width - 4 - right, height - 4 - bottom)).toBeLessThanOrEqual(6);
    }).toPass();
    await page.screenshot({ path: `test/integration/e2e/output/wall-${width}x${height}.png` });
  });
}

test('a very small window scrolls downwards, never sideways', async ({ page }) => {
  await page.setViewportSize({ width: 320, height: 200 });
  await page.goto(server.url);
  await expect(page.getByRole('group')).toHaveCount(6);
  for (const box of await tileBoxes(page)) expect(box.x + box.width).toBeLessThanOrEqual(320);
  const last = tile(page, 'Unplugged');
  await expect(last).not.toBeInViewport({ ratio: 0.9 });
  await last.scrollIntoViewIfNeeded();
  await expect(last).toBeInViewport({ ratio: 0.9 });
});

test('the keyboard walks from camera to camera', async ({ page }) => {
  await page.goto(server.url);
  await expect(page.getByRole('group')).toHaveCount(6);
  await page.keyboard.press('Tab');
  await expect(tile(page, 'Camera 1').getByRole('button')).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(tile(page, 'Camera 2').getByRole('button')).toBeFocused();
});

test('a wall is dark, light where the browser asks for it, and dark again as a kiosk', async ({ page }) => {
  const dark = 'rgb(11, 13, 16)';
  const expectBackground = async (colorScheme: 'dark' | 'light', path: string, background: string) => {
    await page.emulateMedia({ colorScheme });
    await page.goto(server.url + path);
    await expect(page.locator(':root')).toHaveCSS('background-color', background);
  };
  await expectBackground('dark', '/', dark);
  await expectBackground('light', '/', 'rgb(233, 236, 239)');
  await expectBackground('light', '/?kiosk=1', dark);
});

test('a kiosk hides the pointer until it moves', async ({ page }) => {
  await page.goto(`${server.url}/?kiosk=1`);
  const first = tile(page, 'Camera 1').getByRole('button');
  await expect(first).toHaveCSS('cursor', 'none');
  await page.mouse.move(200, 200);
  await expect(first).not.toHaveCSS('cursor', 'none');
  await expect(first).toHaveCSS('cursor', 'none');
});

async function tileBoxes(page: Page): Promise<{ x: number; y: number; width: number; height: number }[]> {
  const boxes = await Promise.all((await page.getByRole('group').all()).map((each) => each.boundingBox()));
  return boxes.flatMap((box) => box ?? []);
}
