import { expect, test, type Page } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { expectMovingPictures, testCameras, tile } from '../wall-page.ts';
import { Wire } from '../wire.ts';

test('a wall whose server was killed says so, and shows moving pictures again when it is back', async ({
  page,
}) => {
  await using server = await CameraServer.start(testCameras(6));
  const tiles = testCameras(6).map(({ name }) => tile(page, name));
  await page.goto(server.url);
  await expectMovingPictures(tiles);

  await server.kill();
  const banner = connectionBanner(page);
  await expect(banner).toContainText('No connection to the camera server');
  await expect(page.getByText('Live')).toHaveCount(0);

  await server.start();
  await expect(banner).toBeEmpty();
  await expectMovingPictures(tiles);
});

test('a wall that was opened while the server was away begins by itself', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  let away = true;
  await page.route('**/health', (route) => (away ? route.abort('connectionrefused') : route.continue()));
  await page.goto(server.url);
  await expect(connectionBanner(page)).toContainText('No connection to the camera server');
  away = false;
  await expectMovingPictures([tile(page, 'Camera 1')]);
});

for (const [what, fail] of [
  ['fall silent', (wire: Wire) => wire.silence()],
  ['are closed', (wire: Wire) => wire.close()],
] as const) {
  test(`connections of walls that ${what} on the network are opened again while the server is well`, async ({
    page,
  }) => {
    await using server = await CameraServer.start(testCameras(2));
    await using wire = await Wire.to(server.url);
    const tiles = testCameras(2).map(({ name }) => tile(page, name));
    await page.goto(wire.url);
    await expectMovingPictures(tiles);
    expect(fail(wire)).toBe(1);
    await expectMovingPictures(tiles);
    await expect(connectionBanner(page)).toBeEmpty();
  });
}

/** The first of the page's alerts; another is for messages from afar. */
const connectionBanner = (page: Page) => page.getByRole('alert').first();
