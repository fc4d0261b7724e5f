import { expect, test, type Page } from '@playwright/test';
import { KioskRefusal } from '../../../../server/attached-kiosk.ts';
import { wallsPath } from '../../../../server/contract/wall.ts';
import { RichKiosk } from '../../../doubles/rich-kiosk.ts';
import { KioskServer } from '../../../fixtures/kiosk-server.ts';
import { CameraServer } from '../camera-server.ts';
import { openSection } from '../settings-page.ts';
import { complaintsOf, testCameras } from '../wall-page.ts';

const start = () => KioskServer.start({ cameras: testCameras(1) }, {}, new RichKiosk());
const bar = (page: Page) => page.getByRole('region', { name: 'Changes of the kiosk' });
const part = (page: Page, name: string) => page.getByRole('region', { name, exact: true });

async function save(page: Page): Promise<void> {
  await bar(page).getByRole('button', { name: 'Save changes' }).click();
  await expect(bar(page)).toContainText('Saved. The screen uses the new settings now.');
}

test('a server without a screen of its own has no section for it', async ({ page }) => {
  await using server = await CameraServer.start([]);
  const complaints = complaintsOf(page);
  await openSection(page, server, 'cameras');
  await expect(page.getByRole('link', { name: 'Raw JSON' })).toBeVisible();
  await expect(page.getByRole('link', { name: 'Kiosk' })).toHaveCount(0);
  await page.goto(`${server.url}/settings#kiosk`);
  await expect(page.getByText('This section does not exist.')).toBeVisible();
  expect(complaints).toEqual([]);
});

test('what is changed is saved as a whole, and only that', async ({ page }) => {
  await using server = await start();
  const complaints = complaintsOf(page);
  await server.fetch(`${wallsPath}/office`, {
    method: 'PUT',
    headers: { 'Content-Type': 'application/json' },
    body: '{}',
  });
  await openSection(page, server, 'kiosk');
  await part(page, 'Screen').getByRole('combobox', { name: 'Shows' }).selectOption('Wall “office”');
  await part(page, 'Screen').getByRole('combobox', { name: 'Turned' }).selectOption('90° to the right');
  await part(page, 'Screen').getByRole('spinbutton', { name: 'Zoom' }).fill('125');
  await page.getByRole('button', { name: 'Add DSI-1' }).click();
  await page.getByRole('combobox', { name: 'Pointer' }).selectOption('Always hidden');
  await page.getByRole('switch', { name: /^Switch the screen on and off/ }).check();
  await page.getByRole('button', { name: 'Office hours' }).click();
  await page.getByRole('group', { name: 'Days of row 1' }).getByRole('button', { name: 'Sat' }).click();
  await page.getByLabel('off', { exact: true }).fill('00:30');
  await expect(page.getByText('The screen goes off on the next day.')).toBeVisible();
  await expect(bar(page)).toContainText('Not saved yet: screens, pointer, schedule');
  await save(page);
  expect(server.kiosk.changes).toEqual([
    {
      screens: [
        { display: 'primary', page: '/?wall=office&kiosk=1', rotation: 90, zoom: 1.25 },
        { display: 'DSI-1', page: '/?kiosk=1', rotation: null, zoom: 1 },
      ],
      cursor: 'hidden',
      schedule: {
        enabled: true,
        times: [{ days: ['mon', 'tue', 'wed', 'thu', 'fri', 'sat'], on: '08:00', off: '00:30' }],
      },
    },
  ]);
  expect(complaints).toEqual([]);
});

