import { expect, test } from '@playwright/test';
import { CameraServer } from './camera-server.ts';
import { testCameras } from './wall-page.ts';

for (const path of ['settings', 'status', 'api-docs'] as const) {
  test(`/${path} is usable on a phone and on the Pi's own display`, async ({ page }) => {
    await using server = await CameraServer.start(testCameras(3));
    for (const [width, height] of [
      [1_920, 1_080],
      [800, 480],
      [390, 844],
    ] as const) {
      await page.setViewportSize({ width, height });
      await page.goto(`${server.url}/${path}`);
      await expect(page.getByRole('heading', { level: 1 })).toBeVisible();
      await expect(page.getByText('Loading…')).toHaveCount(0);
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      await page.screenshot({ path: `test/integration/e2e/output/${path}-${width}x${height}.png` });
    }
  });
}

test('the status page says in plain words that the server is away, and follows it when it is back', async ({
  page,
}) => {
  await using server = await CameraServer.start(testCameras(1));
  await page.goto(`${server.url}/status`);
  await expect(page.getByRole('article', { name: 'Camera 1' })).toBeVisible();
  await server.kill();
  await expect(page.getByRole('alert')).toHaveText(
    'Server not reachable. Retrying… The page shows the last answer until then.',
  );
  await expect(page.getByRole('article', { name: 'Camera 1' })).toBeVisible();
  await server.start();
  await expect(page.getByRole('alert')).toHaveCount(0);
});
