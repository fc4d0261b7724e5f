import { expect, test } from '@playwright/test';
import { CameraServer } from './camera-server.ts';
import { complaintsOf, expectMovingPictures, testCameras, tile } from './wall-page.ts';

const auth = { enabled: true, protect_streams: true, username: 'jürgen', password: 'p€ss:wort' };

test('a protected wall asks for a login, and shows its pictures after it', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(2), { auth });
  const complaints = complaintsOf(page);
  const asked: string[] = [];
  page.on('request', (request) => asked.push(new URL(request.url()).pathname));
  await page.goto(server.url);
  await expect(tile(page, 'Camera 1').getByText('Log in to see the picture')).toBeVisible();
  // A picture that is refused would bring up the browser's own dialog.
  expect(asked.filter((path) => path.startsWith('/cam/'))).toEqual([]);
  expect(complaints).toEqual([]);

  await page.getByRole('link', { name: 'Log in' }).click();
  await page.getByLabel('User name').fill(auth.username);
  await page.getByLabel('Password').fill(auth.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expectMovingPictures([tile(page, 'Camera 1'), tile(page, 'Camera 2')]);
  await expect(page.getByText('These cameras are protected')).toHaveCount(0);
});
