import { expect, test, type Page } from '@playwright/test';
import { RichKiosk } from '../../../doubles/rich-kiosk.ts';
import { KioskServer } from '../../../fixtures/kiosk-server.ts';
import { attachBridge, bridgeCalls, tellStatus } from '../kiosk-bridge.ts';
import { complaintsOf, testCameras, tile } from '../wall-page.ts';

let server: KioskServer;
test.beforeAll(async () => {
  server = await KioskServer.start({ cameras: testCameras(2) }, {}, new RichKiosk());
});
test.afterAll(() => server[Symbol.asyncDispose]());

const cover = (page: Page) => page.getByRole('dialog', { name: 'The screen is off' });
const menu = (page: Page) => page.getByRole('dialog', { name: 'This screen' });
const pinPad = (page: Page) => page.getByRole('dialog', { name: 'PIN for the settings' });

async function openMenu(page: Page): Promise<void> {
  await page.goto(`${server.url}/?kiosk=1`);
  await expect(tile(page, 'Camera 1')).toBeVisible();
  await page.keyboard.press('F2');
  await page.getByRole('toolbar', { name: 'Wall' }).getByRole('button', { name: 'This screen' }).click();
  await expect(menu(page)).toBeVisible();
}

test.describe('a screen that is off', () => {
  test('is woken by a key, which does nothing else', async ({ page }) => {
    await attachBridge(page, { screenOn: false });
    await page.goto(`${server.url}/?kiosk=1`);
    await expect(cover(page)).toBeVisible();
    await page.keyboard.press('1');
    await expect(cover(page)).toHaveCount(0);
    await expect(page).toHaveURL(/kiosk=1$/);
    await page.keyboard.press('1');
    await expect(page).toHaveURL(/camera=cam1/);
  });

  test('swallows also what began on it and ends when it is on', async ({ page }) => {
    await page.clock.install();
    await attachBridge(page);
    await page.goto(`${server.url}/?kiosk=1`);
    await expect(tile(page, 'Camera 1')).toBeVisible();
    await tellStatus(page, { screenOn: false });
    await expect(cover(page)).toBeVisible();
    await page.mouse.move(5, 5);
    await page.mouse.down();
    await expect(cover(page)).toHaveCount(0);
    // As long as a press that calls the tools: nothing of them may come.
    await page.clock.runFor(2_500);
    await page.mouse.up();
    await expect(page.getByRole('toolbar', { name: 'Wall' })).toBeHidden();
    await expect(page).toHaveURL(/kiosk=1$/);
  });

  test('lies over an open dialog, and is not closed by Escape', async ({ page }) => {
    await attachBridge(page);
    await openMenu(page);
    await tellStatus(page, { screenOn: false });
    await expect(cover(page)).toBeVisible();
    const top = () => page.evaluate('document.elementFromPoint(400, 300)?.getAttribute("aria-label")');
    expect(await top()).toBe('The screen is off');
    await page.keyboard.press('Escape');
    await expect(cover(page)).toHaveCount(0);
    await expect(menu(page)).toBeVisible();
  });

  test('covers the settings, too', async ({ page }) => {
    await attachBridge(page, { screenOn: false });
    await page.goto(`${server.url}/settings`);
    await expect(page.getByRole('heading', { name: 'Settings' })).toBeAttached();
    await page.getByRole('link', { name: 'Status' }).click({ force: true });
    await expect(cover(page)).toHaveCount(0);
    await expect(page).toHaveURL(/settings$/);
  });
});

