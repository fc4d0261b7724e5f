import { expect, test, type Locator } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { openSection } from '../settings-page.ts';
import { testCameras } from '../wall-page.ts';

/** Whether a link of the row is to see as a whole, beside the arrows and not below them. */
function isClear(link: Locator): Promise<boolean> {
  return link.evaluate((element: object) => {
    // The tests' compiler knows no DOM.
    const page = (globalThis as unknown as { document: { elementFromPoint(x: number, y: number): object } })
      .document;
    const shown = element as {
      getBoundingClientRect(): { left: number; right: number; top: number; height: number };
      contains(other: object): boolean;
    };
    const { left, right, top, height } = shown.getBoundingClientRect();
    return [left + 4, right - 4].every((x) => shown.contains(page.elementFromPoint(x, top + height / 2)));
  });
}

test('the list of sections on a phone shows that it goes on, and the current section', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  await page.setViewportSize({ width: 390, height: 844 });
  await openSection(page, server, 'cameras');
  const nav = page.getByRole('navigation', { name: 'Settings' });
  const link = (name: string) => nav.getByRole('link', { name });
  const [before, after] = [nav.locator('button.left'), nav.locator('button.right')];
  await expect(after).toBeVisible();
  await expect(before).toHaveCount(0);
  await expect(nav.locator('.row')).toHaveCSS('mask-image', /linear-gradient/);
  expect(await isClear(link('Raw JSON'))).toBe(false);

  await after.click();
  await expect(before).toBeVisible();
  for (let pressed = 0; pressed < 5 && (await after.isVisible()); pressed++) await after.click();
  await expect(after).toHaveCount(0);
  expect(await isClear(link('Raw JSON'))).toBe(true);

  // The keyboard goes through all links, and each is clear while it has the focus.
  await link('Cameras').focus();
  for (const name of [
    'Server',
    'Events',
    'Network & ports',
    'Access',
    'Links & tokens',
    'HTTPS',
    'Logging',
    'Backup',
  ]) {
    await page.keyboard.press('Tab');
    await expect(link(name)).toBeFocused();
    await expect.poll(() => isClear(link(name))).toBe(true);
  }
  await page.keyboard.press('Enter');
  await expect(link('Backup')).toHaveAttribute('aria-current', 'page');

  await openSection(page, server, 'https');
  await page.reload();
  await expect.poll(() => isClear(link('HTTPS'))).toBe(true);
  await expect(before).toBeVisible();
  await expect(after).toBeVisible();
  await page.setViewportSize({ width: 1_280, height: 800 });
  await expect(before).toHaveCount(0);
  await expect(after).toHaveCount(0);
});

test('the actions of a camera stand in even rows on a phone, and Delete never alone', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(2));
  for (const width of [320, 360, 390, 430, 480]) {
    await page.setViewportSize({ width, height: 844 });
    await openSection(page, server, 'cameras');
    const actions = page.getByRole('group', { name: 'Actions for Camera 1' }).getByRole('button');
    await expect(actions).toHaveCount(5);
    const boxes = await Promise.all((await actions.all()).map((button) => button.boundingBox()));
    const lines = Map.groupBy(boxes, (box) => Math.round(box?.y ?? 0));
    expect([width, [...lines.values()].map((line) => line.length)]).toEqual([width, [2, 3]]);
    expect(new Set(boxes.slice(2).map((box) => Math.round(box?.width ?? 0))).size).toBe(1);
  }
});
