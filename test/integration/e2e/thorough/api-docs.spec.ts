import { expect, test, type Page } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { complaintsOf, testCameras } from '../wall-page.ts';

/** An operation of the page, open. */
async function opened(page: Page, id: string) {
  const operation = page.locator(`[id="${id}"]`);
  if ((await operation.getAttribute('open')) === null) await operation.locator('summary').click();
  return operation;
}

test('every operation has its fields, answers and a line with real ids', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(2));
  const complaints = complaintsOf(page);
  await page.goto(`${server.url}/api-docs`);
  await page.getByLabel('Camera in the examples').selectOption('Camera 2');
  await expect(page.getByText(`${server.url}/cam/cam2/video`, { exact: true })).toBeVisible();
  await expect(page.getByText(`<img src="${server.url}/cam/cam2/video" alt="Camera 2">`)).toBeVisible();

  const snapshot = await opened(page, 'getCamIdSnapshot');
  await expect(snapshot).toContainText(`curl -o 'cam2.jpg' '${server.url}/cam/cam2/snapshot'`);
  await expect(snapshot.getByRole('row', { name: /^width/ })).toContainText('integer, 16 to 4096');
  const links = await opened(page, 'postApiCamerasIdLinks');
  await expect(links).toContainText(`'${server.url}/api/cameras/cam2/links'`);
  await expect(links).toContainText('"expires_in": 86400');
  await expect(links.getByRole('row', { name: /^expires_in required/ })).toContainText('60 to 31536000');
  const live = await opened(page, 'getApiLive');
  await expect(live).toContainText(`new WebSocket("${server.url.replace('http', 'ws')}/api/live")`);
  await expect(live.getByRole('button', { name: /^Try it/ })).toHaveCount(0);
  expect(complaints).toEqual([]);
});

test('a GET is tried: JSON, a picture, and a stream that is stopped', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  await page.goto(`${server.url}/api-docs`);
  const health = await opened(page, 'getHealth');
  await health.getByRole('button', { name: /^Try it/ }).click();
  await expect(health.getByText(/^200 after/)).toContainText(/^200 after \d+ ms/);
  await expect(health.getByRole('textbox', { name: /^Answer of/ })).toHaveValue(/\n {2}"ok": true,/);

  const snapshot = await opened(page, 'getCamIdSnapshot');
  await snapshot.getByLabel('width (optional)').fill('160');
  await snapshot.getByRole('button', { name: /^Try it/ }).click();
  const picture = snapshot.getByRole('img', { name: /^Answer of/ });
  await expect
    .poll(() => picture.evaluate((image: { naturalWidth: number }) => image.naturalWidth))
    .toBe(160);
  await snapshot.getByLabel('width (optional)').fill('9');
  await snapshot.getByRole('button', { name: /^Try it/ }).click();
  await expect(snapshot.getByText(/^422 after/)).toBeVisible();

  const video = await opened(page, 'getCamIdVideo');
  await video.getByRole('button', { name: /^Try it/ }).click();
  const stream = video.getByRole('img', { name: /^Live answer/ });
  await expect.poll(() => stream.evaluate((image: { naturalWidth: number }) => image.naturalWidth)).toBe(320);
  await expect.poll(() => viewers(server)).toBe(1);
  await video.getByRole('button', { name: /^Stop/ }).click();
  await expect(stream).toHaveCount(0);
  await expect.poll(() => viewers(server)).toBe(0);
});

test('events are followed until they are stopped, and stay to be read', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  await page.goto(`${server.url}/api-docs#getApiEvents`);
  const events = page.locator('#getApiEvents');
  await events.getByRole('button', { name: /^Try it/ }).click();
  const answer = events.getByRole('textbox', { name: /^Answer of/ });
  await expect(answer).toHaveValue(/event: hello/);
  await events.getByRole('button', { name: /^Stop/ }).click();
  await expect(events.getByRole('button', { name: /^Stop/ })).toHaveCount(0);
  await expect(answer).toHaveValue(/event: hello/);
});

test('a link leads to its operation, and a search finds by path, word and field', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  await page.goto(`${server.url}/api-docs#getApiBackup`);
  const backup = page.locator('#getApiBackup');
  await expect(backup).toHaveAttribute('open', '');
  await expect(backup.locator('summary')).toBeInViewport();

  await page.getByLabel('Search').fill('expires_in links');
  await expect(page.getByText('One operation found.')).toBeVisible();
  await expect(page.locator('details summary')).toContainText(['/api/cameras/{id}/links']);
  await page.getByLabel('Search').fill('zebra');
  await expect(page.getByText('No operation has all these words.')).toBeVisible();
});

test('lines for a protected server name the user', async ({ page }) => {
  const auth = { enabled: true, protect_streams: true, username: 'me', password: 'open sesame' };
  await using server = await CameraServer.start(testCameras(1), { auth });
  await page.goto(`${server.url}/api-docs`);
  await page.getByLabel('User name').fill('me');
  await page.getByLabel('Password').fill('open sesame');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(await opened(page, 'getApiSettings')).toContainText(
    `curl -u 'me' '${server.url}/api/settings'`,
  );
  await expect(await opened(page, 'getApiSession')).toContainText(`curl '${server.url}/api/session'`);
});

async function viewers(server: CameraServer): Promise<number> {
  const health = (await (await fetch(`${server.url}/health`)).json()) as {
    cameras: { subscribers: number }[];
  };
  return health.cameras[0]?.subscribers ?? NaN;
}
