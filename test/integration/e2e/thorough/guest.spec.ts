import { expect, test, type Page } from '@playwright/test';
import { linkSchema, type LinkView } from '../../../../server/contract/access.ts';
import { CameraServer } from '../camera-server.ts';
import { complaintsOf, testCameras } from '../wall-page.ts';

const auth = { enabled: true, protect_streams: true, username: 'admin', password: 'secret words' };
const basic = { Authorization: `Basic ${Buffer.from('admin:secret words').toString('base64')}` };

async function makeLink(page: Page, server: CameraServer, scope: 'stream' | 'still'): Promise<LinkView> {
  const answer = await page.request.post(`${server.url}/api/cameras/cam1/links`, {
    headers: basic,
    data: { scope, expires_in: 3_600 },
  });
  return linkSchema.parse(await answer.json());
}

/** Passes when the picture has changed twice. */
async function expectMoving(page: Page): Promise<void> {
  const picture = page.getByRole('img', { name: 'Live picture of Camera 1' });
  await expect(picture).toBeVisible();
  for (let change = 0; change < 2; change++) {
    const before = await picture.screenshot();
    await expect(async () => expect((await picture.screenshot()).equals(before)).toBe(false)).toPass();
  }
}

test('a link opens a page with name, end and live picture, which comes back after a restart', async ({
  page,
}) => {
  await using server = await CameraServer.start(testCameras(1), { auth });
  const link = await makeLink(page, server, 'stream');
  const complaints = complaintsOf(page);
  await page.goto(link.page);
  await expect(page.getByRole('heading', { name: 'Camera 1' })).toBeVisible();
  await expect(page.getByText(/This link works until/)).toBeVisible();
  await expect(page.getByRole('button', { name: 'Fullscreen' })).toBeVisible();
  await expect(page).toHaveTitle('Camera 1');
  await expectMoving(page);
  expect(complaints).toEqual([]);
  for (const [width, height] of [
    [1_920, 1_080],
    [390, 844],
  ] as const) {
    await page.setViewportSize({ width, height });
    await page.screenshot({ path: `test/integration/e2e/output/guest-${width}.png` });
  }

  await server.kill();
  await expect(page.getByText('Server not reachable. Retrying…')).toBeVisible();
  await server.start();
  await expect(page.getByText('Server not reachable. Retrying…')).toHaveCount(0);
  await expectMoving(page);

  await page.request.delete(`${server.url}/api/cameras/cam1/links/${link.id}`, { headers: basic });
  await expect(page.getByText(/This link (is not known here|was revoked)/)).toBeVisible();
  await expect(page.getByRole('img')).toHaveCount(0);
});

test('a link to stills shows stills, and an address that is not whole says so', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1), { auth });
  await page.goto((await makeLink(page, server, 'still')).page);
  await expect(page.getByText('Still pictures.')).toBeVisible();
  await expectMoving(page);
  await page.goto(`${server.url}/guest?camera=cam1`);
  await expect(page.getByText('The address is not complete.')).toBeVisible();
});

test('a wrong address is answered in words, and the way back leads to the cameras', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  await page.goto(`${server.url}/nope`);
  await expect(page.getByRole('heading', { name: 'There is no such page' })).toBeVisible();
  await page.goto(`${server.url}/cam/nope/video`);
  await expect(page.getByRole('heading', { name: 'There is no such camera' })).toBeVisible();
  await page.screenshot({ path: 'test/integration/e2e/output/error-page.png' });
  await page.getByRole('link', { name: 'Show the cameras' }).click();
  await expect(page.getByRole('group', { name: /^Camera 1\b/ })).toBeVisible();
});
