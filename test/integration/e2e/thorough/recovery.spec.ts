import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { claimFolder, recordFile } from '../../../unit/server/recording/playback/recorded-files.ts';
import { CameraServer } from '../camera-server.ts';
import { picture } from '../recordings-page.ts';
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

test('unsaved settings outlive a restart of the server, and are saved then', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(2));
  await page.goto(`${server.url}/settings#cameras/cam1`);
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('Porch');
  await server.kill();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('The server does not answer.').first()).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Porch');
  await server.start();
  await expect(page.getByRole('img', { name: /^Live view of/ })).toBeVisible();
  await expect(page.getByRole('textbox', { name: 'Name', exact: true })).toHaveValue('Porch');
  await page
    .getByRole('button', { name: /^(Save changes|Try again|Save again)/ })
    .first()
    .click();
  await expect(page.getByText('Saved.')).toBeVisible();
  const { cameras } = (await (await page.request.get(`${server.url}/health`)).json()) as {
    cameras: { name: string }[];
  };
  expect(cameras.map(({ name }) => name)).toEqual(['Porch', 'Camera 2']);
});

test('a page of recordings shows by itself what was found while the server was away', async ({ page }) => {
  let recordings = '';
  await using server = await CameraServer.start(testCameras(1), {}, undefined, (dataFolder) => {
    recordings = join(dataFolder, 'recordings');
    claimFolder(recordings);
    return Promise.resolve();
  });
  await page.goto(`${server.url}/recordings`);
  await expect(page.getByText('No camera is recorded')).toBeVisible();
  await server.kill();
  await expect(connectionBanner(page)).toContainText('No connection to the camera server');
  const size = { width: 320, height: 180 };
  await recordFile(recordings, { camera: 'cam1', startMs: Date.now() - 60_000, first: 0, count: 50, size });
  await server.start();
  await expect(picture(page, 'Camera 1')).toBeVisible();
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