test('what is wrong stands at its field, and nothing is lost by looking elsewhere', async ({ page }) => {
  await using server = await start();
  await openSection(page, server, 'kiosk');
  await page.getByRole('combobox', { name: 'Shows' }).selectOption('Another page…');
  await page.getByRole('textbox', { name: 'Page' }).fill('https://elsewhere.example/');
  await page.getByRole('textbox', { name: 'PIN' }).fill('12');
  await page.getByRole('spinbutton', { name: 'Stays on after the last touch' }).fill('1');
  await bar(page).getByRole('button', { name: 'Save changes' }).click();
  await expect(bar(page)).toContainText('Nothing was saved.');
  const wrong = (label: string) => page.locator('.field', { hasText: label }).getByRole('listitem');
  await expect(wrong('A path on this server')).toContainText(/path on this server/);
  await expect(wrong('The kiosk stores only a hash')).toContainText(/4 to 12 digits/);
  await expect(wrong('Stays on after the last touch')).toContainText(/10/);
  await page.getByRole('link', { name: 'Network & ports' }).click();
  await expect(bar(page)).toContainText('Nothing was saved.');
  await page.getByRole('link', { name: 'Kiosk' }).click();
  await expect(page.getByRole('textbox', { name: 'Page' })).toHaveValue('https://elsewhere.example/');
  await page.getByRole('textbox', { name: 'Page' }).fill('/?camera=cam1&kiosk=1');
  await page.getByRole('textbox', { name: 'PIN' }).fill('2580');
  await page.getByRole('spinbutton', { name: 'Stays on after the last touch' }).fill('60');
  await save(page);
  expect(server.kiosk.changes).toEqual([
    {
      screens: [{ display: 'primary', page: '/?camera=cam1&kiosk=1', rotation: null, zoom: 1 }],
      awake_seconds: 60,
      pin: '2580',
    },
  ]);
});

test('a PIN is set, never shown, changed and removed', async ({ page }) => {
  await using server = await start();
  await openSection(page, server, 'kiosk');
  const pin = part(page, 'PIN');
  await expect(pin).toContainText('There is no PIN');
  await pin.getByLabel('PIN', { exact: true }).fill('123456');
  await save(page);
  await expect(pin).toContainText('A PIN is set.');
  await expect(pin.getByLabel('New PIN')).toHaveValue('');
  await pin.getByRole('button', { name: 'Remove the PIN' }).click();
  await expect(pin).toContainText('Saving removes the PIN');
  await save(page);
  await expect(pin).toContainText('There is no PIN');
  expect(server.kiosk.changes).toEqual([{ pin: '123456' }, { pin: null }]);
});

test('the screen is switched, reloaded, dimmed and looked at from afar', async ({ page }) => {
  await using server = await start();
  const { kiosk } = server;
  await openSection(page, server, 'kiosk');
  await expect(page.getByRole('img', { name: 'Screenshot of HDMI-A-1' })).toBeVisible();
  await page.getByRole('button', { name: 'Refresh HDMI-A-1' }).click();
  await expect.poll(() => kiosk.screenshots).toEqual(['HDMI-A-1', 'HDMI-A-1']);
  await page.getByRole('button', { name: 'Switch off' }).click();
  await expect(part(page, 'Now')).toContainText('Off, without a schedule.');
  await page.getByRole('button', { name: 'Switch on' }).click();
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect.poll(() => kiosk.actions).toEqual([{ sleep: true }, { wake: true }, { reload: true }]);
  await page.getByRole('slider', { name: 'Brightness' }).fill('40');
  await expect.poll(() => kiosk.changes).toEqual([{ brightness: 40 }]);
  await expect(bar(page)).toHaveText('');

  kiosk.refusal = new KioskRefusal('no-window', 'Nothing is shown there: see its settings.');
  await page.getByRole('button', { name: 'Reload' }).click();
  await expect(part(page, 'Now')).toContainText('This did not work. Nothing is shown there');
});

test('what the kiosk has to say is to be seen, and follows by itself', async ({ page }) => {
  await using server = await start();
  await openSection(page, server, 'kiosk');
  await page.getByRole('switch', { name: 'Draw without the GPU' }).check();
  await save(page);
  await expect(page.getByText('Restart the kiosk to apply: drawing without the GPU')).toBeVisible();
  server.kiosk.problems = ['wlopm does not see a display: check the cable.'];
  server.kiosk.repairs = { reload: 3, window: 1 };
  await expect(page.getByText('wlopm does not see a display: check the cable.')).toBeVisible();
  await expect(part(page, 'Now')).toContainText('3 times');
  await page.getByRole('combobox', { name: 'Pointer' }).selectOption('Always shown');
  await server.kiosk.change({ cec: true });
  await expect(page.getByRole('switch', { name: /television/ })).toBeChecked();
  await expect(page.getByRole('combobox', { name: 'Pointer' })).toHaveValue('Always shown');
  expect(server.kiosk.screenshots).toHaveLength(1); // a picture is asked for by people, not by every report
});
