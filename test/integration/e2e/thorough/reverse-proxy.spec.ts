import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import { freePorts } from '../../../fixtures/free-ports.ts';
import { nginxMissing, RealNginx } from '../../../fixtures/real-nginx.ts';
import { CameraServer } from '../camera-server.ts';
import { openSection, save } from '../settings-page.ts';
import { complaintsOf, expectMovingPictures, testCameras, tile } from '../wall-page.ts';

test.skip(nginxMissing, 'nginx is missing: sudo apt install nginx-light');

const auth = { enabled: true, protect_streams: true, username: 'me', password: 'sesame' };
const documentation = resolve(import.meta.dirname, '../../../../.github/docs/reverse-proxy.md');

/** nginx in front of servers, each below a path, set up as the documentation says. */
class PathProxy implements AsyncDisposable {
  readonly url: string;
  readonly #nginx: RealNginx;
  readonly #folder: string;

  private constructor(url: string, nginx: RealNginx, folder: string) {
    this.url = url;
    this.#nginx = nginx;
    this.#folder = folder;
  }

  static async start(servers: Record<string, CameraServer>, saysPrefix: boolean): Promise<PathProxy> {
    const [port = 0] = await freePorts(1);
    const folder = mkdtempSync(join(tmpdir(), 'proxy-test-'));
    const path = join(folder, 'proxy.conf');
    writeFileSync(path, documentedSite(port, servers, saysPrefix));
    return new PathProxy(`http://127.0.0.1:${port}`, await RealNginx.start(path), folder);
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#nginx[Symbol.asyncDispose]();
    rmSync(this.#folder, { recursive: true });
  }
}

function documentedSite(port: number, servers: Record<string, CameraServer>, saysPrefix: boolean): string {
  const blocks = [...readFileSync(documentation, 'utf8').matchAll(/^```nginx\n(.*?)^```/gms)];
  const site = blocks.map(([, text = '']) => text).find((text) => text.includes('location /cameras/')) ?? '';
  const documented = /^ {2}location \/cameras\/ \{.*?^ {2}\}\n/ms.exec(site)?.[0] ?? '';
  const locations = Object.entries(servers).map(([name, { url }]) =>
    documented
      .replaceAll('/cameras', `/${name}`)
      .replace('http://127.0.0.1:8000', url)
      .replace(/.*X-Forwarded-Prefix.*\n/, (line) => (saysPrefix ? line : '')),
  );
  return site.replace(documented, locations.join('')).replace('listen 80;', `listen 127.0.0.1:${port};`);
}

async function logIn(page: Page): Promise<void> {
  await page.getByLabel('User name').fill(auth.username);
  await page.getByLabel('Password').fill(auth.password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

for (const [what, saysPrefix] of [
  ['that says the path', true],
  ['that does not say the path', false],
] as const) {
  test(`everything works below a path of a proxy ${what}`, async ({ page, browser }) => {
    await using server = await CameraServer.start(testCameras(2), { auth });
    await using proxy = await PathProxy.start({ cameras: server }, saysPrefix);
    const below = { url: `${proxy.url}/cameras` };
    const complaints = complaintsOf(page);
    const outside: string[] = [];
    page.on('request', (request) => note(request.url()));
    page.on('websocket', (socket) => note(socket.url().replace(/^ws/, 'http')));
    function note(url: string): void {
      if (!url.startsWith(`${below.url}/`) && /^http/.test(url)) outside.push(url);
    }

    // Login, and the way back to where one wanted to go.
    await page.goto(`${below.url}/settings?x=1#cameras`);
    await expect(page).toHaveURL(`${below.url}/login?next=${encodeURIComponent('/settings?x=1')}#cameras`);
    await logIn(page);
    await expect(page).toHaveURL(`${below.url}/settings?x=1`);
    expect((await page.context().cookies()).map(({ path }) => path)).toEqual(['/cameras']);

    // Saved settings.
    await openSection(page, below, 'cameras/cam2');
    await page.getByLabel('Name', { exact: true }).fill('Garden');
    await save(page);

    // The wall, over its WebSocket, with events.
    const listening = page.waitForResponse((response) => response.url() === `${below.url}/api/events`);
    await page.getByRole('link', { name: 'Cameras', exact: true }).first().click();
    await expect(page).toHaveURL(`${below.url}/`);
    await listening;
    await expectMovingPictures([tile(page, 'Camera 1'), tile(page, 'Garden')]);
    await page.request.post(`${below.url}/api/cameras/cam2/identify`, { data: { for_seconds: 30 } });
    await expect(tile(page, 'Garden').getByRole('status', { name: 'This is the camera' })).toBeVisible();

    // A link for somebody without a login.
    await openSection(page, below, 'credentials');
    await page.getByRole('combobox', { name: 'Camera', exact: true }).selectOption('Garden');
    await page.getByLabel('The link shows').selectOption({ label: 'stills only' });
    await page.getByRole('button', { name: 'Create link' }).click();
    const link = await page.getByRole('link', { name: 'Open it in a new tab' }).getAttribute('href');
    const guest = await browser.newContext();
    const guestPage = await guest.newPage();
    expect((await guestPage.goto(link ?? ''))?.status()).toBe(200);
    await expect(guestPage.getByRole('heading', { name: 'Garden' })).toBeVisible();
    await expect
      .poll(() =>
        guestPage.evaluate<number>(`document.querySelector('img[alt^="Live picture"]')?.naturalWidth`),
      )
      .toBeGreaterThan(0);
    expect(link?.startsWith(`${below.url}/`)).toBe(true);
    await guest.close();

    // The other pages.
    await page.getByRole('link', { name: 'Status' }).first().click();
    await expect(page.getByRole('link', { name: 'Show' }).first()).toHaveAttribute(
      'href',
      '/cameras/?camera=cam1',
    );
    await page.getByRole('link', { name: 'API' }).click();
    const snapshot = page.locator('[id="getCamIdSnapshot"]');
    await snapshot.locator('summary').click();
    await expect(snapshot).toContainText(`curl -o 'cam1.jpg' -u 'me' '${below.url}/cam/cam1/snapshot'`);
    await snapshot.getByRole('button', { name: /^Try it/ }).click();
    await expect(snapshot.getByText(/^200 after/)).toBeVisible();

    // Logging out.
    await openSection(page, below, 'access');
    await page.getByRole('button', { name: 'Log out' }).click();
    await expect(page).toHaveURL(`${below.url}/`);
    await expect(page.getByText('These cameras are protected')).toBeVisible();
    await page.getByRole('link', { name: 'Log in' }).click();
    await logIn(page);
    await expectMovingPictures([tile(page, 'Garden')]);
    expect([outside, complaints]).toEqual([[], []]);
  });

  test(`two servers below paths of a proxy ${what} each have a login of their own`, async ({ page }) => {
    await using front = await CameraServer.start(testCameras(1), { auth });
    await using back = await CameraServer.start(testCameras(1), { auth });
    await using proxy = await PathProxy.start({ front, back }, saysPrefix);
    const isIn = async (name: string) => (await page.request.get(`${proxy.url}/${name}/api/cameras`)).ok();
    for (const name of ['front', 'back']) {
      await page.goto(`${proxy.url}/${name}/settings`);
      await logIn(page);
      await expect(page).toHaveURL(`${proxy.url}/${name}/settings`);
    }
    expect([await isIn('front'), await isIn('back')]).toEqual([true, true]);
    await openSection(page, { url: `${proxy.url}/back` }, 'access');
    await page.getByRole('button', { name: 'Log out' }).click();
    await expect(page.getByText('These cameras are protected')).toBeVisible();
    expect([await isIn('front'), await isIn('back')]).toEqual([true, false]);
  });
}
