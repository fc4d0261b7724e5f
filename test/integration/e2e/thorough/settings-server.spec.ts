import { expect, test, type Page } from '@playwright/test';
import { configSchema, type ServerConfig } from '../../../../server/contract/config/config.ts';
import { freePorts } from '../../../fixtures/free-ports.ts';
import { CameraServer } from '../camera-server.ts';
import { openSection, save } from '../settings-page.ts';
import { complaintsOf, testCameras } from '../wall-page.ts';

const login = { username: 'jürgen', password: 'p€ss:wort ünd mehr' };
const auth = { ...login, enabled: true, protect_streams: true };

async function configOf(page: Page, server: CameraServer): Promise<ServerConfig> {
  return configSchema.parse(await (await page.request.get(`${server.url}/api/cameras`)).json());
}

async function logIn(page: Page): Promise<void> {
  await page.getByLabel('User name').fill(login.username);
  await page.getByLabel('Password').fill(login.password);
  await page.getByRole('button', { name: 'Log in' }).click();
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();
}

test('the port mode is chosen, saved, and shown to work', async ({ page }) => {
  const [port] = await freePorts(1);
  const [camera] = testCameras(1);
  if (!camera || port === undefined) throw new Error('no camera, no port');
  await using server = await CameraServer.start([{ ...camera, port }]);
  const complaints = complaintsOf(page);
  await openSection(page, server, 'network');
  await expect(page.getByRole('row', { name: /Camera 1/ })).toContainText('off');
  await page.getByRole('radio', { name: /Served by this server/ }).check();
  await save(page);
  await expect(page.getByRole('row', { name: /Camera 1/ })).toContainText('answers');
  const address = await page.getByRole('link', { name: String(port) }).getAttribute('href');
  const still = await page.request.get(`${address}snapshot`);
  expect([still.status(), still.headers()['content-type']]).toEqual([200, 'image/jpeg']);
  expect(complaints).toEqual([]);
});

test('the settings of the server land in its configuration, and what is wrong at its field', async ({
  page,
}) => {
  await using server = await CameraServer.start(testCameras(1));
  await openSection(page, server, 'server');
  await expect(page.getByText('The server has no problems.')).toBeVisible();
  await page.getByLabel('Name in links').fill('pi.lan');
  await page.getByLabel('Keep a camera running').fill('30');
  await save(page);
  expect(await configOf(page, server)).toMatchObject({ host: 'pi.lan', linger_seconds: 30 });

  await page.goto(`${server.url}/settings#network`);
  for (const host of ['cameras.lan', 'http://nonsense/']) {
    await page.getByRole('button', { name: 'Add host name' }).click();
    await expect(page.getByLabel(/Other names of this server/).last()).toBeFocused();
    await page.keyboard.type(host);
  }
  await page.getByRole('button', { name: 'Save changes' }).click();
  const wrong = page.getByLabel('Other names of this server, host name 2');
  await expect(wrong).toHaveAttribute('aria-invalid', 'true');
  await expect(wrong).toHaveAccessibleDescription('allowed_hosts should hold host names or addresses.');
  await page.getByRole('button', { name: 'Remove host name 2' }).click();
  await save(page);
  expect((await configOf(page, server)).allowed_hosts).toEqual(['cameras.lan']);
});

