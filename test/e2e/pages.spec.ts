import { expect, test } from '@playwright/test';
import { CameraServer } from './camera-server.ts';
import { complaintsOf, testCameras } from './wall-page.ts';

test('the API page shows every operation with a line to try it', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  const complaints = complaintsOf(page);
  await page.goto(`${server.url}/api-docs`);
  const snapshot = page.getByRole('group').filter({ hasText: '/cam/{id}/snapshot' });
  await snapshot.locator('summary').click();
  await expect(snapshot).toContainText(`curl '${server.url}/cam/{id}/snapshot'`);
  await expect(snapshot).toContainText('width');
  expect(complaints).toEqual([]);
});

for (const path of ['settings', 'api-docs'] as const) {
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
      await page.screenshot({ path: `test/e2e/output/${path}-${width}x${height}.png` });
    }
  });
}
