import { expect, test, type Page } from '@playwright/test';
import { healthSchema, type Health } from '../../../server/contract/health.ts';
import { freePorts } from '../../fixtures/free-ports.ts';
import { CameraServer } from './camera-server.ts';
import { expectAllMoving } from './canvas-pixels.ts';
import { StallingCamera } from './stalling-camera.ts';
import { complaintsOf, expectMovingPictures, testCameras, tile } from './wall-page.ts';

async function healthOf(page: Page, url: string): Promise<Health> {
  return healthSchema.parse(await (await page.request.get(`${url}/health`)).json());
}

const viewOf = (page: Page, name: string) => tile(page, name).locator('canvas');

test('sixteen cameras on one page all move while the API answers', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(16));
  const complaints = complaintsOf(page);
  await page.goto(server.url);
  await expectAllMoving(page, 16);
  const statuses = page.evaluate(`(async () => {
    const statuses = new Set();
    for (let round = 0; round < 20; round++) {
      const response = await fetch('/health', { signal: AbortSignal.timeout(20_000) });
      await response.json();
      statuses.add(response.status);
    }
    return [...statuses];
  })()`);
  expect(await statuses).toEqual([200]);
  expect((await healthOf(page, server.url)).cameras.map(({ subscribers }) => subscribers)).toEqual(
    Array.from({ length: 16 }, () => 1),
  );
  expect(complaints).toEqual([]);
});

test('what is on the glass reaches /health', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(2));
  await page.goto(`${server.url}/?wall=kitchen`);
  await expectAllMoving(page, 2);
  await expect(async () => {
    const [wall] = (await healthOf(page, server.url)).walls;
    expect(wall).toMatchObject({ wall: 'kitchen', pages: 1, hidden_pages: 0 });
    expect(wall?.tiles.map(({ camera }) => camera)).toEqual(['cam1', 'cam2']);
    for (const { frame_age, fps } of wall?.tiles ?? []) {
      expect(frame_age).toBeLessThan(5);
      expect(fps).toBeGreaterThan(1);
    }
  }).toPass();
});

test('a camera that falls silent does not pass for live, and does again when it is back', async ({
  page,
}) => {
  await using camera = await StallingCamera.start();
  await using server = await CameraServer.start([
    { id: 'door', name: 'Door', device: camera.url },
    ...testCameras(1),
  ]);
  await page.goto(server.url);
  await expect(viewOf(page, 'Door')).toHaveAttribute('data-view', 'live');
  camera.isSilent = true;
  await expect(viewOf(page, 'Door')).toHaveAttribute('data-view', /frozen|placeholder/);
  await expect(viewOf(page, 'Camera 1')).toHaveAttribute('data-view', 'live');
  camera.isSilent = false;
  await expect(viewOf(page, 'Door')).toHaveAttribute('data-view', 'live');
  await expectAllMoving(page, 2);
});

test('a tile that is scrolled out of sight watches no camera', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(12));
  await page.setViewportSize({ width: 320, height: 200 });
  await page.goto(server.url);
  const watched = async () =>
    (await healthOf(page, server.url)).cameras.flatMap(({ id, subscribers }) =>
      subscribers > 0 ? [id] : [],
    );
  await expect.poll(watched).toContain('cam1');
  await expect.poll(watched).not.toContain('cam12');
  await tile(page, 'Camera 12').scrollIntoViewIfNeeded();
  await expect.poll(watched).toContain('cam12');
  await expect.poll(watched).not.toContain('cam1');
});

test('a page whose worker died paints again', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(2));
  await page.goto(server.url);
  await expectAllMoving(page, 2);
  const [worker] = page.workers();
  const another = page.waitForEvent('worker');
  await worker?.evaluate("setTimeout(() => { throw new Error('the worker is broken'); })");
  await another;
  await expectAllMoving(page, 2);
  expect(page.workers()).toHaveLength(1);
});

test('a browser that cannot paint in a worker shows the streams of the cameras’ own ports', async ({
  page,
}) => {
  const ports = await freePorts(7);
  const cameras = testCameras(7).map((camera, index) => ({ ...camera, port: ports[index] }));
  await using server = await CameraServer.start(cameras, { port_mode: 'embedded' });
  await page.addInitScript('delete globalThis.OffscreenCanvas');
  const complaints = complaintsOf(page);
  await page.goto(server.url);
  await expectMovingPictures(['Camera 1', 'Camera 4', 'Camera 7'].map((name) => tile(page, name)));
  const sources: unknown = await page.evaluate(
    "[...document.querySelectorAll('main img')].map(({ src }) => new URL(src).port)",
  );
  expect(sources).toEqual(ports.map(String));
  expect(complaints).toEqual([]);
});

test('such a browser shares the server’s port where cameras have none of their own', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(6));
  await page.addInitScript('delete globalThis.OffscreenCanvas');
  await page.goto(server.url);
  await expectMovingPictures(['Camera 1', 'Camera 6'].map((name) => tile(page, name)));
  await expect(page.locator('main img[src*="/video"]')).toHaveCount(3);
});