test.describe("the menu of the kiosk's own screen", () => {
  test('is called by a long press in a corner and closes again', async ({ page }) => {
    await attachBridge(page);
    await page.goto(`${server.url}/?kiosk=1`);
    await page.mouse.move(20, 20);
    await page.mouse.down();
    await expect(page.getByRole('toolbar', { name: 'Wall' })).toBeVisible();
    await page.mouse.up();
    await expect(page.getByRole('link', { name: 'Settings' })).toHaveCount(0);
    await page.getByRole('button', { name: 'This screen' }).click();
    await expect(menu(page)).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(menu(page)).toHaveCount(0);
  });

  test('opens settings at once where no PIN is set, reloads, and switches the screen off', async ({
    page,
  }) => {
    await attachBridge(page, { brightness: 60 });
    await openMenu(page);
    await page.getByRole('button', { name: 'Settings' }).click();
    await expect(menu(page)).toHaveCount(0);
    await openMenu(page);
    await page.getByRole('button', { name: 'Reload' }).click();
    await openMenu(page);
    await page.getByRole('slider', { name: 'Brightness' }).fill('35');
    await expect(page.getByText('35 %')).toBeVisible();
    await page.getByRole('button', { name: 'Screen off' }).click();
    await expect(cover(page)).toBeVisible();
    expect(await bridgeCalls(page)).toEqual([
      ['setBrightness', 35],
      ['act', 'sleep'],
    ]);
  });

  test('asks for the PIN, by touch or keyboard, says what is wrong and how long to wait', async ({
    page,
  }) => {
    const complaints = complaintsOf(page);
    await attachBridge(page, { pin: '2580' });
    await openMenu(page);
    await page.getByRole('button', { name: 'Settings' }).click();
    await expect(pinPad(page).getByLabel('PIN', { exact: true })).toBeFocused();
    for (const digit of '1111') await pinPad(page).getByRole('button', { name: digit, exact: true }).click();
    await pinPad(page).getByRole('button', { name: 'OK' }).click();
    await expect(pinPad(page)).toContainText('Wrong PIN. 2 more tries before a pause.');
    await page.keyboard.type('2222');
    await page.keyboard.press('Enter');
    await expect(pinPad(page)).toContainText('Wrong PIN. One more try before a pause.');
    await page.keyboard.type('25x80');
    await page.keyboard.press('Enter');
    await expect(pinPad(page)).toHaveCount(0);
    expect((await bridgeCalls(page)).at(-1)).toEqual(['unlock', 'settings', '2580']);

    await openMenu(page);
    await page.getByRole('button', { name: 'Leave' }).click();
    const pad = page.getByRole('dialog', { name: 'PIN to leave the kiosk' });
    for (const wrong of ['1111', '2222', '3333']) {
      await page.keyboard.type(wrong);
      await page.keyboard.press('Enter');
      await expect(pad.getByLabel('PIN', { exact: true })).toHaveValue('');
    }
    await expect(pad).toContainText(/Too many wrong PINs. Wait \d+ s/);
    await expect(pad.getByRole('button', { name: '5', exact: true })).toBeDisabled();
    expect(complaints).toEqual([]);
  });

  test('lets the screen be wiped: nothing is pressed meanwhile', async ({ page }) => {
    await page.clock.install();
    await attachBridge(page);
    await openMenu(page);
    await page.getByRole('button', { name: 'Clean screen' }).click();
    const notice = page.getByRole('dialog', { name: 'Clean the screen now' });
    await expect(notice).toContainText(/\b(30|2\d) seconds/);
    await page.mouse.click(300, 300);
    await page.keyboard.press('1');
    await page.clock.runFor(10_000);
    await expect(notice).toContainText(/\b(20|1\d) seconds/);
    await page.clock.runFor(21_000);
    await expect(notice).toHaveCount(0);
    await expect(page).toHaveURL(/kiosk=1$/);
  });
});

test.describe('other pages on that screen', () => {
  test('lead back to the wall, and ask first where something would be lost', async ({ page }) => {
    await attachBridge(page);
    await page.goto(`${server.url}/settings#network`);
    await expect(page.getByRole('link', { name: 'Cameras', exact: true })).toHaveCount(1); // the section
    await page.getByRole('radio').nth(1).check();
    await page.getByRole('button', { name: 'Back to the wall' }).click();
    const question = page.getByRole('dialog', { name: 'Leave without saving?' });
    await question.getByRole('button', { name: 'Stay here' }).click();
    expect(await bridgeCalls(page)).toEqual([]);
    await page.getByRole('button', { name: 'Back to the wall' }).click();
    await question.getByRole('button', { name: 'Leave without saving' }).click();
    expect(await bridgeCalls(page)).toEqual([['act', 'home']]);
    // The page no longer objects: the kiosk can load another in its place.
    await page.goto(`${server.url}/status`);
    await page.getByRole('button', { name: 'Back to the wall' }).click();
    expect(await bridgeCalls(page)).toEqual([['act', 'home']]);
  });

  test('have no link to a wall that nobody would leave again', async ({ page }) => {
    await attachBridge(page);
    await page.goto(`${server.url}/status`);
    await page.getByRole('link', { name: 'Show', exact: true }).first().click();
    await expect.poll(() => bridgeCalls(page)).toEqual([['act', 'home']]);
    await expect(page).toHaveURL(/status$/);
  });

  test('go home by themselves when nobody is there, and say so before', async ({ page }) => {
    await page.clock.install();
    await attachBridge(page);
    await page.goto(`${server.url}/status`);
    await page.getByRole('button', { name: 'Back to the wall' }).hover();
    const question = page.getByRole('dialog', { name: 'Still there?' });
    await page.clock.runFor(145_000);
    await expect(question).toHaveCount(0);
    await page.clock.runFor(6_000);
    await expect(question).toContainText(/comes back in (2\d|30) s/);
    await question.getByRole('button', { name: 'Stay here' }).click();
    await page.clock.runFor(145_000);
    await expect(question).toHaveCount(0);
    await page.clock.runFor(34_000);
    await expect(question).toBeVisible();
    expect(await bridgeCalls(page)).toEqual([]);
    await page.clock.runFor(3_000);
    await expect.poll(() => bridgeCalls(page)).toEqual([['act', 'home']]);
  });
});

test('the pointer is as the kiosk says, on every page', async ({ page }) => {
  await attachBridge(page, { cursor: 'hidden' });
  for (const path of ['/?kiosk=1', '/status']) {
    await page.goto(server.url + path);
    await page.mouse.move(200, 200);
    await expect(page.locator('main').first()).toHaveCSS('cursor', 'none');
    await tellStatus(page, { cursor: 'shown' });
    await expect(page.locator('main').first()).not.toHaveCSS('cursor', 'none');
  }
});
