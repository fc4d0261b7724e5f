import { expect, test } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { testCameras } from '../wall-page.ts';

const show = (source: string) => `{
  const video = document.createElement('video');
  video.muted = true;
  video.autoplay = true;
  video.src = ${JSON.stringify(source)};
  document.body.replaceChildren(video);
}`;
const picture = `(() => {
  const video = document.querySelector('video');
  const canvas = document.createElement('canvas');
  canvas.width = video.videoWidth;
  canvas.height = video.videoHeight;
  canvas.getContext('2d').drawImage(video, 0, 0);
  return canvas.toDataURL();
})()`;

test('a browser plays the camera as H.264: the time goes on and the picture changes', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  await page.goto(`${server.url}/api-docs`);
  await page.evaluate(show(`${server.url}/cam/cam1/video.mp4`));
  const time = () => page.evaluate<number>("document.querySelector('video').currentTime");
  await expect.poll(time).toBeGreaterThan(0.5);
  const size = await page.evaluate(
    "(({ videoWidth, videoHeight }) => [videoWidth, videoHeight])(document.querySelector('video'))",
  );
  expect(size).toEqual([320, 180]);
  const [timeBefore, pictureBefore] = [await time(), await page.evaluate(picture)];
  await expect.poll(time).toBeGreaterThan(timeBefore + 1);
  await expect.poll(async () => (await page.evaluate(picture)) === pictureBefore).toBe(false);
});
