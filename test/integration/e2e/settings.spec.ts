import { expect, test, type Page } from '@playwright/test';
import { CameraServer } from './camera-server.ts';
import { complaintsOf, expectMovingPictures, tile } from './wall-page.ts';

const rows = (page: Page) =>
  page.getByRole('listitem').filter({ has: page.getByRole('button', { name: /^Delete/ }) });
const changes = (page: Page) => page.getByRole('region', { name: 'Changes' });

test('a test pattern that is added and saved appears on the wall', async ({ page }) => {
  await using server = await CameraServer.start([]);
  const complaints = complaintsOf(page);
  await page.goto(`${server.url}/settings`);
  await page.getByRole('button', { name: 'Add a camera' }).click();
  await page.getByRole('button', { name: 'Add test pattern' }).click();
  await expect(page).toHaveURL(/#cameras\/test-pattern$/);
  await expect(changes(page)).toContainText('1 camera added');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(changes(page)).toContainText('Saved.');
  await page.goBack();
  await page.goBack();
  await expect(rows(page)).toHaveCount(1);
  await expect(rows(page)).toContainText(/Live|Starting/);
  await expect(rows(page).locator('img')).toHaveJSProperty('naturalWidth', 320);
  await page.getByRole('link', { name: 'Cameras', exact: true }).first().click();
  await expectMovingPictures([tile(page, 'Test pattern')]);
  expect(complaints).toEqual([]);
});
