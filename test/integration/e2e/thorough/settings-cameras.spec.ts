import { expect, test, type Locator, type Page } from '@playwright/test';
import { configSchema } from '../../../../server/contract/config/config.ts';
import { healthSchema } from '../../../../server/contract/health.ts';
import { CameraServer } from '../camera-server.ts';
import { expectToFit } from '../looks.ts';
import { expectMovingPictures, testCameras, tile } from '../wall-page.ts';

const rows = (page: Page) =>
  page.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^Delete/ }) });
const changes = (page: Page) => page.getByRole('region', { name: 'Changes' });
const saveButton = (page: Page) => page.getByRole('button', { name: 'Save changes' });

async function openList(page: Page, server: CameraServer): Promise<Locator> {
  await page.goto(`${server.url}/settings#cameras`);
  await expect(rows(page).first()).toBeVisible();
  return rows(page);
}

async function savedConfig(server: CameraServer) {
  return configSchema.parse(await (await fetch(`${server.url}/api/cameras`)).json());
}

const savedIds = async (server: CameraServer) => (await savedConfig(server)).cameras.map(({ id }) => id);

const shownNames = (page: Page) => page.locator('ol .row .name').allTextContents();

test('cameras are reordered with the keyboard, with buttons and by dragging', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(3));
  await openList(page, server);
  const handle = page.getByRole('button', { name: /^Place of Camera 1/ });
  await handle.focus();
  await page.keyboard.press('ArrowDown');
  await expect.poll(() => shownNames(page)).toEqual(['Camera 2', 'Camera 1', 'Camera 3']);
  await expect(handle).toBeFocused();
  await page.getByRole('button', { name: 'Move Camera 3 up' }).click();
  await expect.poll(() => shownNames(page)).toEqual(['Camera 2', 'Camera 3', 'Camera 1']);

  const first = rows(page).first();
  const byNumber = ['Camera 1', 'Camera 2', 'Camera 3'];
  await dragTo(page, page.getByRole('button', { name: /^Place of Camera 1/ }), first, byNumber);
  await expect.poll(() => shownNames(page)).toEqual(byNumber);
  await expect(changes(page)).not.toContainText('Not saved yet');
  const thirdFirst = ['Camera 3', 'Camera 1', 'Camera 2'];
  await dragTo(page, page.getByRole('button', { name: /^Place of Camera 3/ }), first, thirdFirst);
  await expect.poll(() => shownNames(page)).toEqual(thirdFirst);
  await expect(changes(page)).toContainText('order of cameras');
  await page.keyboard.press('Control+s');
  await expect(changes(page)).toContainText('Saved.');
  expect(await savedIds(server)).toEqual(['cam3', 'cam1', 'cam2']);
});

test('a camera is duplicated, deleted, and brought back', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(2));
  await openList(page, server);
  await page.getByRole('button', { name: 'Duplicate Camera 1' }).click();
  await expect.poll(() => shownNames(page)).toHaveLength(3);
  await page.getByRole('button', { name: 'Delete Camera 2', exact: true }).click();
  await expect(changes(page)).toContainText('1 camera added, 1 camera removed');
  await page.getByRole('button', { name: 'Undo' }).click();
  await expect(changes(page)).toContainText('1 camera added');
  await expect(changes(page)).not.toContainText('removed');
  await saveButton(page).click();
  await expect(changes(page)).toContainText('Saved.');
  expect((await savedIds(server)).toSorted()).toEqual(['cam1', 'cam1-2', 'cam2']);
  await page.getByRole('button', { name: 'Delete Camera 1', exact: true }).click();
  await saveButton(page).click();
  await expect(changes(page)).toContainText('Saved.');
  await expect(page.getByRole('button', { name: 'Undo' })).toHaveCount(0);
});

test('who leaves with unsaved changes is asked, and may stay, save or leave', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(2));
  await openList(page, server);
  const leave = () => page.getByRole('link', { name: 'Status' }).click();
  await page.getByRole('button', { name: 'Delete Camera 2' }).click();
  await leave();
  const dialog = page.getByRole('dialog', { name: 'Leave without saving?' });
  await expect(dialog).toContainText('1 camera removed');
  await page.keyboard.press('Escape');
  await expect(dialog).toHaveCount(0);
  await expect(rows(page)).toHaveCount(1);
  let asked = 0;
  page.on('dialog', (question) => {
    asked++;
    void question.dismiss();
  });
  await page.goto(server.url).catch(() => undefined); // the browser's own question says no
  expect(asked).toBe(1);
  await expect(rows(page)).toHaveCount(1);
  await leave();
  await dialog.getByRole('button', { name: 'Save and leave' }).click();
  await expect(page).toHaveURL(/\/status$/);
  expect(await savedIds(server)).toEqual(['cam1']);
});

