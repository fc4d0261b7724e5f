import { expect, test, type Page } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { expectMovingPictures, testCameras, tile } from '../wall-page.ts';

const auth = { enabled: true, protect_streams: true, username: 'jürgen', password: 'p€ss:wort' };

const protectedServer = (fields: object = {}) =>
  CameraServer.start(testCameras(2), { auth: { ...auth, ...fields } });

async function logIn(page: Page, password = auth.password): Promise<void> {
  await page.getByLabel('User name').fill(auth.username);
  await page.getByLabel('Password').fill(password);
  await page.getByRole('button', { name: 'Log in' }).click();
}

test('a wall whose server tells nothing without a login asks for one too', async ({ page }) => {
  await using server = await protectedServer({ protect_status: true });
  await page.goto(server.url);
  await page.getByRole('link', { name: 'Log in' }).click();
  await logIn(page);
  await expectMovingPictures([tile(page, 'Camera 1')]);
});

test('a wall that was open when it was loaded asks for a login when it is protected', async ({
  page,
  request,
}) => {
  await using server = await CameraServer.start(testCameras(1));
  await page.goto(server.url);
  await expectMovingPictures([tile(page, 'Camera 1')]);
  const answer = await request.post(`${server.url}/api/cameras`, { data: { auth, cameras: testCameras(1) } });
  expect(answer.status()).toBe(200);
  await expect(page.getByRole('link', { name: 'Log in' })).toBeVisible();
  await expect(page.getByText('Log in to see the picture')).toBeVisible();
});

test('a wrong password is told, and after some the wait is counted down', async ({ page }) => {
  await using server = await protectedServer();
  await page.goto(`${server.url}/login`);
  await logIn(page, 'guess');
  await expect(page.getByRole('alert')).toHaveText('The user name or the password is wrong. Try again.');
  // What was typed is selected, to be typed over.
  await expect(page.getByLabel('Password')).toBeFocused();
  // Until the wait is long enough to be seen.
  await expect(async () => {
    const guess = { username: 'x', password: `${Math.random()}` };
    const answer = await page.request.post(`${server.url}/api/session`, { data: guess });
    expect(Number(answer.headers()['retry-after'] ?? 0)).toBeGreaterThan(2);
  }).toPass();
  await logIn(page, 'guess again');
  await expect(page.getByRole('alert')).toHaveText(/You can try again in \d+\ss\./);
  await expect(page.getByRole('button', { name: 'Log in' })).toBeDisabled();
  await page.screenshot({ path: 'test/integration/e2e/output/login-waiting.png' });
  await expect(page.getByRole('alert')).toBeEmpty();
  await logIn(page);
  await expectMovingPictures([tile(page, 'Camera 1')]);
});

test('a page for the administrator comes after the login, and so does the way back to it', async ({
  page,
}) => {
  await using server = await protectedServer();
  await page.goto(`${server.url}/settings?tab=users`);
  expect(page.url()).toBe(`${server.url}/login?next=${encodeURIComponent('/settings?tab=users')}`);
  await logIn(page);
  await expect.poll(() => page.url()).toBe(`${server.url}/settings?tab=users`);
  // Who is logged in is not asked again.
  await page.goto(`${server.url}/login?next=/api-docs`);
  await expect.poll(() => page.url()).toBe(`${server.url}/api-docs`);
});

for (const next of ['https://evil.example/', '//evil.example/', '/.//evil.example', 'javascript:alert(1)']) {
  test(`a login does not lead to ${next}`, async ({ page }) => {
    await using server = await protectedServer();
    await page.goto(`${server.url}/login?next=${encodeURIComponent(next)}`);
    await logIn(page);
    await expect.poll(() => page.url()).toBe(`${server.url}/`);
  });
}

test('a login page on a server without auth, or that is away, says so or leaves', async ({ page }) => {
  const server = await protectedServer();
  await page.goto(`${server.url}/login`);
  await expect(page.getByLabel('User name')).toBeFocused();
  await server[Symbol.asyncDispose]();
  await logIn(page);
  await expect(page.getByRole('alert')).toHaveText('The camera server does not answer. Try again.');
  await using open = await CameraServer.start(testCameras(1));
  await page.goto(`${open.url}/login`);
  await expect.poll(() => page.url()).toBe(`${open.url}/`);
});

test('the fields are what a password store looks for', async ({ page }) => {
  await using server = await protectedServer();
  await page.goto(`${server.url}/login`);
  await expect(page.getByLabel('User name')).toHaveAttribute('autocomplete', 'username');
  await expect(page.getByLabel('Password')).toHaveAttribute('autocomplete', 'current-password');
});

for (const [what, width, height] of [
  ["the Pi's own 7-inch display", 800, 480],
  ['a phone', 390, 844],
  ['a very small window', 320, 240],
] as const) {
  test(`the login page fits ${what}`, async ({ page }) => {
    await using server = await protectedServer();
    await page.setViewportSize({ width, height });
    await page.goto(`${server.url}/login`);
    const button = page.getByRole('button', { name: 'Log in' });
    await logIn(page, 'guess');
    await expect(page.getByRole('alert')).not.toBeEmpty();
    await page.screenshot({ path: `test/integration/e2e/output/login-${width}x${height}.png` });
    await button.scrollIntoViewIfNeeded();
    await expect(button).toBeInViewport({ ratio: 1 });
    expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
    await page.goto(server.url);
    await expect(page.getByRole('link', { name: 'Log in' })).toBeInViewport({ ratio: 1 });
    await page.screenshot({ path: `test/integration/e2e/output/wall-locked-${width}x${height}.png` });
  });
}
