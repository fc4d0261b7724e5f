import { expect, test } from '@playwright/test';
import { recordingListSchema } from '../../../server/contract/recording.ts';
import { exportListSchema } from '../../../server/contract/export.ts';
import {
  expectNumber,
  numberIn,
  pathAt,
  picture,
  positionMs,
  recordedServer,
  startMs,
  timelinePoint,
} from './recordings-page.ts';
import { complaintsOf } from './wall-page.ts';

test('a link shows its moment, with the recordings around it on the timeline and in the list', async ({
  page,
}) => {
  await using server = await recordedServer();
  const complaints = complaintsOf(page);
  await page.goto(server.url + pathAt(2_350, { spanSeconds: 200 }));
  await expectNumber(page, 'Door', 23);
  expect(await positionMs(page)).toBe(2_300);
  await expect(page.getByRole('slider', { name: 'Time' })).toHaveAttribute('aria-valuetext', /Nov 20, 2026/);
  // Two recordings without a gap are one bar, and the third one is another.
  await expect(page.locator('.lane path.recorded')).toHaveAttribute('d', /^M[^M]*M[^M]*$/);
  const listed = page.getByRole('region', { name: 'Recordings in this time' }).getByRole('listitem');
  await expect(listed).toHaveCount(3);
  await listed.first().scrollIntoViewIfNeeded();
  await expect(listed.first().locator('img')).toHaveAttribute('src', /thumbnail/);
  expect(complaints).toEqual([]);
});

test('a seek on the timeline shows the picture of its time', async ({ page }) => {
  await using server = await recordedServer();
  await page.goto(server.url + pathAt(2_000, { spanSeconds: 10 }));
  await expectNumber(page, 'Door', 20);
  const at = await timelinePoint(page);
  for (const share of [0.45, 0.8, 0.62]) {
    await page.mouse.click(at(share).x, at(share).y);
    // The timeline is 10 seconds long, and second 2 is in its middle.
    const number = Math.floor((-3_000 + share * 10_000) / 100);
    await expect.poll(async () => Math.abs((await numberIn(page, 'Door')) - number)).toBeLessThanOrEqual(1);
    await expect.poll(async () => (await positionMs(page)) / 100).toBe(await numberIn(page, 'Door'));
  }
  // A drag ends at the picture where it was let go.
  await page.mouse.move(at(0.5).x, at(0.5).y);
  await page.mouse.down();
  for (let step = 0; step <= 30; step++) await page.mouse.move(at(0.5 + step / 100).x, at(0.5).y);
  await page.mouse.up();
  await expect.poll(async () => Math.abs((await numberIn(page, 'Door')) - 50)).toBeLessThanOrEqual(1);
});

test('a step is exactly one picture, also from one recording into the next', async ({ page }) => {
  await using server = await recordedServer();
  await page.goto(server.url + pathAt(4_800));
  await expectNumber(page, 'Door', 48);
  for (const number of [49, 50, 51]) {
    await page.keyboard.press('.');
    await expectNumber(page, 'Door', number);
  }
  await page.getByRole('button', { name: 'One picture back' }).click();
  await expectNumber(page, 'Door', 50);
  await page.keyboard.press(',');
  await expectNumber(page, 'Door', 49);
  // A reload leads to the same picture.
  await expect.poll(() => new URL(page.url()).searchParams.get('at')).toBe('2026-11-20T10:00:04.900Z');
  await page.reload();
  await expectNumber(page, 'Door', 49);
});

test('playing moves on, leaves gaps out, and ends at the end', async ({ page }) => {
  await using server = await recordedServer();
  await page.goto(server.url + pathAt(8_500));
  await expectNumber(page, 'Door', 85);
  await page.keyboard.press(' ');
  await expect(page.getByRole('button', { name: 'Pause' })).toBeVisible();
  await expect.poll(() => numberIn(page, 'Door')).toBeGreaterThan(90);
  await expect.poll(() => numberIn(page, 'Door')).toBeGreaterThan(100);
  expect(await positionMs(page)).toBeGreaterThanOrEqual(70_000);
  await page.getByLabel('Speed').selectOption('4×');
  await expect(page.getByRole('status').filter({ hasText: 'The recordings end here.' })).toBeVisible();
  await expect(page.getByRole('button', { name: 'Play', exact: true })).toBeVisible();
});

