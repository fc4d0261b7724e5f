import { expect, test, type Locator, type Page } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { testCameras } from '../wall-page.ts';

const screens = [
  [1_920, 1_080],
  [1_280, 800],
  [800, 480],
  [640, 360],
  [390, 844],
] as const;
const leastTargetPx = 44;

let server: CameraServer;
test.beforeAll(async ({ request }) => {
  const [first, ...others] = testCameras(3);
  if (!first) throw new Error('there are three');
  server = await CameraServer.start([
    { ...first, name: 'The door of the workshop behind the house' },
    ...others,
    { id: 'gone', name: 'Unplugged', device: '/dev/video99' },
  ]);
  const overlay = { name: true, clock: true, fps: true };
  await request.patch(`${server.url}/api/walls/wall`, { data: { overlay } });
});
test.afterAll(() => server[Symbol.asyncDispose]());

const large = (page: Page) => page.getByRole('region', { name: /, large$/ });

/** Somebody is there, and stays: the tools do not go. */
async function callTools(page: Page): Promise<Locator> {
  const tools = page.locator('aside.tools');
  await page.mouse.move(300, 100);
  await page.mouse.move(310, 100);
  await expect(tools).toHaveClass(/shown/);
  await tools.getByRole('button', { name: 'All cameras' }).hover();
  await expect(tools.getByRole('toolbar')).toBeInViewport({ ratio: 1 });
  return tools;
}

async function boxOf(locator: Locator): Promise<{ x: number; y: number; width: number; height: number }> {
  const box = await locator.boundingBox();
  if (!box) throw new Error('it is not to see');
  return box;
}

/** Passes when all of `text` is on the screen and nothing of it below the tools. */
async function expectUncovered(page: Page, tools: Locator, text: Locator): Promise<void> {
  await expect(async () => {
    const [covering, covered] = [await boxOf(tools), await boxOf(text)];
    expect(covered.y + covered.height).toBeLessThanOrEqual(covering.y);
    expect(covered.y).toBeGreaterThanOrEqual(0);
    expect(covered.x + covered.width).toBeLessThanOrEqual(page.viewportSize()?.width ?? 0);
  }).toPass();
}

async function expectNamedTargets(tools: Locator): Promise<void> {
  for (const button of await tools.getByRole('button').all()) {
    const { width, height } = await boxOf(button);
    expect(Math.min(width, height), await button.innerText()).toBeGreaterThanOrEqual(leastTargetPx);
    const name = button.locator('span');
    const seen = await boxOf(name);
    expect(seen.width, await button.innerText()).toBeGreaterThan(10);
    expect(await name.evaluate((span) => span.scrollWidth <= span.clientWidth + 1)).toBe(true);
    const outer = await boxOf(button);
    expect(seen.x).toBeGreaterThanOrEqual(outer.x - 1);
    expect(seen.x + seen.width).toBeLessThanOrEqual(outer.x + outer.width + 1);
  }
}

for (const [width, height] of screens) {
  test.describe(`on ${width} x ${height}`, () => {
    test.use({ viewport: { width, height } });

    test('the tools of a large camera cover neither its name nor its state and time', async ({ page }) => {
      await page.goto(`${server.url}/?camera=cam1`);
      const caption = large(page).locator('.caption');
      await expect(caption.locator('.time')).toBeVisible();
      await expect(caption).toContainText(/Live \d+ fps/);
      const name = caption.locator('.name');
      expect(await name.evaluate((words) => words.scrollWidth <= words.clientWidth)).toBe(true);
      const below = await boxOf(caption.locator('.name'));
      const tools = await callTools(page);
      for (const text of ['.name', '.right']) await expectUncovered(page, tools, caption.locator(text));
      await page.screenshot({ path: `test/integration/e2e/output/tools-${width}x${height}.png` });
      const more = tools.getByRole('button', { name: 'More' });
      if (width < 720) await more.click();
      else await expect(more).toHaveCount(0);
      await tools.getByRole('button', { name: 'Details' }).click();
      await expect(tools.getByText('Newest frame')).toBeVisible();
      for (const text of ['.name', '.right']) await expectUncovered(page, tools, caption.locator(text));
      await page.screenshot({ path: `test/integration/e2e/output/tools-more-${width}x${height}.png` });
      await page.mouse.move(5, 5);
      await expect(tools).not.toHaveClass(/shown/);
      // The words go back to the lower edge, where they cover least.
      await expect.poll(async () => (await boxOf(caption.locator('.name'))).y).toBe(below.y);
    });

    test('each tool has its name in sight, and room for a finger', async ({ page }) => {
      await page.goto(`${server.url}/?camera=cam1`);
      const tools = await callTools(page);
      await expectNamedTargets(tools);
      const more = tools.getByRole('button', { name: 'More' });
      if (width < 720) {
        await expect(tools.getByRole('button', { name: 'Rotate' })).toHaveCount(0);
        await more.focus();
        await page.keyboard.press('Enter');
        await expect(more).toHaveAttribute('aria-expanded', 'true');
        await expectNamedTargets(tools);
        await tools.getByRole('button', { name: 'Rotate' }).focus();
        await page.keyboard.press('Escape');
        await expect(more).toBeFocused();
        await expect(more).toHaveAttribute('aria-expanded', 'false');
      }
      await expect(page).toHaveURL(/camera=cam1/);
      await page.keyboard.press('Escape');
      await expect(page).not.toHaveURL(/camera=cam1/);
      await page.mouse.move(300, 200);
      await page.mouse.move(310, 200);
      await expect(page.getByRole('toolbar', { name: 'Wall' })).toBeInViewport({ ratio: 1 });
      await page.screenshot({ path: `test/integration/e2e/output/wall-tools-${width}x${height}.png` });
      await expectNamedTargets(page.locator('aside.tools'));
    });

    test('the tools do not cover why a large camera has no picture', async ({ page }) => {
      await page.goto(`${server.url}/?camera=gone`);
      const words = large(page).locator('.note strong');
      await expect(words).toHaveText('Camera not found');
      const tools = await callTools(page);
      for (const text of [
        words,
        large(page).locator('.caption .name'),
        large(page).locator('.caption .right'),
      ]) {
        await expectUncovered(page, tools, text);
      }
    });
  });
}
