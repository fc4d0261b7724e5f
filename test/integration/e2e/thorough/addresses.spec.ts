import { once } from 'node:events';
import { createServer, type AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { testCameras } from '../wall-page.ts';

test('no page offers a port that another program has', async ({ page }) => {
  const other = createServer().listen(0);
  await once(other, 'listening');
  const { port } = other.address() as AddressInfo;
  const [camera, free] = testCameras(2);
  if (!camera || !free) throw new Error('there are two cameras');
  await using server = await CameraServer.start([{ ...camera, port }, free], { port_mode: 'embedded' });
  const taken = page.getByRole('link', { name: `:${port}/` });
  const video = `${server.url}/cam/cam1/video`;

  await page.goto(`${server.url}/settings#cameras`);
  await expect(page.getByRole('link', { name: video })).toBeVisible();
  await expect(page.getByRole('link', { name: /^http:\/\/127\.0\.0\.1:\d+\/$/ })).toHaveCount(1);
  await expect(taken).toHaveCount(0);

  await page.goto(`${server.url}/settings#cameras/cam1`);
  await expect(page.getByRole('link', { name: video, exact: true })).toBeVisible();
  await expect(page.getByText(`Port ${port} is in use by another program.`)).toBeVisible();
  await expect(taken).toHaveCount(0);

  await page.goto(`${server.url}/api-docs`);
  await expect(page.getByText(video, { exact: true })).toBeVisible();
  await expect(page.getByText(`:${port}/`)).toHaveCount(0);

  await page.goto(`${server.url}/?camera=cam1`);
  await page.mouse.move(600, 300);
  await page.getByRole('button', { name: 'Details' }).click();
  await expect(page.getByText(video, { exact: true })).toBeVisible();
  await expect(page.getByText(`:${port}`)).toHaveCount(0);
  other.close();
});
