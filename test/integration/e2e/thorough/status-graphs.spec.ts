import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Locator, type Page } from '@playwright/test';
import { historySteps, historyStepSeconds, type HistoryReport } from '../../../../server/contract/history.ts';
import { healthSchema } from '../../../../server/contract/health.ts';
import { CameraServer } from '../camera-server.ts';
import { testCameras } from '../wall-page.ts';

let server: CameraServer;
test.beforeAll(async () => {
  server = await CameraServer.start(testCameras(2));
});
test.afterAll(() => server[Symbol.asyncDispose]());
// A question of the page may be on its way when the test ends.
test.afterEach(({ page }) => page.unrouteAll({ behavior: 'ignoreErrors' }));

/** A step's frame rate: a wave, with half a minute in which the camera slept. */
const fpsAt = (step: number) => (step >= 60 && step < 66 ? null : 9 + (step % 10) / 5);
const unknown = <T>() => Array.from<T | null>({ length: historySteps }).fill(null);

/** Gives the page ten minutes of values, which this server is too young to have. */
async function giveHistory(page: Page): Promise<void> {
  const now = Math.floor(Date.now() / 1_000);
  const own = { dropped: unknown<number>(), viewers: unknown<number>(), kinds: unknown<never>() };
  const totals = { frames: 6_000, dropped: 0, restarts: 0, failures: {} };
  const report: HistoryReport = {
    step_seconds: historyStepSeconds,
    now,
    cameras: {
      cam1: { fps: Array.from({ length: historySteps }, (_, step) => fpsAt(step)), ...own, totals },
      cam2: { fps: unknown<number>(), ...own, totals },
    },
    machine: {
      temperature_celsius: Array.from({ length: historySteps }, (_, step) => 48 + step / 40),
      load: Array.from({ length: historySteps }, (_, step) => step / 100),
    },
  };
  await page.route('**/api/history', (route) => route.fulfill({ json: report }));
  // Not every machine that runs the tests has a sensor.
  await page.route('**/health', async (route) => {
    const answer = await route.fetch();
    const health = healthSchema.parse(await answer.json());
    if (health.system) health.system.temperature_celsius = 51;
    await route.fulfill({ json: health });
  });
}

const card = (page: Page, name: string) => page.getByRole('article', { name });
const graph = (place: Locator | Page, subject: string) =>
  place.getByRole('slider', { name: `${subject} over time` });

test('a graph tells its values under the pointer and under a finger, with their times', async ({
  browser,
}) => {
  const context = await browser.newContext({ hasTouch: true, viewport: { width: 1_280, height: 800 } });
  const page = await context.newPage();
  await giveHistory(page);
  await page.goto(`${server.url}/status`);
  const figure = card(page, 'Camera 1').getByRole('figure');
  const plot = graph(card(page, 'Camera 1'), 'Frames per second');
  await expect(figure).toContainText('10 min ago');
  await expect(figure).toContainText(
    'Last 10 min: lowest 9.0, average 9.9, highest 10.8. No values for 30 s.',
  );
  const box = await plot.boundingBox();
  if (!box) throw new Error('no graph');
  const xOf = (step: number) => box.x + (box.width * step) / (historySteps - 1);
  const y = box.y + box.height / 2;
  await page.mouse.move(xOf(14), y);
  await expect(figure.locator('figcaption')).toHaveText(/\d\d:\d\d:\d\d.*: 9\.8/);
  await page.mouse.move(xOf(63), y);
  await expect(figure.locator('figcaption')).toHaveText(/: no value/);
  await page.mouse.move(0, 0);
  await expect(figure.locator('figcaption')).toHaveText(/now 10\.8/);
  await page.touchscreen.tap(xOf(25), y);
  await expect(figure.locator('figcaption')).toHaveText(/: 10\.0/);
  await page.unrouteAll({ behavior: 'ignoreErrors' });
  await context.close();
});

test('keys and screen readers read a graph, and an empty one says what will come', async ({ page }) => {
  await giveHistory(page);
  await page.goto(`${server.url}/status`);
  const plot = graph(card(page, 'Camera 1'), 'Frames per second');
  await plot.focus();
  await page.keyboard.press('Home');
  await page.keyboard.press('ArrowRight');
  await expect(plot).toHaveAttribute('aria-valuetext', /\d\d:\d\d:\d\d.*: 9\.2$/);
  await page.keyboard.press('End');
  await expect(plot).toHaveAttribute('aria-valuetext', /: 10\.8$/);
  await expect(plot).toHaveAccessibleDescription(/lowest 9\.0, average 9\.9, highest 10\.8/);
  await expect(card(page, 'Camera 2')).toContainText(/No values (yet|in the last 10 minutes)/);
  await expect(graph(card(page, 'Camera 2'), 'Frames per second')).toHaveCount(0);
  await expect(graph(page, 'Temperature')).toHaveAccessibleDescription(/lowest 48\.0 °C/);
  await expect(graph(page, 'Load')).toHaveAccessibleDescription(/highest 1\.19/);

  for (const [width, height] of [
    [1_920, 1_080],
    [1_280, 800],
    [800, 480],
    [390, 844],
    [320, 640],
  ] as const) {
    await page.setViewportSize({ width, height });
    for (const colorScheme of ['dark', 'light'] as const) {
      await page.emulateMedia({ colorScheme });
      await page.screenshot({
        path: `test/integration/e2e/output/status-graphs-${width}-${colorScheme}.png`,
      });
    }
    const { violations } = await new AxeBuilder({ page }).analyze();
    expect(violations.map(({ id, nodes }) => [id, nodes.map(({ html }) => html)])).toEqual([]);
  }
});
