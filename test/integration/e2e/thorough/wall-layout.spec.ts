import { expect, test, type Page } from '@playwright/test';
import type { CameraConfig } from '../../../../server/contract/config/camera.ts';
import { CameraServer } from '../camera-server.ts';
import { testCameras, tile } from '../wall-page.ts';

/** One lies on its side, one stands upright because its configuration turns it. */
const mixedCameras: CameraConfig[] = testCameras(4).map((camera, index) =>
  index === 3 ? { ...camera, rotate: 90 } : camera,
);

async function aspectOf(page: Page, name: string): Promise<number> {
  const { width, height } = (await tile(page, name).boundingBox()) ?? { width: 0, height: 1 };
  return width / height;
}

for (const [what, width, height] of [
  ['a monitor', 1_920, 1_080],
  ['a monitor on its side', 1_080, 1_920],
  ['a small phone', 320, 568],
] as const) {
  test(`packed, each tile has the shape of its picture on ${what}, also of a camera that is turned`, async ({
    page,
    request,
  }) => {
    await using server = await CameraServer.start(mixedCameras);
    await request.patch(`${server.url}/api/walls/wall`, { data: { layout: { kind: 'packed' } } });
    await page.setViewportSize({ width, height });
    await page.goto(server.url);
    await expect.poll(() => aspectOf(page, 'Camera 4')).toBeCloseTo(9 / 16, 1);
    for (const name of ['Camera 1', 'Camera 2', 'Camera 3']) {
      await expect.poll(() => aspectOf(page, name)).toBeCloseTo(16 / 9, 1);
    }
    for (const each of await page.getByRole('listitem').all())
      await expect(each).toBeInViewport({ ratio: 0.99 });
    await page.screenshot({ path: `test/integration/e2e/output/wall-mixed-${width}x${height}.png` });
  });
}

for (const [width, height] of [
  [800, 480],
  [390, 844],
] as const) {
  test(`one camera on its side puts no other out of line on ${width} x ${height}`, async ({ page }) => {
    await using server = await CameraServer.start(
      testCameras(16).map((camera, index) => (index === 6 ? { ...camera, rotate: 90 } : camera)),
    );
    await page.setViewportSize({ width, height });
    await page.goto(server.url);
    // Its picture has told its shape.
    await expect(page.locator('canvas[data-view="live"]')).toHaveCount(16);
    const boxes = async () =>
      (await Promise.all((await page.getByRole('listitem').all()).map((each) => each.boundingBox()))).map(
        (box) => box ?? { x: 0, y: 0, width: 0, height: 0 },
      );
    await expect(async () => {
      const places = await boxes();
      const columns = new Set(places.map(({ x }) => x)).size;
      const rows = new Set(places.map(({ y }) => y)).size;
      expect(columns * rows - places.length).toBeLessThan(columns);
      expect(new Set(places.map(({ width, height }) => `${width}x${height}`)).size).toBe(1);
    }).toPass();
    await page.screenshot({ path: `test/integration/e2e/output/wall-even-${width}x${height}.png` });
  });
}

test('tiles glide to their places, and jump for people who want no motion', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(2));
  await page.goto(server.url);
  const place = page.getByRole('listitem').first();
  await expect(place).toHaveCSS('transition-duration', '0.22s');
  await page.emulateMedia({ reducedMotion: 'reduce' });
  await expect(place).toHaveCSS('transition-duration', '0.001s');
});
