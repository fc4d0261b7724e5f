import { gzipSync } from 'node:zlib';
import { expect, test } from '@playwright/test';
import { CameraServer } from './camera-server.ts';
import { testCameras } from './wall-page.ts';

const maxKilobytes = 150;

test('a wall loads less than 150 kB of page, compressed, and nothing from elsewhere', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  const loaded: { url: string; kilobytes: number }[] = [];
  page.on('response', async (response) => {
    const type = response.request().resourceType();
    if (!['document', 'script', 'stylesheet', 'font', 'other'].includes(type)) return;
    loaded.push({ url: response.url(), kilobytes: gzipSync(await response.body()).length / 1_000 });
  });
  await page.goto(server.url);
  await expect(page.locator('canvas[data-view="live"]')).toHaveCount(1);
  expect(loaded.filter(({ url }) => !url.startsWith(server.url))).toEqual([]);
  // The worker's script is among them: it is what paints.
  expect(loaded.some(({ url }) => url.includes('live-worker'))).toBe(true);
  expect(loaded.reduce((sum, { kilobytes }) => sum + kilobytes, 0)).toBeLessThan(maxKilobytes);
});
