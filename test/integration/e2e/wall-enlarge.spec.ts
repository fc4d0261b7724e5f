import { expect, test, type Page } from '@playwright/test';
import { CameraServer } from './camera-server.ts';
import { expectMovingPictures, testCameras, tile } from './wall-page.ts';

const large = (page: Page, name: string) => page.getByRole('region', { name: `${name}, large` });

test('a tap shows a camera large in its own size, another goes back, and the wall goes on moving', async ({
  page,
}) => {
  await using server = await CameraServer.start(testCameras(4));
  await page.goto(server.url);
  await tile(page, 'Camera 3').click();
  await expect(large(page, 'Camera 3')).toBeVisible();
  await expect(page).toHaveURL(/\?camera=cam3$/);
  // Behind it nothing is painted, nor asked for.
  await expect(tile(page, 'Camera 1')).toHaveCount(0);
  await expectMovingPictures([tile(page, 'Camera 3')]);
  const box = await tile(page, 'Camera 3').boundingBox();
  expect(box).toEqual({ x: 0, y: 0, width: 1_280, height: 720 });
  await page.mouse.click(700, 500);
  await expect(large(page, 'Camera 3')).toHaveCount(0);
  await expectMovingPictures(testCameras(4).map(({ name }) => tile(page, name)));
});

test("the browser's Back closes a camera, whatever was looked at, and Forward opens it again", async ({
  page,
}) => {
  await using server = await CameraServer.start(testCameras(3));
  await page.goto(`${server.url}/?wall=hall`);
  await tile(page, 'Camera 1').click();
  await page.getByRole('button', { name: 'Next', exact: true }).click();
  await expect(large(page, 'Camera 2')).toBeVisible();
  await expect(page).toHaveURL(/\?wall=hall&camera=cam2$/);
  await page.goBack();
  await expect(tile(page, 'Camera 3')).toBeVisible();
  await expect(page).toHaveURL(/\?wall=hall$/);
  await page.goForward();
  await expect(large(page, 'Camera 2')).toBeVisible();
  await page.reload();
  await expect(large(page, 'Camera 2')).toBeVisible();
  // The tools are there when somebody is.
  await page.mouse.move(400, 300);
  await page.getByRole('button', { name: 'All cameras' }).click();
  await expect(tile(page, 'Camera 3')).toBeVisible();
  await expect(page).toHaveURL(/\?wall=hall$/);
});

test('?camera= opens a camera at once, and Escape shows the wall', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(2));
  await page.goto(`${server.url}/?camera=cam2`);
  await expect(large(page, 'Camera 2')).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(tile(page, 'Camera 1')).toBeVisible();
  await expect(page).toHaveURL(`${server.url}/`);
});

test('a camera that is deleted while it is large gives way to the wall', async ({ page, request }) => {
  await using server = await CameraServer.start(testCameras(2));
  await page.goto(`${server.url}/?camera=cam2`);
  await expect(large(page, 'Camera 2')).toBeVisible();
  await request.delete(`${server.url}/api/cameras/cam2`);
  await expect(large(page, 'Camera 2')).toHaveCount(0);
  await expect(tile(page, 'Camera 1')).toBeVisible();
  await expect(page).toHaveURL(`${server.url}/`);
});

test('a kiosk has no buttons over the picture, and a tap goes back there, too', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(2));
  await page.goto(`${server.url}/?kiosk=1&camera=cam1`);
  await expect(large(page, 'Camera 1')).toBeVisible();
  await expect(page.getByRole('button')).toHaveCount(0);
  await page.mouse.click(600, 300);
  await expect(tile(page, 'Camera 2')).toBeVisible();
});
