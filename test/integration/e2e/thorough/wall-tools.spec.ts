import { readFileSync } from 'node:fs';
import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { linkSchema } from '../../../../server/contract/access.ts';
import { configSchema } from '../../../../server/contract/config/config.ts';
import { jpegSize } from '../../../fixtures/jpeg-size.ts';
import { readQrCode } from '../../../fixtures/qr-reader.ts';
import { CameraServer } from '../camera-server.ts';
import { complaintsOf, savedWall, testCameras } from '../wall-page.ts';

const toolbar = (page: Page) => page.getByRole('toolbar', { name: 'Wall' });
const zoomBadge = (page: Page) => page.getByRole('group', { name: 'Zoom' });

/** Somebody is there: the tools come. */
async function wave(page: Page): Promise<void> {
  await page.mouse.move(300, 300);
  await page.mouse.move(310, 300);
}

async function button(page: Page, name: string | RegExp): Promise<void> {
  await wave(page);
  await page.getByRole('button', { name }).click();
}

/** Every two seconds the page asks how the cameras are. */
async function nextHealth(page: Page): Promise<void> {
  await page.waitForResponse((response) => response.url().endsWith('/health'));
}

async function enlarge(page: Page, server: CameraServer): Promise<void> {
  await page.goto(`${server.url}/?camera=cam1`);
  await expect(page.getByRole('toolbar', { name: 'Tools for Camera 1' })).toBeAttached();
}