test('a login is switched on with a warning, asked for, and switched off again', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  await openSection(page, server, 'access');
  await expect(page.getByText('Everybody who reaches this server')).toBeVisible();
  await page.getByRole('switch', { name: 'Ask for a login' }).check();
  await expect(page.getByText('Choose a password. Without one')).toBeVisible();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Auth is enabled but username or password is missing.').first()).toBeVisible();

  await page.getByLabel('User name').fill(login.username);
  await page.getByRole('textbox', { name: 'Password' }).fill('abc');
  await expect(page.getByText('Too short. Use 8 characters or more.')).toBeVisible();
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('The password is easy to guess.').first()).toBeVisible();
  expect((await configOf(page, server)).auth.enabled).toBe(false);
  await expect(page.getByLabel('Use this password anyway')).not.toBeChecked();
  await page.getByRole('textbox', { name: 'Password' }).fill(login.password);
  await expect(page.getByText('Good.', { exact: true })).toBeVisible();
  await expect(page.getByText('This page uses plain HTTP')).toBeVisible();
  await save(page);
  expect((await fetch(`${server.url}/api/cameras`)).status).toBe(401);
  await expect(page.getByRole('textbox', { name: 'Password' })).toHaveValue('');
  // The browser that switched it on has not to prove itself.
  await expect(page.getByText(`You are logged in as ${login.username}.`)).toBeVisible();
  await page.getByRole('switch', { name: 'Ask for a login' }).uncheck();
  await save(page);
  await expect(page.getByText('Everybody who reaches this server')).toBeVisible();
  expect((await configOf(page, server)).auth.enabled).toBe(false);

  await page.getByRole('switch', { name: 'Ask for a login' }).check();
  await page.getByRole('textbox', { name: 'Password' }).fill('sesame99');
  await page.getByLabel('Use this password anyway').check();
  await save(page);
  expect((await configOf(page, server)).auth.enabled).toBe(true);
});

test('logging out closes the settings', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1), { auth });
  await page.goto(`${server.url}/settings`);
  await logIn(page);
  await openSection(page, server, 'access');
  await page.getByRole('button', { name: 'Log out' }).click();
  await expect.poll(() => page.url()).toBe(`${server.url}/`);
  expect((await page.request.get(`${server.url}/api/cameras`)).status()).toBe(401);
});

test('a token is shown once, opens what it says, and no more when it is revoked', async ({
  page,
  playwright,
}) => {
  await using server = await CameraServer.start(testCameras(1), { auth });
  await page.goto(`${server.url}/settings`);
  await logIn(page);
  await openSection(page, server, 'credentials');
  await page.getByLabel('Name of a new token').fill('backup script');
  await page.getByLabel('The token may').selectOption({ label: 'change everything' });
  await page.getByRole('button', { name: 'Create token' }).click();
  const token = await page.getByText(/^rpk_/).innerText();
  const script = await playwright.request.newContext();
  const ask = async () => {
    const headers = { Authorization: `Bearer ${token}` };
    return (await script.get(`${server.url}/api/cameras`, { headers })).status();
  };
  expect(await ask()).toBe(200);

  await page.reload();
  await expect(page.getByText('backup script')).toBeVisible();
  await expect(page.getByText(/^rpk_[A-Za-z0-9_-]{20}/)).toHaveCount(0);
  await page.getByRole('button', { name: 'Revoke token backup script' }).click();
  await page.getByRole('button', { name: 'Yes, revoke token backup script' }).click();
  await expect(page.getByText('No tokens yet.')).toBeVisible();
  expect(await ask()).toBe(401);
  await script.dispose();
});

test('a signed link shows its camera to who is not logged in, until it is revoked', async ({
  page,
  browser,
}) => {
  await using server = await CameraServer.start(testCameras(2), { auth });
  await page.goto(`${server.url}/settings`);
  await logIn(page);
  await openSection(page, server, 'credentials');
  await page.getByRole('combobox', { name: 'Camera', exact: true }).selectOption('Camera 2');
  await page.getByLabel('The link shows').selectOption({ label: 'stills only' });
  await page.getByLabel('Valid for').selectOption({ label: 'a week' });
  await page.getByLabel('Largest width').fill('160');
  await page.getByLabel('Label').fill('For grandma');
  await page.getByRole('button', { name: 'Create link' }).click();
  await expect(page.getByRole('img', { name: /QR code/ })).toBeVisible();
  const address = await page.getByRole('link', { name: 'Open it in a new tab' }).getAttribute('href');

  const guest = await browser.newContext();
  const guestPage = await guest.newPage();
  expect((await guestPage.goto(address ?? ''))?.status()).toBe(200);
  await expect(guestPage.getByRole('heading', { name: 'Camera 2' })).toBeVisible();
  await expect
    .poll(() => guestPage.evaluate(`document.querySelector('img[alt^="Live picture"]')?.naturalWidth`))
    .toBe(160);
  await page.getByRole('button', { name: 'Revoke link For grandma' }).click();
  await page.getByRole('button', { name: 'Yes, revoke link For grandma' }).click();
  await expect(page.getByText('No links to this camera yet.')).toBeVisible();
  await guestPage.goto(address ?? '');
  await expect(guestPage.getByText(/This link (is not known here|was revoked)/)).toBeVisible();
  await expect(guestPage.getByRole('img')).toHaveCount(0);
  await guest.close();
});

