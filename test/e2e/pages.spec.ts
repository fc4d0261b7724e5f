import { expect, test } from '@playwright/test';
import { configSchema } from '../../server/contract/config.ts';
import { CameraServer } from './camera-server.ts';
import { complaintsOf, testCameras } from './wall-page.ts';

const editor = { name: 'Configuration' } as const;

test('the settings page saves what was edited, and the server uses it', async ({ page, request }) => {
  await using server = await CameraServer.start(testCameras(2));
  const complaints = complaintsOf(page);
  await page.goto(`${server.url}/settings`);
  const text = page.getByRole('textbox', editor);
  await expect(text).toHaveValue(/"Camera 2"/);
  await expect(page.getByRole('button', { name: 'Save changes' })).toBeDisabled();
  await text.fill((await text.inputValue()).replace('"Camera 2"', '"Küche"'));
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('status')).toContainText('Saved');
  const config = configSchema.parse(await (await request.get(`${server.url}/api/cameras`)).json());
  expect(config.cameras.map(({ name }) => name)).toEqual(['Camera 1', 'Küche']);
  expect(complaints).toEqual([]);
});

test('the settings page shows what the server objects to and keeps what was typed', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  await page.goto(`${server.url}/settings`);
  const text = page.getByRole('textbox', editor);
  await expect(text).toHaveValue(/cam1/);
  const typed = (await text.inputValue()).replace('"fps": 10', '"fps": -3');
  await text.fill(typed);
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('status')).toContainText("Camera 'cam1' fps must be positive when provided.");
  await expect(text).toHaveValue(typed);
  await text.fill('{');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('status')).toContainText('This is not JSON');
});

test('two people who edit at once do not overwrite each other', async ({ page, request }) => {
  await using server = await CameraServer.start(testCameras(1));
  await page.goto(`${server.url}/settings`);
  const text = page.getByRole('textbox', editor);
  await expect(text).toHaveValue(/cam1/);
  await request.patch(`${server.url}/api/cameras/cam1`, { data: { name: 'Changed by another' } });
  await text.fill((await text.inputValue()).replace('"Camera 1"', '"Mine"'));
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByRole('status')).toContainText(/changed/i);
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(text).toHaveValue(/Changed by another/);
});

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
