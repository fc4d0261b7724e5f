import { expect, test, type Page } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { openSection, save } from '../settings-page.ts';
import { testCameras } from '../wall-page.ts';

const editor = (page: Page) => page.getByRole('textbox', { name: 'Configuration' });

/** What is selected in the text. */
function selection(page: Page): Promise<string> {
  return editor(page).evaluate(
    (area: { value: string; selectionStart: number; selectionEnd: number; scrollTop: number }) =>
      area.value.slice(area.selectionStart, area.selectionEnd),
  );
}

async function change(page: Page, from: string | RegExp, to: string): Promise<void> {
  await editor(page).fill((await editor(page).inputValue()).replace(from, to));
}

test('a refused value is listed, and selected in the text', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(12));
  await openSection(page, server, 'json');
  await expect(editor(page)).toHaveValue(/"Camera 12"/);
  await change(page, /"id": "cam12"/, '"id": "cam3"');
  await page.getByRole('button', { name: 'Save changes' }).click();
  const complaint = page.getByRole('button', { name: /^cameras\.11\.id: Duplicate camera id 'cam3'/ });
  await complaint.click();
  await expect(editor(page)).toBeFocused();
  expect(await selection(page)).toBe('"cam3"');
  // It is in sight, not only selected.
  expect(
    await editor(page).evaluate(
      (area: { value: string; selectionStart: number; selectionEnd: number; scrollTop: number }) =>
        area.scrollTop,
    ),
  ).toBeGreaterThan(500);
  await change(page, /"id": "cam3"(?![^]*"id": "cam3")/, '"id": "porch"');
  await save(page);
  const health = (await (await page.request.get(`${server.url}/health`)).json()) as {
    cameras: { id: string }[];
  };
  expect(health.cameras.at(-1)?.id).toBe('porch');
});

test('a value out of its range is told while it is typed, before anything is sent', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  await openSection(page, server, 'json');
  await change(page, '"fps": 10', '"fps": -3');
  await page.getByRole('button', { name: /^cameras\.0\.fps:/ }).click();
  expect(await selection(page)).toBe('-3');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(page.getByText('Correct it first')).toBeVisible();
  await page.getByRole('button', { name: 'Discard' }).click();
  await expect(editor(page)).toHaveValue(/"fps": 10/);
});

test('what is no JSON is told with line and column, and kept while other sections are looked at', async ({
  page,
}) => {
  await using server = await CameraServer.start(testCameras(1));
  await openSection(page, server, 'json');
  await editor(page).fill('{\n  "host": "pi.lan"\n  "cameras": []\n}');
  const fault = page.getByRole('button', {
    name: 'Line 3, column 3: a comma or the closing bracket is missing.',
  });
  await fault.click();
  expect(await selection(page)).toBe('"cameras"');
  await page.getByRole('link', { name: 'Access' }).click();
  await expect(page.getByRole('heading', { name: 'Access' })).toBeVisible();
  await page.getByRole('link', { name: 'Raw JSON' }).click();
  await expect(editor(page)).toHaveValue(/"host": "pi.lan"\n {2}"cameras"/);
  await expect(fault).toBeVisible();
});

test('what is typed shows in the other sections, and what they change in the text', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  await openSection(page, server, 'json');
  await change(page, '"0.0.0.0"', '"pi.lan"');
  await change(page, '"max_viewers": 100', '"max_viewers": 7, "max_veiwers": 8');
  await expect(page.getByText('max_veiwers: this field is unknown')).toBeVisible();
  await page.getByRole('link', { name: 'Server', exact: true }).click();
  await expect(page.getByLabel('Name in links')).toHaveValue('pi.lan');
  await page.getByLabel('Name in links').fill('pi.home');
  await page.getByRole('link', { name: 'Raw JSON' }).click();
  await expect(editor(page)).toHaveValue(/"host": "pi.home"[^]*"max_viewers": 7/);
});

test('one fault is one problem, and who tries to save is led to it', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(12));
  await openSection(page, server, 'json');
  await change(page, /"id": "cam11",/, '"id": cam11,');
  const problems = page.getByRole('list', { name: 'Problems in the text' }).getByRole('listitem');
  await expect(problems).toHaveCount(1);
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(editor(page)).toBeFocused();
  expect(await selection(page)).toBe('cam11');
  await change(page, 'cam11,', '"cam10",');
  await page.getByRole('button', { name: 'Save changes' }).click();
  await expect(problems).toHaveText([/^cameras\.10\.id: Duplicate camera id 'cam10'/]);
  await expect.poll(() => selection(page)).toBe('"cam10"');
});
