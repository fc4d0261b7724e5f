import { expect, test, type Page } from '@playwright/test';
import { RichKiosk } from '../../../doubles/rich-kiosk.ts';
import { KioskServer } from '../../../fixtures/kiosk-server.ts';
import { attachBridge } from '../kiosk-bridge.ts';
import { expectToFit, looks, take, type Look } from '../looks.ts';
import { openSection } from '../settings-page.ts';
import { testCameras } from '../wall-page.ts';

const screens: readonly Look[] = [...looks, { width: 3_840, height: 2_160, colorScheme: 'dark' }];

let server: KioskServer;
test.beforeAll(async () => {
  server = await KioskServer.start({ cameras: testCameras(3) }, {}, new RichKiosk());
});
test.afterAll(() => server[Symbol.asyncDispose]());

test('what belongs to the kiosk fits each screen, for everybody', async ({ page }) => {
  await page.clock.install();
  await openSection(page, server, 'kiosk');
  await page.getByRole('switch', { name: 'Switch the screen on and off by the clock' }).check();
  await page.getByRole('button', { name: 'Later at weekends' }).click();
  await page.getByRole('button', { name: 'Add DSI-1' }).click();
  await page.getByRole('combobox', { name: 'Shows' }).last().selectOption('Another page…');
  await expect(page.getByRole('img', { name: 'Screenshot of HDMI-A-1' })).toBeVisible();
  await expectToFit(page, 'kiosk-section', screens);
  for (const look of screens) {
    await take(page, look);
    for (const part of ['Screens', 'Schedule', 'Display and touch', 'PIN']) {
      const heading = page.getByRole('heading', { name: part, exact: true });
      await heading.evaluate((shown) => shown.scrollIntoView());
      await page.screenshot({
        path: `test/integration/e2e/output/kiosk-${part.split(' ')[0]}-${look.width}x${look.height}.png`,
      });
    }
  }

  await attachBridge(page, { pin: '2580', brightness: 70 });
  await openMenu(page);
  await expectToFit(page, 'kiosk-menu', screens);
  await page.getByRole('button', { name: 'Settings' }).click();
  await page.keyboard.type('11111');
  await page.keyboard.press('Enter');
  await expect(page.getByText('Wrong PIN')).toBeVisible();
  await page.keyboard.type('258');
  await expectToFit(page, 'kiosk-pin-pad', screens);
  await openMenu(page);
  await page.getByRole('button', { name: 'Clean screen' }).click();
  await expectToFit(page, 'kiosk-cleaning', screens);

  await openSection(page, server, 'network');
  await page.getByRole('radio').nth(1).check();
  await page.clock.runFor(155_000);
  await expect(page.getByRole('dialog', { name: 'Still there?' })).toContainText('lost');
  await expectToFit(page, 'kiosk-countdown', screens);
});

async function openMenu(page: Page): Promise<void> {
  await page.goto(`${server.url}/?kiosk=1`);
  await expect(page.locator('canvas[data-view="live"]')).toHaveCount(3);
  await page.keyboard.press('F2');
  await page.getByRole('button', { name: 'This screen' }).click();
  await expect(page.getByRole('dialog', { name: 'This screen' })).toBeVisible();
}
