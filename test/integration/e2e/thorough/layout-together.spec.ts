import { expect, test, type Page } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { FrameSieve } from '../frame-sieve.ts';
import { savedWall, testCameras, tile } from '../wall-page.ts';

const editorOf = (page: Page) => page.getByRole('dialog', { name: /^Layout of the wall/ });

async function pressLayout(page: Page): Promise<void> {
  await page.mouse.move(300, 300);
  await page.mouse.move(310, 300);
  await page.getByRole('button', { name: 'Layout' }).click();
}

test.describe('two people who edit one wall', () => {
  test('do not overwrite what the other changed elsewhere', async ({ page, context, request }) => {
    await using server = await CameraServer.start(testCameras(3));
    const other = await context.newPage();
    for (const each of [page, other]) {
      await each.goto(`${server.url}/?wall=hall`);
      await pressLayout(each);
      await expect(editorOf(each)).toBeVisible();
    }
    await editorOf(page).getByRole('radio', { name: 'Even grid' }).check();
    await editorOf(page).getByRole('button', { name: 'Turn Camera 1, now 0 degrees' }).click();
    await editorOf(other).getByRole('button', { name: 'Turn Camera 2, now 0 degrees' }).click();
    await editorOf(other).getByLabel('Several pages').check();
    for (const each of [page, other]) {
      await editorOf(each).getByRole('button', { name: 'Save' }).click();
      await expect(editorOf(each)).toHaveCount(0);
    }
    expect((await savedWall(request, server, 'hall')).settings).toMatchObject({
      layout: { kind: 'even' },
      tiles: { cam1: { rotate: 90 }, cam2: { rotate: 90 } },
      per_page: 4,
    });
  });

  test('are told when both changed the same, and what they replace', async ({ page, request }) => {
    await using server = await CameraServer.start(testCameras(3));
    await page.goto(`${server.url}/?wall=hall`);
    await pressLayout(page);
    const editor = editorOf(page);
    await editor.getByRole('radio', { name: 'Even grid' }).check();
    const theirs = { layout: { kind: 'columns', columns: 3 }, hidden: ['cam2'] };
    await request.patch(`${server.url}/api/walls/hall`, { data: theirs });
    await editor.getByRole('button', { name: 'Save' }).click();
    await expect(editor.getByRole('alert').filter({ hasText: 'under “Tiles”' })).toBeVisible();
    expect((await savedWall(request, server, 'hall')).settings).toMatchObject(theirs);
    await expect(editor.getByRole('button', { name: 'Show Camera 2' })).toHaveAttribute(
      'aria-pressed',
      'false',
    );
    await page.screenshot({ path: 'test/integration/e2e/output/layout-conflict.png' });
    await editor.getByRole('button', { name: 'Save' }).click();
    await expect(editor).toHaveCount(0);
    expect((await savedWall(request, server, 'hall')).settings).toMatchObject({
      layout: { kind: 'even' },
      hidden: ['cam2'],
    });
  });
});

test('Layout that is pressed before the settings of the wall came opens with them', async ({
  page,
  request,
}) => {
  await using server = await CameraServer.start(testCameras(2));
  const layout = { kind: 'columns', columns: 2 };
  await request.patch(`${server.url}/api/walls/wall`, { data: { layout } });
  await using sieve = await FrameSieve.before(server.url);
  const gate = Promise.withResolvers<void>();
  sieve.gate = gate.promise;
  await page.goto(sieve.url);
  await expect(tile(page, 'Camera 1')).toBeVisible();
  await pressLayout(page);
  await expect(page.getByText('Not saved: the wall is not connected yet.')).toBeVisible();
  await expect(editorOf(page)).toHaveCount(0);
  gate.resolve();
  await expect(editorOf(page)).toBeVisible();
  await expect(editorOf(page).getByRole('radio', { name: 'Columns' })).toBeChecked();
});

test('a screen of the kiosk that shows a wall stays on it when the wall gets another name', async ({
  page,
  context,
  request,
}) => {
  await using server = await CameraServer.start(testCameras(2));
  await request.patch(`${server.url}/api/walls/hall`, { data: { hidden: ['cam2'] } });
  await page.goto(`${server.url}/?wall=hall&kiosk=1`);
  await expect(tile(page, 'Camera 1')).toBeVisible();
  await expect(tile(page, 'Camera 2')).toHaveCount(0);
  const editing = await context.newPage();
  await editing.goto(`${server.url}/?wall=hall`);
  await pressLayout(editing);
  await editorOf(editing).getByLabel('New name').fill('Eingang');
  await editorOf(editing).getByRole('button', { name: 'Rename this wall' }).click();
  await expect(page).toHaveURL(`${server.url}/?wall=Eingang&kiosk=1`);
  await expect(tile(page, 'Camera 1')).toBeVisible();
  await expect(tile(page, 'Camera 2')).toHaveCount(0);
  // Without buttons and cursor, as before.
  await expect(page.locator('aside.tools')).toBeHidden();
});

test('the focus goes back to what opened the editor, a question or the sheet of links', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(2));
  await page.goto(`${server.url}/?wall=hall`);
  const layout = page.getByRole('button', { name: 'Layout' });
  await layout.focus();
  await page.keyboard.press('Enter');
  await expect(editorOf(page)).toBeVisible();
  await page.keyboard.press('Escape');
  await expect(editorOf(page)).toHaveCount(0);
  await expect(layout).toBeFocused();

  await page.keyboard.press('Enter');
  const sure = editorOf(page).getByRole('button', { name: 'Delete this wall…' });
  await expect(sure).toBeEnabled();
  await sure.press('Enter');
  await expect(editorOf(page).getByRole('button', { name: 'Keep it' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(sure).toBeFocused();
  await editorOf(page).getByRole('radio', { name: 'Packed' }).check();
  await page.keyboard.press('Escape');
  await expect(editorOf(page).getByRole('button', { name: 'Continue editing' })).toBeFocused();
  await page.keyboard.press('Enter');
  await expect(editorOf(page).getByRole('radio', { name: 'Packed' })).toBeFocused();
  await page.keyboard.press('Escape');
  await page.keyboard.press('Shift+Tab');
  await page.keyboard.press('Enter');
  await expect(editorOf(page)).toHaveCount(0);
  await expect(layout).toBeFocused();

  await page.goto(`${server.url}/?camera=cam1`);
  const share = page.getByRole('button', { name: 'Share' });
  await share.focus();
  await page.keyboard.press('Enter');
  const links = page.getByRole('dialog', { name: 'Share Camera 1' });
  const make = links.getByRole('button', { name: 'Make a new link' });
  // It is disabled until the links have come.
  await expect(make).toBeEnabled();
  await make.press('Enter');
  await expect(links.getByRole('button', { name: 'Revoke' })).toBeEnabled();
  await expect(make).toBeFocused();
  await links.getByRole('button', { name: 'Revoke' }).press('Enter');
  await expect(links.getByText('There is no link yet.')).toBeVisible();
  await expect
    .poll(() => page.evaluate("document.activeElement.closest('dialog .content') !== null"))
    .toBe(true);
  await page.keyboard.press('Escape');
  await expect(links).toHaveCount(0);
  await expect(share).toBeFocused();

  // The last tool of the large camera goes away with it.
  await page.getByRole('button', { name: 'All cameras' }).press('Enter');
  await expect(page.getByRole('button', { name: 'Show Camera 1 large' })).toBeFocused();
});