test('a backup is downloaded, shows what it would change, and is restored', async ({ page, request }) => {
  await using server = await CameraServer.start(testCameras(2));
  await openSection(page, server, 'backup');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('link', { name: 'Download backup' }).click(),
  ]);
  expect(download.suggestedFilename()).toMatch(/^rpicam-kiosk-.*\.json$/);
  await request.delete(`${server.url}/api/cameras/cam2`);
  await request.patch(`${server.url}/api/cameras/cam1`, { data: { name: 'Renamed', fps: 5 } });
  await page.getByLabel('File').setInputFiles(await download.path());
  const changes = page.getByRole('listitem');
  await expect(changes.filter({ hasText: 'Camera 2 (cam2) is added' })).toBeVisible();
  await expect(changes.filter({ hasText: 'Camera 1 (cam1) changes' })).toContainText('Renamed → Camera 1');
  await page.getByRole('button', { name: 'Restore it' }).click();
  await expect(page.getByText('is restored and in use')).toBeVisible();
  await expect(page.getByText('The server keeps the former settings')).toBeVisible();
  expect((await configOf(page, server)).cameras.map(({ name }) => name)).toEqual(['Camera 1', 'Camera 2']);
});

test('a file that is no backup is named with what is wrong, and changes nothing', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  await openSection(page, server, 'backup');
  const offer = (text: string) =>
    page.getByLabel('File').setInputFiles({
      name: 'broken.json',
      mimeType: 'application/json',
      buffer: Buffer.from(text),
    });
  const refusal = page.getByRole('alert').filter({ hasText: 'not restored' });
  await offer('{\n  "cameras": [,]\n}');
  await expect(refusal).toContainText('broken.json was not restored');
  await expect(refusal).toContainText('Line 2, column 15');
  await offer(JSON.stringify({ format: 'rpicam-kiosk-backup', version: 7, config: {} }));
  await expect(refusal).toContainText('version 7');
  await offer(JSON.stringify({ cameras: [{ id: 'a', name: 'A', device: 'test', fps: -3 }] }));
  await expect(refusal).toContainText("cameras.0.fps: Camera 'a' fps must be positive when provided.");
  expect((await configOf(page, server)).cameras.map(({ id }) => id)).toEqual(['cam1']);
});

test('the nginx file is copied and downloaded with the commands that apply it', async ({ page, context }) => {
  await using server = await CameraServer.start(testCameras(1), { port_mode: 'nginx' });
  await context.grantPermissions(['clipboard-read', 'clipboard-write']);
  await openSection(page, server, 'network');
  await page.getByRole('button', { name: 'Copy: Check the file and reload nginx' }).click();
  await expect(page.getByText('Copied.')).toBeAttached();
  expect(await page.evaluate('navigator.clipboard.readText()')).toBe(
    'sudo nginx -t && sudo systemctl reload nginx',
  );
  await page.getByText('Show the file').click();
  await page.getByRole('button', { name: 'Copy: nginx configuration' }).click();
  await expect.poll(() => page.evaluate('navigator.clipboard.readText()')).toContain('proxy_pass');
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download nginx.cameras.conf' }).click(),
  ]);
  expect(download.suggestedFilename()).toBe('nginx.cameras.conf');
});
