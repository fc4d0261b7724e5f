import { join } from 'node:path';
import { expect, test, type Page } from '@playwright/test';
import type { CameraConfig } from '../../../../server/contract/config/camera.ts';
import { linkSchema } from '../../../../server/contract/access.ts';
import { keepEvents } from '../../../fixtures/kept-events.ts';
import { claimFolder, recordFile } from '../../../unit/server/recording/playback/recorded-files.ts';
import { leavingBoxes } from '../boxes.ts';
import { CameraServer } from '../camera-server.ts';
import { sectionsOf } from '../settings-page.ts';

const names = {
  latin: 'Hauptwareneingangstorbeleuchtung'.repeat(3).slice(0, 80),
  cjk: '仓库北侧装卸平台摄像头'.repeat(8).slice(0, 80),
  rtl: 'كاميراالمستودعالشماليةالرئيسية'.repeat(3).slice(0, 80),
  emoji: '👩‍👩‍👧‍👦🏳️‍🌈📷'.repeat(4),
};
const auth = {
  enabled: true,
  protect_streams: false,
  username: names.latin.slice(0, 60),
  password: 'secret words',
};
const startMs = Date.parse('2026-11-20T10:00:00.000Z');
const sizes = [
  [1_920, 1_080],
  [1_280, 800],
  [800, 480],
  [390, 844],
  [320, 640],
] as const;

let server: CameraServer;
/** The page of a guest with a link. */
let guestPage: string;

test.beforeAll(async ({ request }) => {
  const size = { width: 320, height: 180 };
  const cameras: CameraConfig[] = Object.entries(names).map(([id, name]) => ({
    ...{ id: id === 'latin' ? names.latin.slice(0, 64) : id, name, device: `test:${name}`, ...size, fps: 5 },
    group: name.slice(0, 64),
  }));
  cameras.push({ id: 'gone', name: names.latin, device: `/dev/v4l/by-id/${names.latin}`, ...size, fps: 5 });
  const webhooks = [{ id: 'home', url: `http://lan:8123/${names.latin}`, events: ['person'] }];
  server = await CameraServer.start(cameras, { auth, webhooks }, undefined, async (dataFolder) => {
    const at = new Date(startMs + 1_000).toISOString();
    keepEvents(dataFolder, [
      { type: 'person', camera: 'cjk', message: names.latin, at, id: '1', data: null } as never,
    ]);
    const folder = join(dataFolder, 'recordings');
    claimFolder(folder);
    for (const [camera, name] of Object.entries(names).slice(1))
      await recordFile(folder, {
        camera,
        startMs,
        first: 0,
        count: 20,
        size,
        facts: { camera: { id: camera, name } },
      });
  });
  const headers = {
    Authorization: `Basic ${Buffer.from(`${auth.username}:${auth.password}`).toString('base64')}`,
  };
  const label = names.latin.slice(0, 64);
  await request.post(`${server.url}/api/tokens`, { headers, data: { name: label } });
  const data = { scope: 'stream', expires_in: 3_600, label };
  const link = await request.post(`${server.url}/api/cameras/cjk/links`, { headers, data });
  guestPage = linkSchema.parse(await link.json()).page;
});
test.afterAll(() => server[Symbol.asyncDispose]());

test.beforeEach(async ({ page }) => {
  const { username, password } = auth;
  await page.request.post(`${server.url}/api/session`, { data: { username, password } });
});

/** One load for all sizes. */
async function expectWithinBoxes(page: Page, what: string): Promise<void> {
  const wrong: Record<string, string[]> = {};
  for (const [width, height] of sizes) {
    await page.setViewportSize({ width, height });
    const leaving = await leavingBoxes(page);
    if (leaving.length > 0) wrong[`${what} at ${width} x ${height}`] = leaving;
    await page.screenshot({ path: `test/integration/e2e/output/long-${what}-${width}.png` });
  }
  expect.soft(wrong).toEqual({});
}

async function settled(page: Page): Promise<void> {
  await expect(page.locator('h1, h2').first()).toBeAttached();
  await expect(page.getByText(/^(Loading|Connecting|Opening)/).filter({ visible: true })).toHaveCount(0);
}

test('a long name stays in its box in all settings, dialogs and bars', async ({ page }) => {
  const cameras = ['cjk', 'rtl', 'gone'].map((id) => `cameras/${id}`);
  for (const hash of [...(await sectionsOf(page, server)), 'add-camera', ...cameras]) {
    await page.evaluate(`location.hash = ${JSON.stringify(hash)}`);
    await settled(page);
    await expectWithinBoxes(page, `settings-${hash.replace('/', '-')}`);
  }
  await page.evaluate(`location.hash = '#cameras'`);
  await page
    .getByRole('button', { name: `Delete ${names.latin}` })
    .first()
    .click();
  await page.getByRole('button', { name: `Duplicate ${names.rtl}` }).click();
  await expect(page.getByText('was deleted')).toBeVisible();
  await expectWithinBoxes(page, 'settings-deleted');
  await page.getByRole('link', { name: 'Status' }).click();
  await expect(page.getByRole('dialog')).toBeVisible();
  await expectWithinBoxes(page, 'settings-leave');
});

test('a long name stays in its box on the pages Status, Recordings and API', async ({ page }) => {
  await page.goto(`${server.url}/status`);
  await settled(page);
  await expect(page.getByRole('article')).toHaveCount(5);
  await expectWithinBoxes(page, 'status');
  const at = new Date(startMs + 1_000).toISOString();
  await page.goto(`${server.url}/recordings?camera=cjk&camera=rtl&camera=emoji&at=${at}&span=100`);
  await settled(page);
  await expect(page.getByRole('figure').first()).toBeVisible();
  await expectWithinBoxes(page, 'recordings');
  await page.goto(`${server.url}/api-docs#getCamIdSnapshot`);
  await settled(page);
  await expectWithinBoxes(page, 'api');
});

test('a long name stays in its box for people without a login', async ({ page }) => {
  await page.context().clearCookies();
  await page.goto(guestPage);
  await expect(page.getByRole('heading', { name: names.cjk })).toBeVisible();
  await expectWithinBoxes(page, 'guest');
  await page.goto(`${server.url}/login`);
  await expectWithinBoxes(page, 'login');
});