test('of two who edit at once both keep their changes, or one gives way', async ({ page, request }) => {
  await using server = await CameraServer.start(testCameras(3));
  await openList(page, server);
  await page.getByRole('button', { name: 'Move Camera 1 down' }).click();
  await request.patch(`${server.url}/api/cameras/cam2`, { data: { name: 'Renamed elsewhere' } });
  await saveButton(page).click();
  await expect(changes(page)).toContainText('Somebody else has saved other settings.');
  await page.getByRole('button', { name: 'Add my changes' }).click();
  await expect(changes(page)).toContainText('Saved.');
  const { cameras } = await savedConfig(server);
  expect(cameras.map(({ id, name }) => [id, name])).toEqual([
    ['cam2', 'Renamed elsewhere'],
    ['cam1', 'Camera 1'],
    ['cam3', 'Camera 3'],
  ]);

  await page.getByRole('button', { name: 'Delete Camera 3' }).click();
  await request.patch(`${server.url}/api/cameras/cam1`, { data: { name: 'Again elsewhere' } });
  await saveButton(page).click();
  await page.getByRole('button', { name: 'Drop my changes' }).click();
  await expect.poll(() => shownNames(page)).toEqual(['Renamed elsewhere', 'Again elsewhere', 'Camera 3']);
});

test('what is saved elsewhere is shown at once while nothing is edited here', async ({ page, request }) => {
  await using server = await CameraServer.start(testCameras(1));
  await openList(page, server);
  await expect(async () => {
    await request.patch(`${server.url}/api/cameras/cam1`, { data: { name: `New ${Date.now()}` } });
    await expect.poll(() => shownNames(page), { timeout: 10_000 }).toEqual([expect.stringMatching(/^New /)]);
  }).toPass();
  await expect(changes(page)).not.toContainText('Not saved yet');
});

test('what the server refuses is said, and leads to the camera it is about', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  await page.goto(`${server.url}/settings#add-camera`);
  await page.getByLabel('Address').fill(`http://127.0.0.1/${'x'.repeat(2_100)}`);
  await page.getByRole('button', { name: 'Add network camera' }).click();
  await expect(page).toHaveURL(/#cameras\/camera-127-0-0-1$/);
  await page.evaluate(`location.hash = '#cameras'`);
  await saveButton(page).click();
  await expect(changes(page)).toContainText('Nothing was saved.');
  const complaint = 'device should be at most 2000 characters.';
  await expect(rows(page).last()).toContainText(complaint);
  await changes(page).getByRole('button', { name: complaint }).click();
  await expect(page).toHaveURL(/#cameras\/camera-127-0-0-1$/);
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(changes(page)).not.toContainText('Nothing was saved.');
  expect(await savedIds(server)).toEqual(['cam1']);
});

test('an address is tried before a camera is made of it', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  await using other = await CameraServer.start(testCameras(1));
  await page.goto(`${server.url}/settings#add-camera`);
  await page.getByLabel('Address').fill(`${other.url}/cam/cam1/video`);
  await page.getByRole('button', { name: 'Try it' }).click();
  const picture = page.getByAltText('View of the camera at this address');
  await expect(picture).toHaveJSProperty('naturalWidth', 320);
  await page.getByLabel('Address').fill('http://127.0.0.1:1/');
  await expect(picture).toHaveCount(0);
  await page.getByRole('button', { name: 'Try it' }).click();
  await expect(page.getByText(/Network camera cannot be reached.*Check its address/)).toBeVisible();
  await page.getByLabel('Address').fill(`${server.url}/cam/cam1/video`);
  await page.getByRole('button', { name: 'Try it' }).click();
  await expect(
    page.getByText(/The camera shows itself.*Enter the address of the camera itself/),
  ).toBeVisible();
  await page.getByLabel('Address').fill('camera');
  await page.getByRole('button', { name: 'Add network camera' }).click();
  await expect(page.getByText('Type an address like')).toBeVisible();
});

test('a login has fields of its own, is kept without being shown, and comes with a copy', async ({
  page,
}) => {
  const auth = { enabled: true, protect_streams: true, username: 'me', password: 'p@ss: word' };
  await using other = await CameraServer.start(testCameras(1), { auth });
  await using server = await CameraServer.start(testCameras(1));
  await page.goto(`${server.url}/settings#add-camera`);
  await page.getByText('Addresses of common makes').click();
  await page.getByLabel('Address').fill(new URL(other.url).host);
  await page.getByRole('button', { name: 'Use the pattern of rpicam-kiosk' }).click();
  await expect(page.getByLabel('Address')).toHaveValue('http://127.0.0.1:8000/cam/cam1/video');
  await page.getByLabel('Address').fill(`${other.url}/cam/cam1/video`);
  await page.getByRole('button', { name: 'Try it' }).click();
  await expect(
    page
      .getByText(/login|password/i)
      .filter({ hasText: /wrong|asks|refused|needs/i })
      .first(),
  ).toBeVisible();
  await page.getByLabel('User').fill('me');
  await page.getByLabel('Password').fill('p@ss: word');
  await page.getByRole('button', { name: 'Try it' }).click();
  const picture = page.getByAltText('View of the camera at this address');
  await expect(picture).toHaveJSProperty('naturalWidth', 320);
  await page.screenshot({ path: 'test/integration/e2e/output/add-network-camera.png' });
  await page.getByRole('button', { name: 'Add network camera' }).click();
  await saveButton(page).click();
  await expect(changes(page)).toContainText('Saved.');

  await page.reload();
  await expect(page.getByLabel('Password')).toHaveValue('');
  await expect(page.getByText('The login of this camera is saved and not shown.')).toBeVisible();
  await page.getByRole('button', { name: 'Try it' }).click();
  await expect(picture).toHaveJSProperty('naturalWidth', 320);
  await page.goto(`${server.url}/settings#cameras`);
  await page.getByRole('button', { name: 'Duplicate Camera 127.0.0.1' }).click();
  await saveButton(page).click();
  await expect(changes(page)).toContainText('Saved.');
  for (const id of ['camera-127-0-0-1', 'camera-127-0-0-1-2'])
    expect(
      (await page.request.get(`${server.url}/cam/${id}/snapshot`)).headers()['x-placeholder'],
    ).toBeUndefined();
});

