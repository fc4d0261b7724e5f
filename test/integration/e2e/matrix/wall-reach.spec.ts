import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { FrameSieve } from '../frame-sieve.ts';
import { listenTo, movingOn, obstaclesOn } from '../page-probes.ts';
import { testCameras, tile } from '../wall-page.ts';

let server: CameraServer;
let empty: CameraServer;
let refusing: FrameSieve;
test.beforeAll(async () => {
  server = await CameraServer.start([
    ...testCameras(4),
    { id: 'gone', name: 'Unplugged', device: '/dev/video99' },
  ]);
  empty = await CameraServer.start([]);
  refusing = await FrameSieve.before(server.url);
  refusing.refusal = 'There are too many walls at this address.';
});
test.afterAll(async () => {
  await refusing[Symbol.asyncDispose]();
  await empty[Symbol.asyncDispose]();
  await server[Symbol.asyncDispose]();
});

const layoutButton = (page: Page) => page.getByRole('button', { name: 'Layout' });

async function openTiles(page: Page): Promise<void> {
  await page.goto(server.url);
  await expect(page.locator('canvas[data-view="live"]')).toHaveCount(4);
}

async function openLarge(page: Page): Promise<void> {
  await page.goto(`${server.url}/?camera=cam1`);
  await expect(page.locator('canvas[data-view="live"]')).toHaveCount(1);
}

/** Each state of the wall, and how a person without a pointer comes to it. */
const states: Record<string, (page: Page) => Promise<void>> = {
  tiles: openTiles,
  'tiles and tools': async (page) => {
    await openTiles(page);
    await layoutButton(page).focus();
    await page.keyboard.press('Tab');
    await expect(page.locator('aside.tools.shown')).toBeVisible();
  },
  'a large camera': openLarge,
  'a large camera and its tools': async (page) => {
    await openLarge(page);
    const more = page.getByRole('button', { name: 'More' });
    await page.getByRole('button', { name: 'Snapshot' }).focus();
    if ((await more.count()) > 0) await more.press('Enter');
    await page.getByRole('button', { name: 'Details' }).press('Enter');
    await expect(page.getByText('Newest frame')).toBeVisible();
  },
  'the layout editor': async (page) => {
    await openTiles(page);
    await layoutButton(page).press('Enter');
    await expect(page.getByRole('dialog', { name: /^Layout of/ })).toBeVisible();
  },
  'the links of a camera': async (page) => {
    await openLarge(page);
    const more = page.getByRole('button', { name: 'More' });
    if ((await more.count()) > 0) await more.press('Enter');
    await page.getByRole('button', { name: 'Share' }).press('Enter');
    const dialog = page.getByRole('dialog', { name: /^Share/ });
    const make = dialog.getByRole('button', { name: 'Make a new link' });
    await expect(make).toBeEnabled();
    await make.press('Enter');
    await expect(dialog.getByRole('img')).toBeVisible();
  },
  'the list of keys': async (page) => {
    await openTiles(page);
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  },
  'no cameras': async (page) => {
    await page.goto(empty.url);
    await expect(page.getByRole('heading', { name: 'No cameras yet' })).toBeVisible();
  },
  'a refused connection': async (page) => {
    await page.goto(refusing.url);
    await expect(page.getByText('There are too many walls at this address.').first()).toBeVisible();
  },
};

for (const [state, open] of Object.entries(states)) {
  for (const colorScheme of ['dark', 'light'] as const) {
    test(`${state}, ${colorScheme}: axe finds nothing`, async ({ page }) => {
      await page.setViewportSize({ width: 1_280, height: 800 });
      await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
      await open(page);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect(violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
        [],
      );
    });
  }

  test(`${state}: nothing moves for people who want no motion`, async ({ page }) => {
    await page.emulateMedia({ reducedMotion: 'reduce' });
    await open(page);
    const moving = await movingOn(page);
    expect(moving).toEqual([]);
  });

  test.describe(() => {
    test.use({ viewport: { width: 640, height: 360 }, deviceScaleFactor: 2 });

    test(`${state}: at 200 % nothing is cut off or covered`, async ({ page }) => {
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await open(page);
      await expect(async () => expect(await obstaclesOn(page)).toEqual([])).toPass({ timeout: 10_000 });
      const fits = 'document.documentElement.scrollWidth <= innerWidth';
      expect(await page.evaluate(fits)).toBe(true);
      await page.screenshot({ path: `test/integration/e2e/output/zoomed-${state.replaceAll(' ', '-')}.png` });
    });
  });
}

test('the keyboard alone reaches the tiles in their order, a large camera, its tools, and the way back', async ({
  page,
}) => {
  await openTiles(page);
  for (const name of ['Camera 1', 'Camera 2', 'Camera 3', 'Camera 4', 'Unplugged']) {
    await page.keyboard.press('Tab');
    await expect(page.getByRole('button', { name: `Show ${name} large` })).toBeFocused();
  }
  await page.keyboard.press('Tab');
  await expect(page.getByRole('link', { name: 'Recordings' })).toBeFocused();
  await expect(page.getByRole('toolbar', { name: 'Wall' })).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Shift+Tab');
  await expect(page.getByRole('button', { name: 'Show Unplugged large' })).toBeFocused();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('Enter');
  const large = page.getByRole('region', { name: 'Camera 4, large' });
  await expect(large).toBeFocused();
  await page.keyboard.press('Tab');
  await expect(page.getByRole('button', { name: 'All cameras' })).toBeFocused();
  await expect(page.getByRole('toolbar', { name: 'Tools for Camera 4' })).toBeInViewport({ ratio: 1 });
  await page.keyboard.press('Escape');
  await expect(page.getByRole('button', { name: 'Show Camera 4 large' })).toBeFocused();
});

test('a tile has the name and state of its camera, and only a change of state is said', async ({
  page,
  request,
}) => {
  await using own = await CameraServer.start(testCameras(2));
  await page.goto(own.url);
  await expect(tile(page, 'Camera 1')).toHaveAccessibleName('Camera 1. Live');
  await expect(tile(page, 'Camera 2')).toHaveAccessibleName('Camera 2. Live');
  const { said } = await listenTo(page);
  for (let answers = 0; answers < 4; answers++) {
    await page.waitForResponse((response) => response.url().endsWith('/health'));
  }
  expect(await said()).toEqual([]);
  const gone = { device: '/dev/video99' };
  expect((await request.patch(`${own.url}/api/cameras/cam2`, { data: gone })).status()).toBe(200);
  const news = 'Camera 2: Camera not found.';
  await expect(page.getByRole('status').filter({ hasText: news })).toBeAttached();
  await expect(tile(page, 'Camera 2')).toHaveAccessibleName(/^Camera 2\. No picture\. Camera not found\./);
  const heard = (await said()).filter((each) => each.startsWith('said:'));
  expect(new Set(heard)).toEqual(new Set([`said: ${news}`]));
});
