import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { complaintsOf, savedWall, testCameras, tile } from '../wall-page.ts';

/** Somebody is there: the tools come. */
async function button(page: Page, name: string): Promise<void> {
  await page.mouse.move(300, 300);
  await page.mouse.move(310, 300);
  await page.getByRole('button', { name }).click();
}

test.describe('the layout editor', () => {
  test('saves what was picked, with the keyboard alone, and its order', async ({ page, request }) => {
    await using server = await CameraServer.start(testCameras(3));
    const complaints = complaintsOf(page);
    await page.goto(`${server.url}/?wall=hall`);
    await button(page, 'Layout');
    const dialog = page.getByRole('dialog', { name: 'Layout of the wall “hall”' });
    await dialog.getByRole('radio', { name: 'Columns' }).check();
    await dialog.getByRole('slider', { name: 'Columns' }).press('ArrowRight');
    await dialog.getByRole('button', { name: 'Show Camera 2' }).click();
    await dialog.getByRole('button', { name: /^Turn Camera 3/ }).click();
    const handle = dialog.getByLabel('Move Camera 3');
    await handle.focus();
    await page.keyboard.press('Enter');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('ArrowUp');
    await page.keyboard.press('Enter');
    await expect(dialog.getByRole('listitem').first()).toContainText('Camera 3');
    await dialog.getByLabel('Several pages').check();
    await dialog.getByLabel('Turn by themselves').check();
    await dialog.getByLabel('Dim at night').check();
    await dialog.getByLabel('from').fill('21:15');
    expect((await new AxeBuilder({ page }).include('dialog').analyze()).violations).toEqual([]);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toHaveCount(0);
    const { saved, settings } = await savedWall(request, server, 'hall');
    expect(saved).toBe(true);
    expect(settings).toMatchObject({
      layout: { kind: 'columns', columns: 3 },
      cameras: ['cam3', 'cam1', 'cam2'],
      hidden: ['cam2'],
      tiles: { cam3: { fit: 'fit', rotate: 90 } },
      per_page: 4,
      dwell_seconds: 15,
      dim: { from: '21:15', to: '06:00', level: 0.6 },
    });
    expect(complaints).toEqual([]);
  });

  test('sorts by dragging, too', async ({ page, request }) => {
    await using server = await CameraServer.start(testCameras(3));
    await page.goto(server.url);
    await button(page, 'Layout');
    const dialog = page.getByRole('dialog');
    const from = await dialog.getByLabel('Move Camera 1').boundingBox();
    const to = await dialog.getByLabel('Move Camera 3').boundingBox();
    if (!from || !to) throw new Error('there is nothing to drag');
    await page.mouse.move(from.x + 20, from.y + 20);
    await page.mouse.down();
    await page.mouse.move(to.x + 20, to.y + 30, { steps: 20 });
    // In the list: as soon as the drag begins, the camera under the pointer is the last one of the dialog. Its new place
    // in the list is hidden, so that it has no role.
    const rows = dialog.getByRole('list', { name: 'Cameras in their order' }).locator('li');
    await expect(rows.last()).toContainText('Camera 1');
    await page.mouse.up();
    // Let go, it is still on its way for a moment.
    await expect(page.locator('#dnd-action-dragged-el')).toHaveCount(0);
    await dialog.getByRole('button', { name: 'Save' }).click();
    await expect(dialog).toHaveCount(0);
    expect((await savedWall(request, server, 'wall')).settings.cameras).toEqual(['cam2', 'cam3', 'cam1']);
  });

  test('says at its field what cannot be, and saves nothing then', async ({ page, request }) => {
    await using server = await CameraServer.start(testCameras(2));
    await page.goto(server.url);
    await button(page, 'Layout');
    const dialog = page.getByRole('dialog');
    await dialog.getByLabel('Several pages').check();
    await dialog.getByLabel('cameras on a page').fill('0');
    await expect(dialog.getByRole('group', { name: 'Pages' }).getByRole('alert')).not.toBeEmpty();
    await expect(dialog.getByRole('button', { name: 'Save' })).toBeDisabled();
    await dialog.getByRole('button', { name: 'Cancel' }).click();
    await expect(dialog).toHaveCount(0);
    expect((await savedWall(request, server, 'wall')).saved).toBe(false);
  });

  test('asks before Escape or the cross drop a change, and closes at once without one', async ({
    page,
    request,
  }) => {
    await using server = await CameraServer.start(testCameras(2));
    await page.goto(server.url);
    await button(page, 'Layout');
    const dialog = page.getByRole('dialog', { name: 'Layout of the wall “wall”' });
    await expect(dialog).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog).toHaveCount(0);
    await button(page, 'Layout');
    await dialog.getByRole('radio', { name: 'Columns' }).check();
    await page.keyboard.press('Escape');
    await expect(dialog.getByText('Your changes are not saved.')).toBeVisible();
    await page.keyboard.press('Escape');
    await expect(dialog.getByText('Your changes are not saved.')).toHaveCount(0);
    await expect(dialog.getByRole('radio', { name: 'Columns' })).toBeChecked();
    // Chromium lets a page prevent only one of two such keys. A look in between would count as the next touch.
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await page.keyboard.press('Escape');
    await expect(dialog.getByText('Your changes are not saved.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Continue editing' }).click();
    await dialog.getByRole('button', { name: 'Close' }).click();
    await dialog.getByRole('button', { name: 'Drop the changes' }).click();
    await expect(dialog).toHaveCount(0);
    expect((await savedWall(request, server, 'wall')).saved).toBe(false);
  });

  test('is missed in words when its code does not come, and the tools stay', async ({ page }) => {
    await using server = await CameraServer.start(testCameras(1));
    await page.goto(server.url);
    await page.route(/LayoutEditor/, (route) => route.abort());
    await button(page, 'Layout');
    const told = page.getByText('The layout editor could not be loaded. Try again, or reload the page.');
    await expect(told).toBeVisible();
    await page.unroute(/LayoutEditor/);
    await button(page, 'Layout');
    await expect(page.getByRole('dialog', { name: 'Layout of the wall “wall”' })).toBeVisible();
  });

  test('copies, renames and deletes walls, and other screens follow a rename', async ({ page, context }) => {
    await using server = await CameraServer.start(testCameras(2));
    await page.goto(`${server.url}/?wall=porch`);
    await button(page, 'Layout');
    const dialog = page.getByRole('dialog');
    await dialog.getByRole('radio', { name: 'Columns' }).check();
    await expect(dialog.getByText('Save or cancel your changes first.')).toBeVisible();
    await dialog.getByRole('button', { name: 'Save' }).click();
    await button(page, 'Layout');
    await dialog.getByLabel('New name').fill('porch');
    await expect(dialog.getByText('This wall has that name already.')).toBeVisible();
    await dialog.getByLabel('New name').fill('Büro Süd');
    await dialog.getByRole('button', { name: 'Copy this wall' }).click();
    await expect(page).toHaveURL(`${server.url}/?wall=B%C3%BCro+S%C3%BCd`);

    const other = await context.newPage();
    await other.goto(page.url());
    await expect(tile(other, 'Camera 1')).toBeVisible();
    await button(page, 'Layout');
    await expect(dialog.getByRole('radio', { name: 'Columns' })).toBeChecked();
    await page.screenshot({ path: 'test/integration/e2e/output/layout-walls.png' });
    await dialog.getByLabel('New name').fill('Empfang');
    await dialog.getByRole('button', { name: 'Rename this wall' }).click();
    await expect(page).toHaveURL(`${server.url}/?wall=Empfang`);
    await expect(other).toHaveURL(`${server.url}/?wall=Empfang`);

    await button(page, 'Layout');
    await expect(dialog.getByLabel('Open another wall').locator('option')).toHaveText(['Choose…', 'porch']);
    await dialog.getByRole('button', { name: 'Delete this wall…' }).click();
    await dialog.getByRole('button', { name: 'Delete “Empfang” now' }).click();
    await expect(page).toHaveURL(`${server.url}/?wall=wall`);
    await expect(tile(page, 'Camera 2')).toBeVisible();
    await button(page, 'Layout');
    await expect(dialog.getByRole('button', { name: 'Rename this wall' })).toHaveCount(0);
  });
});
