import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { FrameSieve } from '../frame-sieve.ts';
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
    await dialog.getByRole('button', { name: 'Make a new link' }).press('Enter');
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

/** Controls and words that are outside of the page and of everything that scrolls, or lie below something else. */
async function obstacles(page: Page): Promise<string[]> {
  return page.evaluate(() => {
    const found: string[] = [];
    const dialog = document.querySelector('dialog[open]');
    const all = [
      ...(dialog ?? document.body).querySelectorAll(
        'a[href], button, input, select, summary, h1, h2, p, strong',
      ),
    ];
    for (const element of all) {
      if (!(element instanceof HTMLElement) || element.closest('.unseen, [aria-hidden="true"]')) continue;
      if (!element.checkVisibility({ opacityProperty: true, visibilityProperty: true })) continue;
      if (element.closest('aside.tools:not(.shown)') && !dialog) continue;
      const name = `${element.localName} “${(element.textContent || element.ariaLabel || '').trim().slice(0, 40)}”`;
      element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
      const { left, right, top, bottom, width, height } = element.getBoundingClientRect();
      if (width === 0 || height === 0) continue;
      const isOutside =
        left < -1 || right > innerWidth + 1 || top < -1 || (bottom > innerHeight + 1 && height < innerHeight);
      if (isOutside) found.push(`${name} is outside: ${[left, top, right, bottom].map(Math.round).join()}`);
      if (!element.matches('a, button, input, select')) continue;
      const at = document.elementFromPoint((left + right) / 2, (top + bottom) / 2);
      const isOnTop =
        at !== null &&
        (element.contains(at) || at.contains(element) || element.closest('label')?.contains(at));
      if (!isOnTop) found.push(`${name} lies below ${at?.localName}.${at?.className}`);
    }
    return found;
  });
}

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
    const moving = await page.evaluate(() =>
      [...document.querySelectorAll('*')]
        .filter((element) => {
          const { transitionDuration, animationName } = getComputedStyle(element);
          return !/^0s(, 0s)*$/.test(transitionDuration) || animationName !== 'none';
        })
        .map((element) => `${element.localName}.${element.className}`),
    );
    expect(moving).toEqual([]);
  });

  test.describe(() => {
    test.use({ viewport: { width: 640, height: 360 }, deviceScaleFactor: 2 });

    test(`${state}: at 200 % nothing is cut off or covered`, async ({ page }) => {
      await page.emulateMedia({ reducedMotion: 'reduce' });
      await open(page);
      await expect(async () => expect(await obstacles(page)).toEqual([])).toPass({ timeout: 10_000 });
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
  // From now on everything that a screen reader would say or read again is noted.
  await page.evaluate(() => {
    const said: string[] = ((globalThis as unknown as { said: string[] }).said = []);
    const regions = '[role="status"], [role="alert"], [aria-live], output';
    new MutationObserver((changes) => {
      for (const { type, target } of changes) {
        const element = target instanceof Element ? target : target.parentElement;
        if (type === 'attributes') said.push(`label: ${element?.getAttribute('aria-label')}`);
        else if (element?.closest(regions))
          said.push(`said: ${element.closest(regions)?.textContent?.trim()}`);
      }
    }).observe(document.body, {
      subtree: true,
      childList: true,
      characterData: true,
      attributeFilter: ['aria-label'],
    });
  });
  const said = () => page.evaluate(() => (globalThis as unknown as { said: string[] }).said);
  for (let answers = 0; answers < 4; answers++) {
    await page.waitForResponse((response) => response.url().endsWith('/health'));
  }
  expect(await said()).toEqual([]);
  await request.patch(`${own.url}/api/cameras/cam2`, { data: { enabled: false } });
  await expect(page.getByRole('status').filter({ hasText: 'Camera 2: switched off.' })).toBeAttached();
  await expect(tile(page, 'Camera 2')).toHaveAccessibleName(/^Camera 2\. Off/);
  expect((await said()).filter((each) => each.startsWith('said:'))).toEqual([
    'said: Camera 2: switched off.',
  ]);
});
