import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { complaintsOf, expectMovingPictures, testCameras, tile, unplugged } from '../wall-page.ts';

let server: CameraServer;
test.beforeAll(async () => {
  server = await CameraServer.start([...testCameras(5), unplugged]);
});
test.afterAll(() => server[Symbol.asyncDispose]());

const button = (page: Page, name: string) => page.getByRole('button', { name: `Show ${name} large` });
const large = (page: Page, name: string) => page.getByRole('region', { name: `${name}, large` });

async function openWall(page: Page, address = '/'): Promise<void> {
  await page.goto(server.url + address);
  await expect(page.getByRole('group', { name: /^(Camera|Unplugged)/ })).not.toHaveCount(0);
}

test('arrows walk the wall as the eye sees it, Enter shows a camera large, Escape goes back to its tile', async ({
  page,
}) => {
  const complaints = complaintsOf(page);
  await openWall(page);
  await page.keyboard.press('ArrowRight');
  await expect(button(page, 'Camera 1')).toBeFocused();
  await expectFocusRing(page);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowDown');
  await expect(button(page, 'Camera 5')).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(large(page, 'Camera 5')).toBeFocused();
  await expectMovingPictures([tile(page, 'Camera 5')]);
  await page.keyboard.press('Escape');
  await expect(large(page, 'Camera 5')).toHaveCount(0);
  await expect(button(page, 'Camera 5')).toBeFocused();
  expect(complaints).toEqual([]);
});

test('digits show that tile large, arrows the next one, and 0 and Backspace go back', async ({ page }) => {
  await openWall(page);
  await page.keyboard.press('2');
  await expect(large(page, 'Camera 2')).toBeVisible();
  await page.keyboard.press('ArrowRight');
  await expect(large(page, 'Camera 3')).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await page.keyboard.press('ArrowLeft');
  await expect(large(page, 'Camera 1')).toBeVisible();
  await page.keyboard.press('ArrowLeft');
  await expect(large(page, 'Unplugged')).toContainText('Camera not found');
  await page.keyboard.press('4');
  await expect(large(page, 'Camera 4')).toBeVisible();
  await page.keyboard.press('0');
  await expect(page.getByRole('region')).toHaveCount(0);
  await page.keyboard.press('8');
  await expect(page.getByRole('region')).toHaveCount(0);
  await page.keyboard.press('1');
  await page.keyboard.press('Backspace');
  await expect(button(page, 'Camera 1')).toBeVisible();
});

test('the keys are shown by ? and F1, and mean nothing to the wall until they are closed', async ({
  page,
}) => {
  await openWall(page);
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keys' });
  await expect(keys).toContainText('go from camera to camera');
  await page.keyboard.press('1');
  await expect(keys).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(keys).toHaveCount(0);
  await page.keyboard.press('F1');
  await expect(keys).toBeVisible();
  await keys.getByRole('button', { name: 'Close' }).click();
  await expect(keys).toHaveCount(0);
  await expect(page.getByRole('region')).toHaveCount(0);
});

test('a key right after the list of keys was closed opens it again', async ({ page }) => {
  await openWall(page);
  await page.keyboard.press('?');
  const keys = page.getByRole('dialog', { name: 'Keys' });
  await expect(keys).toBeVisible();
  // Both before the browser tells the page that the dialog was closed.
  await page.evaluate(
    "document.querySelector('dialog').requestClose(); dispatchEvent(new KeyboardEvent('keydown', { key: 'F1' }))",
  );
  await page.evaluate('new Promise(requestAnimationFrame)');
  await expect(keys).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(keys).toHaveCount(0);
});

test('the focus is back on its camera when the list of keys is closed', async ({ page }) => {
  await openWall(page);
  await page.keyboard.press('ArrowRight');
  const keys = page.getByRole('dialog', { name: 'Keys' });
  for (const leave of [
    () => page.keyboard.press('Escape'),
    () => keys.getByRole('button', { name: 'Close' }).press('Enter'),
  ]) {
    await expect(button(page, 'Camera 1')).toBeFocused();
    await page.keyboard.press('?');
    await expect(keys).toBeVisible();
    await leave();
    await expect(keys).toHaveCount(0);
  }
  await expect(button(page, 'Camera 1')).toBeFocused();
});

test('a camera is its tile in the list, and the large one its region, without faults that axe knows', async ({
  page,
}) => {
  await openWall(page);
  await expect(page.getByRole('list', { name: 'Cameras' }).getByRole('listitem')).toHaveCount(6);
  await expect(tile(page, 'Camera 1')).toHaveAccessibleName('Camera 1. Live');
  await expect(tile(page, 'Unplugged')).toContainText('Camera not found');
  for (const colorScheme of ['dark', 'light'] as const) {
    await page.emulateMedia({ colorScheme });
    await expectNoFaults(page);
    await page.keyboard.press('6');
    await expect(large(page, 'Unplugged')).toBeVisible();
    await expectNoFaults(page);
    await page.keyboard.press('Escape');
    await page.keyboard.press('?');
    await expect(page.getByRole('dialog')).toBeVisible();
    await expectNoFaults(page);
    await page.keyboard.press('Escape');
    await expect(page.getByRole('dialog')).toHaveCount(0);
  }
});

/** The ring lies over the picture: around the button it would be below. */
async function expectFocusRing(page: Page): Promise<void> {
  const focusedTile = "document.activeElement.closest('.tile')";
  expect(await page.evaluate(`getComputedStyle(${focusedTile}, '::after').borderTopWidth`)).toBe('4px');
}

async function expectNoFaults(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
  expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
}
