import { expect, test } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { openSection } from '../settings-page.ts';
import { testCameras } from '../wall-page.ts';

// What a screen reader gets: the names in the tree of accessibility, and the regions that are read aloud by themselves.

test('the result of saving, and what is wrong at its field', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(2));
  await openSection(page, server, 'cameras/cam1');
  const bar = page.getByRole('region', { name: 'Changes', exact: true });
  await expect(bar).toMatchAriaSnapshot(`
    - region "Changes":
      - status
  `);
  const id = page.getByRole('textbox', { name: 'Id', exact: true });
  await id.fill('a/b');
  await expect(bar.getByRole('status')).toContainText('Not saved yet:');
  await bar.getByRole('button', { name: 'Save changes' }).click();
  await expect(bar).toMatchAriaSnapshot(`
    - region "Changes":
      - status:
        - strong: Nothing was saved.
        - list:
          - listitem:
            - button
      - button "Discard"
      - button "Save changes"
  `);
  await expect(id).toHaveAttribute('aria-invalid', 'true');
  await expect(id).toHaveAccessibleDescription(/Use a short word without spaces\. .+/);
  await bar.getByRole('listitem').getByRole('button').press('Enter');
  await expect(id).toBeFocused();
  // Two cameras with one id have one address. The button leads to one of them, also from elsewhere.
  await id.fill('cam2');
  await bar.getByRole('button', { name: 'Save changes' }).click();
  const duplicate = bar.getByRole('button', { name: /^Duplicate camera id/ });
  await duplicate.press('Enter');
  await expect(id).toBeFocused();
  await page.getByRole('link', { name: 'All cameras' }).click();
  await expect(id).toHaveCount(0);
  await duplicate.press('Enter');
  await expect(id).toBeFocused();
  await id.fill('cam3');
  await bar.getByRole('button', { name: 'Save changes' }).click();
  await expect(bar).toMatchAriaSnapshot(`
    - region "Changes":
      - status:
        - strong: Saved.
        - text: Cameras without changes kept running.
  `);
  await expect(id).not.toHaveAttribute('aria-invalid');
});

test('a number that is none, and an address that is none', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  await openSection(page, server, 'add-camera');
  const address = page.getByLabel('Address', { exact: true });
  await address.fill('camera');
  await page.getByRole('button', { name: 'Add network camera' }).click();
  await expect(address).toBeFocused();
  await expect(address).toHaveAttribute('aria-invalid', 'true');
  await expect(address).toHaveAccessibleDescription(/Type an address like/);
});

test('that a camera was moved, copied, deleted or brought back, in a region that is always there', async ({
  page,
}) => {
  await using server = await CameraServer.start(testCameras(2));
  await openSection(page, server, 'cameras');
  const said = page.getByRole('region', { name: 'Cameras', exact: true }).getByRole('status').first();
  await expect(said).toHaveText('');
  for (const [button, words] of [
    ['Move Camera 2 up', 'Camera 2 is now camera 1 of 2.'],
    ['Duplicate Camera 1', /was added below Camera 1\.$/],
    ['Delete Camera 2', 'Camera 2 was deleted. The button Undo is below the list.'],
    ['Undo', 'Camera 2 is back.'],
  ] as const) {
    await page.getByRole('button', { name: button, exact: true }).click();
    await expect(said).toHaveText(words);
  }
  await expect(page.getByRole('group', { name: 'Actions for Camera 2' })).toMatchAriaSnapshot(`
    - group "Actions for Camera 2":
      - button "Move Camera 2 up" [disabled]
      - button "Move Camera 2 down"
      - button "Identify Camera 2"
      - button "Duplicate Camera 2"
      - button "Delete Camera 2"
  `);
});

test('that the server is away, on the settings and on the page Status', async ({ page, context }) => {
  await using server = await CameraServer.start(testCameras(1));
  const status = await context.newPage();
  await status.goto(`${server.url}/status`);
  await expect(status.getByRole('status').first()).toContainText('The camera works.');
  await openSection(page, server, 'cameras');
  await server.kill();
  await page.bringToFront();
  await expect(
    page.getByRole('alert').filter({ hasText: 'No connection to the camera server.' }),
  ).toBeVisible();
  await status.bringToFront();
  await expect(status.getByRole('alert').filter({ hasText: 'Server not reachable' })).toBeVisible();
  await server.start();
  await expect(status.getByRole('alert').filter({ hasText: 'Server not reachable' })).toHaveCount(0);
  await page.bringToFront();
  await expect(page.getByText('No connection to the camera server.')).toHaveCount(0);
});
