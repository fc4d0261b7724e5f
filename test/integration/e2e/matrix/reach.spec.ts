import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { linkSchema } from '../../../../server/contract/access.ts';
import { leavingBoxes } from '../boxes.ts';
import { CameraServer } from '../camera-server.ts';
import { sectionsOf } from '../settings-page.ts';
import { testCameras } from '../wall-page.ts';

// Every page, for people who need large letters, strong contrast or no motion.

const login = { username: 'me', password: 'secret words' };
const auth = { ...login, enabled: true, protect_streams: true };
let server: CameraServer;
let guestPath: string;

test.beforeAll(async ({ request }) => {
  server = await CameraServer.start([...testCameras(3), { id: 'gone', name: 'Gone', device: 99 }], { auth });
  const headers = {
    Authorization: `Basic ${Buffer.from(`${login.username}:${login.password}`).toString('base64')}`,
  };
  const link = await request.post(`${server.url}/api/cameras/cam1/links`, {
    headers,
    data: { scope: 'stream', expires_in: 3_600, label: 'Neighbour' },
  });
  const { pathname, search, hash } = new URL(linkSchema.parse(await link.json()).page);
  guestPath = pathname + search + hash;
});
test.afterAll(() => server[Symbol.asyncDispose]());

/** Opens the pages one after the other: those of the administrator, and those of people without a login. */
async function onEachPage(page: Page, look: (path: string) => Promise<void>): Promise<void> {
  for (const path of ['/login', guestPath]) await open(page, path, look);
  await page.request.post(`${server.url}/api/session`, { data: login });
  const sections = [...(await sectionsOf(page, server)), 'add-camera', 'cameras/cam1'];
  const settings = sections.map((section) => `/settings#${section}`);
  for (const path of [...settings, '/status', '/recordings', '/api-docs', '/']) await open(page, path, look);
}

async function open(page: Page, path: string, look: (path: string) => Promise<void>): Promise<void> {
  await page.goto(server.url + path);
  await expect(page.locator('h1:visible, [role="group"]:visible').first()).toBeVisible();
  await expect(page.getByText(/^(Loading|Connecting|Opening|Looking)/).filter({ visible: true })).toHaveCount(
    0,
  );
  await look(path === guestPath ? 'guest' : path);
}

test('letters have enough contrast on every page, in dark and in light', async ({ page }) => {
  const weak: string[] = [];
  await onEachPage(page, async (path) => {
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      const { violations } = await new AxeBuilder({ page })
        .withRules(['color-contrast', 'link-in-text-block'])
        .analyze();
      for (const { id, nodes } of violations)
        weak.push(...nodes.map(({ html }) => `${path}, ${colorScheme}: ${id} of ${html}`));
    }
  });
  expect(weak).toEqual([]);
});

test('at 200 % nothing is cut off, and the controls can be reached', async ({ page }) => {
  const wrong: string[] = [];
  await onEachPage(page, async (path) => {
    // The browser's zoom makes the window smaller: half of 1280 x 800, half of the Pi's own display, and the least window in which
    // WCAG (1.4.10) asks for a page without sideways scrolling.
    for (const [width, height] of [
      [640, 400],
      [400, 240],
      [320, 256],
    ] as const) {
      // The wall has rules of its own for what it leaves out of small tiles.
      if (path === '/') return;
      await page.setViewportSize({ width, height });
      wrong.push(...(await leavingBoxes(page)).map((text) => `${path} at ${width} x ${height}: ${text}`));
      wrong.push(...(await unreachable(page)).map((text) => `${path} at ${width} x ${height}: ${text}`));
      await page.screenshot({
        path: `test/integration/e2e/output/zoom-${path.replaceAll(/\W+/g, '-')}-${width}.png`,
      });
    }
    await page.setViewportSize({ width: 1_280, height: 800 });
  });
  expect(wrong).toEqual([]);
});

/** The controls that cannot be scrolled into sight, or that something else covers there. */
function unreachable(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(async () => {
    const found = [];
    for (const control of document.querySelectorAll('main :is(button, a[href], input, select)')) {
      if (!control.checkVisibility({ visibilityProperty: true, opacityProperty: true }) || control.closest('[aria-hidden="true"]')) continue;
      control.scrollIntoView({ block: 'center', inline: 'center' });
      // The arrows of a row come and go when it has scrolled.
      for (let frame = 0; frame < 2; frame++) await new Promise(requestAnimationFrame);
      // The page has drawn its news meanwhile.
      if (!control.isConnected) continue;
      const { left, top, width, height } = control.getBoundingClientRect();
      const at = document.elementFromPoint(left + width / 2, top + height / 2);
      const hit = at && (control.contains(at) || at.contains(control) || at.closest('label')?.control === control);
      if (!hit) found.push((control.ariaLabel ?? control.textContent.trim() ?? control.id) + ' is below ' + (at ? at.outerHTML.slice(0, 80) : 'nothing'));
    }
    document.querySelector('main')?.scrollTo(0, 0);
    return found;
  })()`);
}

test('without motion nothing moves by itself, and nothing glides', async ({ page }) => {
  await page.emulateMedia({ reducedMotion: 'reduce' });
  const moving: string[] = [];
  const look = async (path: string) => {
    moving.push(...(await motions(page)).map((text) => `${path}: ${text}`));
  };
  await onEachPage(page, async (path) => {
    await look(path);
    // What opens, changes and closes.
    await page.keyboard.press('Tab');
    await page.mouse.move(300, 300);
    await look(path);
  });
  await page.goto(`${server.url}/`);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await look('the list of keys');
  await page.keyboard.press('Escape');
  await page.keyboard.press('1');
  await expect(page.getByRole('region', { name: 'Camera 1, large' })).toBeVisible();
  await look('a large camera');
  await page.goto(`${server.url}/settings`);
  await page.getByRole('button', { name: 'Move Camera 1 down' }).click();
  await look('a camera that was moved');
  await page.getByRole('button', { name: 'Delete Camera 2' }).click();
  await look('a camera that was deleted');
  expect(moving).toEqual([]);
});

/** Animations and transitions that run now or would run, longer than a hundredth of a second. */
function motions(page: Page): Promise<string[]> {
  return page.evaluate<string[]>(`(() => {
    const found = new Set();
    const nameOf = (element) => element.tagName.toLowerCase() + '.' + element.className;
    for (const animation of document.getAnimations())
      if (animation.playState === 'running' && animation.effect.getComputedTiming().duration > 10)
        found.add('runs: ' + nameOf(animation.effect.target));
    const longest = (list) => Math.max(...list.split(',').map((each) => parseFloat(each) * (each.trim().endsWith('ms') ? 0.001 : 1)));
    for (const element of document.querySelectorAll('*'))
      for (const part of [null, '::before', '::after']) {
        const style = getComputedStyle(element, part);
        if (longest(style.transitionDuration) > 0.01 && style.transitionProperty !== 'none')
          found.add('would glide: ' + nameOf(element) + (part ?? '') + ' (' + style.transitionProperty + ')');
        if (style.animationName !== 'none' && longest(style.animationDuration) > 0.01) found.add('would move: ' + nameOf(element) + (part ?? ''));
        if (style.scrollBehavior === 'smooth') found.add('scrolls smoothly: ' + nameOf(element));
      }
    return [...found];
  })()`);
}
