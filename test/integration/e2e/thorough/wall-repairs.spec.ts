import { expect, test } from '@playwright/test';
import { healthSchema } from '../../../../server/contract/health.ts';
import { CameraServer } from '../camera-server.ts';
import { expectAllMoving } from '../canvas-pixels.ts';
import { FrameSieve } from '../frame-sieve.ts';
import { testCameras } from '../wall-page.ts';

test('frames that never arrive make a wall help itself: the tile, then the connection, then the page; and each is reported', async ({
  page,
}) => {
  await using server = await CameraServer.start(testCameras(2));
  await using sieve = await FrameSieve.before(server.url);
  await page.goto(sieve.url);
  await expectAllMoving(page, 2);
  sieve.lets = () => sieve.pageCount > 1;
  await expect.poll(() => sieve.connectionCount).toBe(2);
  await expect.poll(() => sieve.pageCount).toBe(2);
  await expectAllMoving(page, 2);
  const repairs = async () =>
    healthSchema.parse(await (await page.request.get(`${server.url}/health`)).json()).walls[0]?.repairs;
  await expect.poll(repairs).toMatchObject({ page: 1 });
  // Both tiles stood still.
  expect(await repairs()).toEqual({ tile: 2, socket: expect.any(Number), page: 1 });
});
