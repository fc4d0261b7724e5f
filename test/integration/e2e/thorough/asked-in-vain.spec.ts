import { expect, test } from '@playwright/test';
import { wallSettingsSchema, wallsPath } from '../../../../server/contract/wall.ts';
import { CameraServer } from '../camera-server.ts';
import { testCameras, tile } from '../wall-page.ts';

let server: CameraServer;
test.beforeAll(async () => {
  server = await CameraServer.start(testCameras(2));
});
test.afterAll(() => server[Symbol.asyncDispose]());

interface NamedWalls {
  walls: { name: string; saved: boolean; settings: unknown }[];
}

test('a wall has the name in its address, whatever language it is in, and only this wall is saved', async ({
  page,
}) => {
  await page.goto(`${server.url}/?wall=Büro Süd`);
  await expect(tile(page, 'Camera 1')).toBeVisible();
  await page.mouse.move(600, 300);
  await expect(page.getByText('Wall “Büro Süd”')).toBeVisible();
  await page.getByRole('button', { name: 'Layout' }).click();
  await page.getByRole('radio', { name: 'Columns' }).check();
  await page.getByRole('button', { name: 'Save' }).click();
  await expect(page.getByRole('dialog')).toHaveCount(0);
  const { walls } = (await (await page.request.get(server.url + wallsPath)).json()) as NamedWalls;
  const saved = walls.filter((wall) => wall.saved);
  expect(saved.map(({ name }) => name)).toEqual(['Büro Süd']);
  expect(wallSettingsSchema.parse(saved[0]?.settings).layout.kind).toBe('columns');
});

test('a name that no wall can have is refused, and no wall is opened in its place', async ({ page }) => {
  const sockets: string[] = [];
  page.on('websocket', (socket) => sockets.push(socket.url()));
  await page.goto(`${server.url}/?wall=a/b&group=`);
  await expect(page.getByRole('heading', { name: 'No wall can be named “a/b”' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Layout' })).toHaveCount(0);
  expect(sockets).toEqual([]);
  await page.getByRole('link', { name: 'Open the usual wall' }).click();
  await expect(tile(page, 'Camera 2')).toBeVisible();
  expect(new URL(page.url()).search).toBe('?group=');
});

test('a camera or group that is not there is said to be missing, with a way back', async ({ page }) => {
  await page.goto(`${server.url}/?camera=nope`);
  await expect(page.getByRole('heading', { name: 'There is no camera “nope”' })).toBeVisible();
  await expect(tile(page, 'Camera 1')).toHaveCount(0);
  await page.keyboard.press('Escape');
  await expect(tile(page, 'Camera 1')).toBeVisible();
  expect(new URL(page.url()).search).toBe('');

  await page.goto(`${server.url}/?group=nope`);
  await expect(page.getByRole('heading', { name: 'No camera is in the group “nope”' })).toBeVisible();
  await expect(tile(page, 'Camera 1')).toHaveCount(0);
  await page.getByRole('button', { name: 'Show all cameras' }).click();
  await expect(tile(page, 'Camera 1')).toBeVisible();

  await page.goto(`${server.url}/recordings?camera=nope`);
  await expect(page.getByRole('heading', { name: 'There is no camera “nope”' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Show the recordings of all cameras' })).toBeVisible();
});
