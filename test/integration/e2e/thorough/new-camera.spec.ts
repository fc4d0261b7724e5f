import { expect, test } from '@playwright/test';
import { FakeCameras, fakecamMissing } from '../../../fixtures/fakecam.ts';
import { CameraServer } from '../camera-server.ts';
import { expectMovingPictures, tile } from '../wall-page.ts';

test.skip(Boolean(fakecamMissing), fakecamMissing);

test('a camera that is plugged in later is offered on the wall, and added or ignored there', async ({
  page,
}) => {
  using devices = new FakeCameras();
  devices.up(0, '--pattern', '--mjpeg', '640x480@30', '--card', 'Front Door');
  await using server = await CameraServer.start(
    [{ id: 'cam1', name: 'Front Door', device: 0, port: null }],
    {},
    devices,
  );
  await page.goto(server.url);
  await expectMovingPictures([tile(page, 'Front Door')]);
  await expect(page.getByText('New camera')).toHaveCount(0);

  devices.up(2, '--pattern', '--mjpeg', '640x480@30', '--card', 'Back Yard');
  await expect(page.getByText('New camera: Back Yard')).toBeVisible();
  await page.getByRole('button', { name: 'Add it (Back Yard)' }).click();
  await expectMovingPictures([tile(page, 'Back Yard')]);
  await expect(page.getByText('New camera')).toHaveCount(0);

  devices.up(4, '--pattern', '--mjpeg', '640x480@30', '--card', 'Infrared');
  await page.getByRole('button', { name: 'Ignore Infrared' }).click();
  await expect(page.getByText('New camera')).toHaveCount(0);
  const listed = page.waitForResponse(/\/api\/devices/);
  await page.reload();
  await (await listed).finished();
  await expectMovingPictures([tile(page, 'Back Yard')]);
  await expect(page.getByText('New camera')).toHaveCount(0);

  devices.fault(0, 'unplugged');
  await expect(tile(page, 'Front Door')).toContainText('Camera not found');
});