test('saving one camera does not disturb another', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(2), { linger_seconds: 60 });
  await openList(page, server);
  const video = await fetch(`${server.url}/cam/cam1/video`);
  const reader = video.body?.getReader();
  await reader?.read();
  await page.getByRole('button', { name: 'Duplicate Camera 2' }).click();
  await page.getByRole('button', { name: 'Delete Camera 2', exact: true }).click();
  await saveButton(page).click();
  await expect(changes(page)).toContainText('Saved.');
  // The stream was opened before and goes on; its frames are numbered without a gap in the camera's life.
  const seen = new TextDecoder('latin1');
  let text = '';
  while ((text.match(/X-Sequence/gi) ?? []).length < 20) text += seen.decode((await reader?.read())?.value);
  expect(text).not.toContain('X-Placeholder');
  await reader?.cancel();
  const health = healthSchema.parse(await (await fetch(`${server.url}/health`)).json());
  expect(health.cameras.find(({ id }) => id === 'cam1')?.kind).toBe('live');
});

test('a camera is identified on the wall', async ({ page, context }) => {
  await using server = await CameraServer.start(testCameras(2));
  const wall = await context.newPage();
  await wall.goto(server.url);
  await expectMovingPictures([tile(wall, 'Camera 2')]);
  await openList(page, server);
  await expect(async () => {
    await page.getByRole('button', { name: 'Identify Camera 2' }).click();
    await wall.bringToFront();
    await expect(tile(wall, 'Camera 2').getByLabel('This is the camera')).toBeVisible({ timeout: 10_000 });
  }).toPass();
  await expect(page.getByText('Camera 2 flashes now on every open wall')).toBeVisible();
});

test('without a server the page says so, and loads when it is asked again', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  let away = true;
  await page.route('**/api/cameras*', (route) =>
    away ? route.abort('connectionrefused') : route.continue(),
  );
  await page.goto(`${server.url}/settings`);
  const again = page.getByRole('button', { name: 'Try again' });
  await expect(again).toBeVisible();
  away = false;
  await again.click();
  await expect(rows(page)).toHaveCount(1);
  away = true;
  await page.getByRole('button', { name: 'Duplicate Camera 1' }).click();
  await saveButton(page).click();
  await expect(changes(page)).toContainText('Nothing was saved.');
  away = false;
  await changes(page).getByRole('button', { name: 'Try again' }).click();
  await expect(changes(page)).toContainText('Saved.');
});

test('the cameras are set up on each screen, for everybody', async ({ page }) => {
  await using server = await CameraServer.start([
    ...testCameras(3),
    { id: 'gone', name: 'Unplugged', device: '/dev/video99' },
  ]);
  await openList(page, server);
  // Before the click: on a phone it scrolls the first picture out of sight, where none is loaded.
  await expect(rows(page).first().locator('img')).toHaveJSProperty('naturalWidth', 320);
  await page.getByRole('button', { name: 'Delete Camera 2' }).click();
  await expectToFit(page, 'settings-cameras');
  await page.getByRole('button', { name: 'Add a camera' }).click();
  await expect(page.getByRole('heading', { name: 'Test pattern' })).toBeVisible();
  await expect(page.getByText('Looking for cameras…')).toHaveCount(0);
  await expectToFit(page, 'settings-add');
});

/** By small steps, as a hand does: the drag library looks at where it is now and then. */
/** Drags a row to the place of another and lets it go when the list is in `order`: on its way it passes other places. */
async function dragTo(page: Page, handle: Locator, target: Locator, order: string[]): Promise<void> {
  const from = await handle.boundingBox();
  const to = await target.boundingBox();
  if (!from || !to) throw new Error('nothing to drag');
  await page.mouse.move(from.x + from.width / 2, from.y + from.height / 2);
  await page.mouse.down();
  const x = from.x + from.width / 2;
  await page.mouse.move(x, from.y, { steps: 5 });
  await expect(async () => {
    await page.mouse.move(x, to.y + to.height / 2 - 5, { steps: 10 });
    await page.mouse.move(x, to.y + to.height / 2 - 15, { steps: 5 });
    expect(await shownNames(page)).toEqual(order);
  }).toPass();
  await page.mouse.up();
}