test.describe('an enlarged camera', () => {
  test('gives its picture of now as a file with camera and time in its name', async ({ page }) => {
    await using server = await CameraServer.start(testCameras(2));
    await enlarge(page, server);
    const downloading = page.waitForEvent('download');
    await button(page, 'Snapshot');
    const download = await downloading;
    expect(download.suggestedFilename()).toMatch(/^cam1-\d{4}-\d\d-\d\dT\d\d-\d\d-\d\d\.jpg$/);
    expect(jpegSize(readFileSync(await download.path()))).toEqual({ width: 320, height: 180 });
  });

  test('is zoomed by wheel, keys, double click and drag, and reset, and other cameras begin whole', async ({
    page,
  }) => {
    await using server = await CameraServer.start(testCameras(2));
    const complaints = complaintsOf(page);
    await enlarge(page, server);
    await expect(zoomBadge(page)).toHaveCount(0);
    const whole = await pictureBox(page);
    await page.mouse.move(200, 200);
    await page.mouse.wheel(0, -300);
    await expect(zoomBadge(page)).toBeVisible();
    expect((await pictureBox(page)).width).toBeGreaterThan(whole.width);
    const before = await pictureBox(page);
    await page.mouse.down();
    await page.mouse.move(150, 180, { steps: 5 });
    await page.mouse.up();
    await expect.poll(async () => (await pictureBox(page)).x).toBeLessThan(before.x);
    await page.keyboard.press('+');
    await expect.poll(async () => (await pictureBox(page)).width).toBeGreaterThan(before.width * 1.2);
    await page.keyboard.press('Escape');
    await expect(zoomBadge(page)).toHaveCount(0);
    await expect.poll(() => pictureBox(page)).toEqual(whole);
    await page.mouse.dblclick(400, 300);
    await expect(page.getByText('2.5×')).toBeVisible();
    // What /health tells every two seconds of the same camera is no reason to begin anew.
    await nextHealth(page);
    await expect(page.getByText('2.5×')).toBeVisible();
    await button(page, 'Next');
    await expect(zoomBadge(page)).toHaveCount(0);
    await expect(page.getByRole('toolbar', { name: 'Tools for Camera 2' })).toBeAttached();
    expect(complaints).toEqual([]);
  });

  test('goes back by a single tap or Escape, but not while it is zoomed', async ({ page }) => {
    await using server = await CameraServer.start(testCameras(2));
    await enlarge(page, server);
    await page.mouse.dblclick(400, 300);
    await expect(zoomBadge(page)).toBeVisible();
    await page.mouse.click(400, 300);
    // Longer than it is waited for a second tap.
    for (let times = 0; times < 2; times++) await nextHealth(page);
    await expect(zoomBadge(page)).toBeVisible();
    await page.getByText('2.5×').click();
    await expect(zoomBadge(page)).toHaveCount(0);
    await expect(page.getByRole('toolbar', { name: 'Tools for Camera 1' })).toBeAttached();
    await page.mouse.click(400, 300);
    await expect(page.getByRole('toolbar', { name: 'Tools for Camera 1' })).toHaveCount(0);
  });

  test('lies in its tile as the wall saves it', async ({ page, request }) => {
    await using server = await CameraServer.start(testCameras(1));
    await enlarge(page, server);
    await button(page, 'Rotate');
    await button(page, 'Fill tile');
    await expect
      .poll(async () => (await savedWall(request, server, 'wall')).settings.tiles)
      .toEqual({ cam1: { fit: 'crop', rotate: 90 } });
  });

  test('says that its links cannot be shown when their code does not come', async ({ page }) => {
    await using server = await CameraServer.start(testCameras(1));
    await enlarge(page, server);
    await page.route(/ShareCamera/, (route) => route.abort());
    await button(page, 'Share');
    await expect(page.getByText('The sheet of links could not be loaded. Try again')).toBeVisible();
    await page.unroute(/ShareCamera/);
    await button(page, 'Share');
    await expect(page.getByRole('dialog', { name: 'Share Camera 1' })).toBeVisible();
  });

  test('is shared by a link whose QR code opens it without a login, until it is revoked', async ({
    page,
    request,
    playwright,
  }) => {
    const auth = { enabled: true, protect_streams: true, username: 'admin', password: 'secret words' };
    await using server = await CameraServer.start(testCameras(1), { auth });
    await page.request.post(`${server.url}/api/session`, { data: auth });
    await enlarge(page, server);
    await button(page, 'Share');
    const dialog = page.getByRole('dialog', { name: 'Share Camera 1' });
    await dialog.getByLabel('Expires after').selectOption('1 hour');
    await dialog.getByRole('button', { name: 'Make a new link' }).click();
    const code = dialog.getByRole('img', { name: 'QR code of the link' });
    const url = await readQrCode(await code.screenshot());
    await expect(dialog.getByLabel('Link', { exact: true })).toHaveValue(url);
    await page.screenshot({ path: 'test/integration/e2e/output/share.png' });
    const stranger = await playwright.request.newContext();
    const still = url.replace('/guest?camera=cam1&', '/cam/cam1/snapshot?');
    expect((await stranger.get(still)).headers()['content-type']).toBe('image/jpeg');
    const listed = await page.request.get(`${server.url}/api/cameras/cam1/links`);
    const [link] = ((await listed.json()) as { links: unknown[] }).links.map((each) =>
      linkSchema.parse(each),
    );
    expect(Date.parse(link?.expires_at ?? '') - Date.parse(link?.created_at ?? '')).toBe(3_600_000);
    await dialog.getByRole('button', { name: 'Revoke' }).click();
    await expect(dialog.getByText('There is no link yet.')).toBeVisible();
    expect((await stranger.get(still)).status()).toBe(401);
    await stranger.dispose();
    expect((await request.get(still)).status()).toBe(401);
  });

  test('can be shared by touch, however long that takes', async ({ browser }) => {
    await using server = await CameraServer.start(testCameras(1));
    const context = await browser.newContext({ hasTouch: true, viewport: { width: 800, height: 480 } });
    const page = await context.newPage();
    await page.goto(`${server.url}/?camera=cam1&kiosk=1`);
    const tools = page.locator('.tools [role="toolbar"]');
    await expect(tools).toBeAttached();
    await page.keyboard.press('F2');
    await page.getByRole('button', { name: 'Share' }).tap();
    await expect(tools).toBeHidden();
    await page.getByRole('button', { name: 'Make a new link' }).tap();
    await expect(page.getByRole('img', { name: 'QR code of the link' })).toBeVisible();
    await context.close();
  });

  test('offers a person who may only watch nothing that is an administrator’s', async ({ page }) => {
    const auth = { enabled: true, protect_streams: false, username: 'admin', password: 'secret words' };
    await using server = await CameraServer.start(testCameras(1), { auth });
    await enlarge(page, server);
    await wave(page);
    await expect(page.getByRole('button', { name: 'Snapshot' })).toBeVisible();
    await expect(page.getByRole('button', { name: /Share|Identify/ })).toHaveCount(0);
    await page.goto(server.url);
    await wave(page);
    await expect(page.getByRole('button', { name: 'Dim' })).toBeVisible();
    await expect(page.getByRole('link', { name: 'Settings' })).toHaveCount(0);
  });
});