test('a gap is told in words, and never looks like a picture', async ({ page }) => {
  await using server = await recordedServer();
  await page.goto(server.url + pathAt(2_000));
  await expectNumber(page, 'Door', 20);
  await page.keyboard.press('ArrowRight');
  await page.keyboard.press('ArrowRight');
  const gap = page.getByText(/^No recording at this time\. Next: /);
  await expect(gap).toBeVisible();
  // Nothing looks through.
  await expect(picture(page, 'Door').locator('.words')).toHaveCSS('background-color', /^rgb\(/);
  await page.getByRole('button', { name: 'Go there' }).click();
  await expectNumber(page, 'Door', 100);
  await page.keyboard.press('PageUp');
  await expectNumber(page, 'Door', 0);
});

test('several cameras show the same moment, and step together', async ({ page }) => {
  await using server = await recordedServer();
  await page.goto(server.url + pathAt(3_000));
  await expectNumber(page, 'Door', 30);
  await page.getByRole('button', { name: 'Yard', exact: true }).click();
  await expectNumber(page, 'Yard', 1_010);
  await page.keyboard.press('.');
  await expectNumber(page, 'Door', 31);
  await expectNumber(page, 'Yard', 1_011);
  await page.keyboard.press(' ');
  await expect.poll(() => numberIn(page, 'Door')).toBeGreaterThan(40);
  await page.keyboard.press(' ');
  await expect
    .poll(async () => (await numberIn(page, 'Yard')) - 980 - (await numberIn(page, 'Door')))
    .toBe(0);
});

test('a marked part is protected, and what is not protected is deleted after a question', async ({
  page,
}) => {
  await using server = await recordedServer();
  const kept = async () => {
    const answer = await page.request.get(`${server.url}/api/recordings?camera=door`);
    return recordingListSchema.parse(await answer.json()).recordings.map((recording) => recording.protected);
  };
  await page.goto(server.url + pathAt(1_000));
  await expectNumber(page, 'Door', 10);
  await page.keyboard.press('[');
  await page.keyboard.press('.');
  await expectNumber(page, 'Door', 11);
  await page.keyboard.press(']');
  const marked = page.getByRole('region', { name: 'Marked part' });
  await expect(marked.getByText('in 1 recording')).toBeVisible();
  await expect(marked.getByRole('link', { name: 'Download recording' })).toHaveAttribute('href', /\/file$/);
  await marked.getByRole('button', { name: 'Protect', exact: true }).click();
  await expect(marked.getByRole('button', { name: 'End protection' })).toBeVisible();
  await expect(marked.getByRole('button', { name: 'Delete' })).toBeDisabled();
  await expect(page.locator('.lane path.protected')).toHaveCount(1);
  expect(await kept()).toEqual([true, false, false]);

  // All three recordings: the protected one stays.
  await page.goto(
    `${server.url}${pathAt(1_000)}&from=${new Date(startMs).toISOString()}&to=${new Date(startMs + 80_000).toISOString()}`,
  );
  await marked.getByRole('button', { name: 'Delete' }).click();
  const dialog = page.getByRole('dialog', { name: 'Delete 2 recordings?' });
  await dialog.getByRole('button', { name: 'Cancel' }).click();
  expect(await kept()).toHaveLength(3);
  await marked.getByRole('button', { name: 'Delete' }).click();
  await dialog.getByRole('button', { name: 'Delete 2 recordings' }).click();
  await expect.poll(kept).toEqual([true]);
  const listed = page.getByRole('region', { name: 'Recordings in this time' }).getByRole('listitem');
  await expect(listed).toHaveCount(1);
});

test('a marked part becomes a file to download, which is still there after a reload', async ({ page }) => {
  await using server = await recordedServer();
  await page.goto(
    `${server.url}${pathAt(1_000)}&from=${new Date(startMs).toISOString()}&to=${new Date(startMs + 8_000).toISOString()}`,
  );
  await page.getByRole('button', { name: 'Export MKV' }).click();
  const exports = page.getByRole('region', { name: 'Exports' });
  await expect(exports.getByRole('link', { name: 'Download' })).toBeVisible();
  await page.reload();
  const loading = page.waitForEvent('download');
  await exports.getByRole('link', { name: 'Download' }).click();
  expect((await loading).suggestedFilename()).toMatch(/^Door .*\.mkv$/);
  await exports.getByRole('button', { name: 'Remove MKV of Door' }).click();
  await expect(exports).toHaveCount(0);
  const left = exportListSchema.parse(await (await page.request.get(`${server.url}/api/exports`)).json());
  expect(left.exports).toEqual([]);
});

test('keys zoom the timeline and list themselves', async ({ page }) => {
  await using server = await recordedServer();
  await page.goto(server.url + pathAt(2_000, { spanSeconds: 100 }));
  const timeline = page.getByRole('slider', { name: 'Time' });
  const length = async () =>
    Number(await timeline.getAttribute('aria-valuemax')) -
    Number(await timeline.getAttribute('aria-valuemin'));
  await expect.poll(length).toBe(100);
  await page.keyboard.press('+');
  await expect.poll(length).toBe(50);
  await page.keyboard.press('-');
  await expect.poll(length).toBe(100);
  await page.keyboard.press('Home');
  await expectNumber(page, 'Door', 0);
  await page.keyboard.press('?');
  await expect(page.getByRole('dialog', { name: 'Keys' })).toBeVisible();
  await page.getByRole('button', { name: 'Close' }).click();
  await page.getByRole('button', { name: 'Day before' }).click();
  await expect(page.getByText('Nothing was recorded on this day.')).toBeVisible();
});

test('Home waits until the recordings are read', async ({ page }) => {
  await using server = await recordedServer();
  const { promise: mayAnswer, resolve: answer } = Promise.withResolvers<void>();
  await page.route('**/timeline?**', async (route) => {
    await mayAnswer;
    await route.continue();
  });
  const asked = page.waitForRequest('**/timeline?**');
  await page.goto(server.url + pathAt(2_000, { spanSeconds: 100 }));
  await asked;
  await expectNumber(page, 'Door', 20);
  await page.keyboard.press('Home');
  answer();
  await expectNumber(page, 'Door', 0);
});

test('a viewer watches and changes nothing', async ({ page }) => {
  const auth = { enabled: true, protect_streams: false, username: 'me', password: 'sesame' };
  await using server = await recordedServer({ auth });
  await page.goto(
    `${server.url}${pathAt(1_000)}&from=${new Date(startMs).toISOString()}&to=${new Date(startMs + 1_000).toISOString()}`,
  );
  await expectNumber(page, 'Door', 10);
  await expect(page.getByRole('link', { name: 'Download recording' })).toBeVisible();
  for (const name of ['Protect', 'Delete', 'Export MP4'])
    await expect(page.getByRole('button', { name, exact: true })).toHaveCount(0);
  await expect(page.getByRole('heading', { name: 'Storage' })).toHaveCount(0);
  await expect(page.getByRole('link', { name: 'Settings' })).toHaveCount(0);
});

test('protected recordings ask for a login', async ({ page }) => {
  const auth = { enabled: true, protect_streams: true, username: 'me', password: 'sesame' };
  await using server = await recordedServer({ auth });
  await page.goto(server.url + pathAt(1_000));
  await page.getByRole('link', { name: 'Log in' }).click();
  await page.getByLabel('User name').fill('me');
  await page.getByLabel('Password').fill('sesame');
  await page.getByRole('button', { name: 'Log in' }).click();
  await expectNumber(page, 'Door', 10);
});

test('without a recording the page says how to switch recording on', async ({ page }) => {
  await using server = await recordedServer({});
  await page.goto(`${server.url}/recordings?camera=nobody`);
  await expect(page.getByRole('heading', { name: 'There is no camera “nobody”' })).toBeVisible();
  await expect(page.getByRole('listitem').filter({ hasText: 'Recording is off' })).toHaveCount(2);
  await expect(page.getByRole('main').getByRole('link', { name: 'Settings' }).first()).toHaveAttribute(
    'href',
    /#cameras\/door$/,
  );
});

test.describe('on a phone', () => {
  test.use({ viewport: { width: 390, height: 844 }, hasTouch: true });

  test('a tap on the timeline seeks, and nothing is wider than the screen', async ({ page }) => {
    await using server = await recordedServer();
    await page.goto(server.url + pathAt(2_000, { spanSeconds: 10 }));
    await expectNumber(page, 'Door', 20);
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(390);
    const { x, y } = (await timelinePoint(page))(0.8);
    await page.touchscreen.tap(x, y);
    await expect.poll(async () => Math.abs((await numberIn(page, 'Door')) - 50)).toBeLessThanOrEqual(1);
    const marked = await numberIn(page, 'Door');
    await page.getByRole('button', { name: 'Mark start' }).tap();
    await page.getByRole('button', { name: 'One picture forward' }).tap();
    // An end at the same moment would be no part.
    await expect.poll(() => numberIn(page, 'Door')).toBe(marked + 1);
    await page.getByRole('button', { name: 'Mark end' }).tap();
    await expect(page.getByText(/ in [12] recordings?$/)).toBeVisible();
  });
});

test('the page survives a server that goes and comes back', async ({ page }) => {
  await using server = await recordedServer();
  await page.goto(server.url + pathAt(2_000));
  await expectNumber(page, 'Door', 20);
  await server.kill();
  await expect(picture(page, 'Door').getByText('No connection to the server.')).toBeVisible();
  await server.start();
  await expectNumber(page, 'Door', 20);
  await page.keyboard.press('.');
  await expectNumber(page, 'Door', 21);
});
