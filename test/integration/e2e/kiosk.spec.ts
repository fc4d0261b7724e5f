import { expect, test } from '@playwright/test';
import { healthSchema } from '../../../server/contract/health.ts';
import { CameraServer } from './camera-server.ts';
import { attachBridge, bridgeCalls, tellStatus } from './kiosk-bridge.ts';
import { complaintsOf, expectMovingPictures, testCameras, tile } from './wall-page.ts';

test('a dark screen watches no camera, and the touch that wakes it presses nothing', async ({
  page,
  request,
}) => {
  await using server = await CameraServer.start(testCameras(2));
  const complaints = complaintsOf(page);
  await attachBridge(page);
  await page.goto(`${server.url}/?kiosk=1`);
  await expectMovingPictures([tile(page, 'Camera 1')]);
  const viewers = async () => {
    const health = healthSchema.parse(await (await request.get(`${server.url}/health`)).json());
    return health.cameras.map(({ subscribers }) => subscribers);
  };
  expect(await viewers()).toEqual([1, 1]);

  await tellStatus(page, { screenOn: false });
  const cover = page.getByRole('dialog', { name: 'The screen is off' });
  await expect(cover).toHaveCSS('background-color', 'rgb(0, 0, 0)');
  await expect.poll(viewers).toEqual([0, 0]);

  await page.mouse.click(300, 300);
  await expect(cover).toHaveCount(0);
  expect(await bridgeCalls(page)).toEqual([['act', 'wake']]);
  await expectMovingPictures([tile(page, 'Camera 1'), tile(page, 'Camera 2')]);
  await expect(page).toHaveURL(/kiosk=1$/);

  await page.mouse.click(300, 300);
  await expect(page).toHaveURL(/camera=cam1/);
  expect(complaints).toEqual([]);
});
