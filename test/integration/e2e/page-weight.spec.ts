import { globSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { gzipSync } from 'node:zlib';
import { expect, test, type Response } from '@playwright/test';
import { CameraServer } from './camera-server.ts';
import { testCameras } from './wall-page.ts';

const maxKilobytes = 150;
const maxFontKilobytes = 200;
const builtPages = join(import.meta.dirname, '../../../dist/renderer');

test('a wall loads less than 150 kB of page, compressed, and nothing from elsewhere', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  const loading: Promise<{ url: string; kilobytes: number }>[] = [];
  page.on('response', (response) => {
    const type = response.request().resourceType();
    if (['document', 'script', 'stylesheet', 'other'].includes(type)) loading.push(weigh(response));
  });
  await page.goto(server.url);
  await expect(page.locator('canvas[data-view="live"]')).toHaveCount(1);
  // What comes late counts, too.
  await page.waitForLoadState('networkidle');
  const loaded = await Promise.all(loading);
  expect(loaded.filter(({ url }) => !url.startsWith(server.url))).toEqual([]);
  // The worker's script is among them: it is what paints.
  expect(loaded.some(({ url }) => url.includes('live-worker'))).toBe(true);
  expect(loaded.reduce((sum, { kilobytes }) => sum + kilobytes, 0)).toBeLessThan(maxKilobytes);
});

async function weigh(response: Response): Promise<{ url: string; kilobytes: number }> {
  return { url: response.url(), kilobytes: gzipSync(await response.body()).length / 1_000 };
}

test('the typeface takes less than 200 kB, of which a page loads only the letters that it shows', async ({
  page,
}) => {
  const files = globSync('assets/*.woff2', { cwd: builtPages });
  const bytes = files.reduce((sum, file) => sum + statSync(join(builtPages, file)).size, 0);
  expect(files.length).toBeGreaterThan(0);
  expect(bytes / 1_000).toBeLessThan(maxFontKilobytes);

  await using server = await CameraServer.start([
    { id: 'one', name: 'Door', device: 'test' },
    { id: 'two', name: 'Θύρα Дверь', device: 'test' },
  ]);
  const loaded = new Set<string>();
  page.on('response', (response) => {
    if (response.request().resourceType() === 'font') loaded.add(response.url());
  });
  const parts = () =>
    [...loaded].map((url) => /-(latin|latin-ext|greek|cyrillic)-wght/.exec(url)?.[1] ?? url).sort();
  await page.goto(`${server.url}/?camera=one`);
  await page.waitForFunction('document.fonts.status === "loaded" && document.fonts.size > 0');
  await expect.poll(parts).toEqual(['latin']);
  await page.goto(`${server.url}/status`);
  await expect.poll(parts).toEqual(['cyrillic', 'greek', 'latin']);
});

test('a wall shows its pictures while the typeface has not come', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  // The answer never comes.
  await page.route('**/*.woff2', () => new Promise(() => {}));
  await page.goto(server.url, { waitUntil: 'commit' });
  await expect(page.locator('canvas[data-view="live"]')).toHaveCount(1);
  await expect(page.getByText('Camera 1').first()).toBeVisible();
});