test.describe('the toolbar', () => {
  test('comes with the pointer or the Tab key and goes by itself', async ({ page }) => {
    await using server = await CameraServer.start(testCameras(1));
    await page.goto(server.url);
    await expect(toolbar(page)).not.toBeInViewport();
    await wave(page);
    await expect(toolbar(page)).toBeInViewport({ ratio: 1 });
    await expect(toolbar(page)).not.toBeInViewport();
    const settings = page.getByRole('link', { name: 'Settings' });
    await settings.focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    await expect(settings).toBeFocused();
    await expect(toolbar(page)).toBeInViewport({ ratio: 1 });
  });

  test('fills the screen and leaves it', async ({ page }) => {
    await using server = await CameraServer.start(testCameras(1));
    await page.goto(server.url);
    const isFull = () => page.evaluate('document.fullscreenElement !== null');
    await button(page, 'Fullscreen');
    await expect.poll(isFull).toBe(true);
    await button(page, 'Leave fullscreen');
    await expect.poll(isFull).toBe(false);
  });

  test('dims the wall without being in the way of a click', async ({ page }) => {
    await using server = await CameraServer.start(testCameras(1));
    await page.goto(server.url);
    const shade = page.locator('.shade');
    await expect(shade).toHaveCSS('opacity', '0');
    await button(page, 'Dim');
    await expect(shade).toHaveCSS('opacity', '0.6');
    await expect(shade).toHaveCSS('pointer-events', 'none');
    await button(page, 'Dim');
    await expect(shade).toHaveCSS('opacity', '0');
  });

  test('is not there on a kiosk, unless F2 or a long press in a corner calls it', async ({ page }) => {
    await using server = await CameraServer.start(testCameras(1));
    await page.goto(`${server.url}/?kiosk=1`);
    await expect(page.locator('aside.tools')).toBeAttached();
    await wave(page);
    await page.keyboard.press('Tab');
    await page.mouse.click(640, 360);
    await expect(page.locator('aside.tools.shown')).toHaveCount(0);
    await expect(page.locator('aside.tools')).toBeHidden();
    await page.keyboard.press('Escape');
    await page.keyboard.press('F2');
    await expect(toolbar(page)).toBeInViewport({ ratio: 1 });
    await expect(toolbar(page)).not.toBeInViewport();
    await page.mouse.move(1_270, 710);
    await page.mouse.down();
    await expect(toolbar(page)).toBeInViewport({ ratio: 1 });
    await page.mouse.up();
  });
});

async function pictureBox(page: Page): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await page.locator('.moved').boundingBox();
  if (!box) throw new Error('there is no picture');
  return box;
}

test.describe('a server without cameras', () => {
  test('says so also when the code of its help does not come', async ({ page }) => {
    await using server = await CameraServer.start([]);
    await page.route(/NoCameras/, (route) => route.abort());
    await page.goto(server.url);
    await expect(page.getByText('There are no cameras yet. The help for this could not')).toBeVisible();
  });

  test('shows its address for phones as text and QR code, and adds a test pattern', async ({
    page,
    request,
  }) => {
    await using server = await CameraServer.start([]);
    const complaints = complaintsOf(page);
    await page.goto(server.url);
    const settings = `${server.url}/settings`;
    const code = page.getByRole('img', { name: `QR code of ${settings}` });
    expect(await readQrCode(await code.screenshot())).toBe(settings);
    await expect(page.locator('.address')).toHaveText(settings);
    expect((await new AxeBuilder({ page }).analyze()).violations).toEqual([]);
    await page.getByRole('button', { name: 'Add a test pattern' }).click();
    await expect(page.getByRole('group', { name: /^Test pattern/ })).toBeVisible();
    const { cameras } = configSchema.parse(await (await request.get(`${server.url}/api/cameras`)).json());
    expect(cameras).toMatchObject([{ id: 'cam1', name: 'Test pattern', device: 'test' }]);
    expect(complaints).toEqual([]);
  });

  test('says why no camera was added where the server did not answer', async ({ page }) => {
    await using server = await CameraServer.start([]);
    await page.goto(server.url);
    await page.route('**/api/cameras', (route) =>
      route.request().method() === 'POST' ? route.abort() : route.continue(),
    );
    await page.getByRole('button', { name: 'Add a test pattern' }).click();
    await expect(page.getByRole('alert').filter({ hasText: 'Not added' })).toBeVisible();
    await expect(page.getByRole('button', { name: 'Add a test pattern' })).toBeEnabled();
  });

  test('shows on a kiosk nothing that only an administrator could do', async ({ page }) => {
    const auth = { enabled: true, protect_streams: false, username: 'admin', password: 'secret words' };
    await using server = await CameraServer.start([], { auth });
    await page.goto(`${server.url}/?kiosk=1`);
    await expect(page.getByText('Plug a camera in')).toBeVisible();
    await expect(page.getByRole('button', { name: /Add/ })).toHaveCount(0);
  });
});
