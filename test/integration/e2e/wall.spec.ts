import { expect, test } from '@playwright/test';
import { healthSchema } from '../../../server/contract/health.ts';
import { CameraServer } from './camera-server.ts';
import { complaintsOf, expectMovingPictures, testCameras, tile, unplugged } from './wall-page.ts';

test('every tile shows its camera moving, with name and state, and the page complains of nothing', async ({
  page,
}) => {
  await using server = await CameraServer.start(testCameras(4));
  const complaints = complaintsOf(page);
  await page.goto(server.url);
  await expect(page.getByRole('group')).toHaveCount(4);
  await expect(page).toHaveTitle('4 of 4 cameras live');
  const tiles = testCameras(4).map(({ name }) => tile(page, name));
  await expectMovingPictures(tiles);
  for (const each of tiles) await expect(each).toContainText(/Live \d+ fps/);
  expect(complaints).toEqual([]);
});

test('a camera that is not there says why and what to do, and the others go on', async ({ page }) => {
  await using server = await CameraServer.start([unplugged, ...testCameras(1)]);
  await page.goto(server.url);
  const failed = tile(page, 'Unplugged');
  await expect(failed).toContainText('Camera not found');
  await expect(failed).toContainText('Plug it in, or choose another device in the settings.');
  await expect(failed).toContainText('No picture');
  await expect(failed).toHaveAttribute('aria-label', /Camera not found.*Plug it in/);
  await expectMovingPictures([tile(page, 'Camera 1')]);
});

test('ten cameras on the page leave the API usable', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(10));
  await page.goto(server.url);
  await expectMovingPictures([tile(page, 'Camera 1'), tile(page, 'Camera 5'), tile(page, 'Camera 10')]);
  const answers = page.evaluate(async () => {
    const statuses: number[] = [];
    for (let round = 0; round < 20; round++) {
      const response = await fetch('/health', { signal: AbortSignal.timeout(20_000) });
      await response.json();
      statuses.push(response.status);
    }
    return statuses;
  });
  expect(await answers).toEqual(Array.from({ length: 20 }, () => 200));
});

test('a page in the background watches no camera', async ({ page, request }) => {
  await using server = await CameraServer.start(testCameras(2));
  await page.goto(server.url);
  await expectMovingPictures([tile(page, 'Camera 1')]);
  const viewers = async () => {
    const health = healthSchema.parse(await (await request.get(`${server.url}/health`)).json());
    return health.cameras.map(({ subscribers }) => subscribers);
  };
  expect(await viewers()).toEqual([1, 1]);
  // Headless Chromium calls every page visible, so the page is told what a browser would say.
  await page.evaluate(`
    Object.defineProperty(document, 'visibilityState', { value: 'hidden' });
    document.dispatchEvent(new Event('visibilitychange'));
  `);
  await expect.poll(viewers).toEqual([0, 0]);
});

test('the page allows scripts, styles and pictures from the server alone', async ({ page }) => {
  await using server = await CameraServer.start([]);
  const answer = await page.goto(server.url);
  const policy = answer?.headers()['content-security-policy'] ?? '';
  expect(policy).toContain("default-src 'self'");
  expect(policy).not.toMatch(/unsafe-(inline|eval)/);
  const evaluated = page.addScriptTag({ content: 'globalThis.smuggled = true' });
  await expect(evaluated).rejects.toThrow(/Content Security Policy/);
});

test('without cameras the page says what to do', async ({ page }) => {
  await using server = await CameraServer.start([]);
  await page.goto(server.url);
  await expect(page.getByRole('heading', { name: 'No cameras yet' })).toBeVisible();
  await expect(page.getByText('rpicam-kiosk doctor')).toBeVisible();
});

test('a camera name is text, whatever it holds', async ({ page }) => {
  const name = '<img src=x onerror="globalThis.smuggled = true"> & "Co"';
  await using server = await CameraServer.start([{ ...unplugged, name }]);
  await page.goto(server.url);
  await expect(page.getByText(name)).toBeVisible();
});
