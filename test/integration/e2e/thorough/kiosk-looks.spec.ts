import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { RichKiosk } from '../../../doubles/rich-kiosk.ts';
import { KioskServer } from '../../../fixtures/kiosk-server.ts';
import { attachBridge } from '../kiosk-bridge.ts';
import { openSection } from '../settings-page.ts';
import { testCameras } from '../wall-page.ts';

const screens = [
  [1_920, 1_080, 'dark'],
  [800, 480, 'light'],
  [390, 844, 'dark'],
  [320, 640, 'light'],
  [3_840, 2_160, 'dark'],
] as const;

let server: KioskServer;
test.beforeAll(async () => {
  server = await KioskServer.start({ cameras: testCameras(3) }, {}, new RichKiosk());
});
test.afterAll(() => server[Symbol.asyncDispose]());

for (const [width, height, colorScheme] of screens) {
  test(`what belongs to the kiosk fits ${width} x ${height} (${colorScheme}), for everybody`, async ({
    page,
  }) => {
    await page.clock.install();
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    const check = async (name: string) => {
      expect([name, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([name, width]);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect([name, violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)]).toEqual([name, []]);
      await page.screenshot({ path: `test/integration/e2e/output/kiosk-${name}-${width}x${height}.png` });
    };
    await openSection(page, server, 'kiosk');
    await page.getByRole('switch', { name: 'Switch the screen on and off by the clock' }).check();
    await page.getByRole('button', { name: 'Later at weekends' }).click();
    await page.getByRole('button', { name: 'Add DSI-1' }).click();
    await page.getByRole('combobox', { name: 'Shows' }).last().selectOption('Another page…');
    await expect(page.getByRole('img', { name: 'Screenshot of HDMI-A-1' })).toBeVisible();
    await check('section');
    for (const part of ['Screens', 'Schedule', 'Display and touch', 'PIN']) {
      await page
        .getByRole('heading', { name: part, exact: true })
        .evaluate((heading) => heading.scrollIntoView());
      await page.screenshot({
        path: `test/integration/e2e/output/kiosk-${part.split(' ')[0]}-${width}x${height}.png`,
      });
    }

    await attachBridge(page, { pin: '2580', brightness: 70 });
    await openMenu(page);
    await check('menu');
    await page.getByRole('button', { name: 'Settings' }).click();
    await page.keyboard.type('11111');
    await page.keyboard.press('Enter');
    await expect(page.getByText('Wrong PIN')).toBeVisible();
    await page.keyboard.type('258');
    await check('pin-pad');
    await openMenu(page);
    await page.getByRole('button', { name: 'Clean screen' }).click();
    await check('cleaning');

    await openSection(page, server, 'network');
    await page.getByRole('radio').nth(1).check();
    await page.clock.runFor(155_000);
    await expect(page.getByRole('dialog', { name: 'Still there?' })).toContainText('lost');
    await check('countdown');
  });
}

async function openMenu(page: Page): Promise<void> {
  await page.goto(`${server.url}/?kiosk=1`);
  await expect(page.locator('canvas[data-view="live"]')).toHaveCount(3);
  await page.keyboard.press('F2');
  await page.getByRole('button', { name: 'This screen' }).click();
  await expect(page.getByRole('dialog', { name: 'This screen' })).toBeVisible();
}
