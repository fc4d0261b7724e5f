import { expect, test, type Page } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { expectToFit, type Look } from '../looks.ts';
import { testCameras } from '../wall-page.ts';

let server: CameraServer;
test.beforeAll(async () => {
  const offline = { id: 'gone', name: 'Gone', device: 99 };
  server = await CameraServer.start([...testCameras(3), offline]);
});
test.afterAll(() => server[Symbol.asyncDispose]());

/** The other sections of the settings and the API page: settings-looks.spec.ts, settings-cameras.spec.ts. */
const pages = [
  '/',
  '/?kiosk=1',
  '/?camera=cam1',
  '/login',
  '/recordings',
  '/status',
  '/api-docs',
  '/settings#cameras/cam1',
];
const screens: readonly Look[] = [
  { width: 1_280, height: 800, colorScheme: 'dark', isExamined: true },
  { width: 390, height: 844, colorScheme: 'light', isExamined: true },
];

for (const path of pages) {
  test(`${path} has no obstacles for anybody`, async ({ page }) => {
    await page.goto(server.url + path);
    await settled(page);
    await expectToFit(page, `page-${path.replaceAll(/\W+/g, '-')}`, screens);
  });
}

/** What the page loads later is there: nothing says that it is loading, and a heading or a tile is to see. */
async function settled(page: Page): Promise<void> {
  await expect(page.locator('h1:visible, [role="group"]:visible').first()).toBeVisible();
  await expect(page.getByText(/^(Loading|Connecting)/).filter({ visible: true })).toHaveCount(0);
}
