import { expect, test, type Locator, type Page } from '@playwright/test';
import { configSchema } from '../../../../server/contract/config/config.ts';
import { CameraServer } from '../camera-server.ts';
import { testCameras } from '../wall-page.ts';

// These tests use the keyboard only: no click, and no focus that a script has set.

const login = { username: 'jürgen', password: 'p€ss:wort' };
const auth = { ...login, enabled: true, protect_streams: true };
const tabLimit = 80;

const changes = (page: Page) => page.getByRole('region', { name: 'Changes', exact: true });
const shownNames = (page: Page) => page.locator('[data-field^="cameras."] .name').allInnerTexts();

/** Presses Tab until `target` has the focus, and expects that people can see it there. */
async function tabTo(page: Page, target: Locator, key: 'Tab' | 'Shift+Tab' = 'Tab'): Promise<void> {
  await expect(target).toBeVisible();
  const isFocused = () =>
    target.evaluate(
      (element: object) =>
        element === (globalThis as unknown as { document: { activeElement: object } }).document.activeElement,
    );
  for (let pressed = 0; pressed < tabLimit && !(await isFocused()); pressed++) {
    await page.keyboard.press(key);
    await expectVisibleFocus(page);
  }
  await expect(target).toBeFocused();
  await expect(target).toBeInViewport();
}

/** Whatever has the focus now has an outline of two pixels or more, and lies in the window. */
async function expectVisibleFocus(page: Page): Promise<void> {
  const shown = await page.evaluate<string>(`(() => {
    const { activeElement } = document;
    if (!activeElement || activeElement === document.body) return 'nothing';
    const { outlineStyle, outlineWidth } = getComputedStyle(activeElement);
    const { top, bottom, left, right } = activeElement.getBoundingClientRect();
    const seen = bottom > 0 && top < innerHeight && right > 0 && left < innerWidth;
    return outlineStyle !== 'none' && parseFloat(outlineWidth) >= 2 && seen ? '' : activeElement.outerHTML.slice(0, 200) + [outlineStyle, outlineWidth, seen];
  })()`);
  // After the last control the focus is in the browser's own bars.
  if (shown !== 'nothing') expect(shown).toBe('');
}

test('with keys alone: log in, add a camera, rename it, move it and save', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(2), { auth });
  await page.goto(`${server.url}/login?next=/settings`);
  await expect(page.getByLabel('User name')).toBeFocused();
  await page.keyboard.type(login.username);
  await tabTo(page, page.getByLabel('Password'));
  await page.keyboard.type('guess');
  await page.keyboard.press('Enter');
  const problem = page.getByRole('alert');
  await expect(problem).toHaveText('The user name or the password is wrong. Try again.');
  await expect(page.getByLabel('Password')).toBeFocused();
  await expect(page.getByLabel('Password')).toHaveAccessibleDescription(/password is wrong/);
  await expect(page.getByLabel('Password')).toHaveAttribute('aria-invalid', 'true');
  await page.keyboard.type(login.password);
  await page.keyboard.press('Enter');
  await expect(page.getByRole('heading', { name: 'Settings' })).toBeVisible();

  await tabTo(page, page.getByRole('button', { name: 'Add a camera' }));
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Add test pattern' }));
  await page.keyboard.press('Enter');
  const name = page.getByRole('textbox', { name: 'Name', exact: true });
  await tabTo(page, name);
  await page.keyboard.press('Control+a');
  await page.keyboard.type('Yard');
  await tabTo(page, page.getByRole('link', { name: '← All cameras' }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect.poll(() => shownNames(page)).toEqual(['Camera 1', 'Camera 2', 'Yard']);

  const handle = page.getByRole('button', { name: /^Place of Yard: / });
  await tabTo(page, handle);
  const said = page.getByRole('region', { name: 'Cameras' }).getByRole('status').first();
  for (const [key, words] of [
    ['ArrowUp', 'Yard is now camera 2 of 3.'],
    ['ArrowUp', 'Yard is now camera 1 of 3.'],
    ['ArrowUp', 'Yard is already the first camera.'],
    ['ArrowDown', 'Yard is now camera 2 of 3.'],
  ] as const) {
    await page.keyboard.press(key);
    await expect(said).toHaveText(words);
    await expect(handle).toBeFocused();
  }
  await expect.poll(() => shownNames(page)).toEqual(['Camera 1', 'Yard', 'Camera 2']);
  await expectVisibleFocus(page);

  await tabTo(page, changes(page).getByRole('button', { name: 'Save changes' }));
  await page.keyboard.press('Enter');
  await expect(changes(page).getByRole('status')).toContainText('Saved.');
  // The button is gone. The next Tab must not begin at the top of the page.
  await expect(changes(page)).toBeFocused();
  const { cameras } = configSchema.parse(await (await page.request.get(`${server.url}/api/cameras`)).json());
  expect(cameras.map((camera) => camera.name)).toEqual(['Camera 1', 'Yard', 'Camera 2']);
});

test('with keys alone: delete a camera and undo it, and revoke a token', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(3));
  for (const token of ['Phone', 'Tablet'])
    await page.request.post(`${server.url}/api/tokens`, { data: { name: token } });
  await page.goto(`${server.url}/settings`);
  await tabTo(page, page.getByRole('button', { name: 'Delete Camera 2' }));
  await page.keyboard.press('Enter');
  await expect.poll(() => shownNames(page)).toEqual(['Camera 1', 'Camera 3']);
  await expect(page.getByRole('button', { name: /^Place of Camera 3/ })).toBeFocused();
  await tabTo(page, page.getByRole('button', { name: 'Undo' }));
  await page.keyboard.press('Enter');
  await expect.poll(() => shownNames(page)).toEqual(['Camera 1', 'Camera 2', 'Camera 3']);
  await expect(page.getByRole('button', { name: /^Place of Camera 2/ })).toBeFocused();

  await tabTo(page, page.getByRole('link', { name: 'Links & tokens' }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await tabTo(page, page.getByRole('button', { name: 'Revoke token Phone' }));
  await page.keyboard.press('Enter');
  await expect(page.getByRole('button', { name: 'Keep token Phone' })).toBeFocused();
  await tabTo(page, page.getByRole('button', { name: 'Yes, revoke token Phone' }), 'Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(page.getByRole('listitem').filter({ hasText: 'Phone' })).toHaveCount(0);
  await expect
    .poll(() =>
      page.evaluate<string>('document.activeElement.closest("li, section")?.textContent ?? "the page"'),
    )
    .toContain('token');
});
