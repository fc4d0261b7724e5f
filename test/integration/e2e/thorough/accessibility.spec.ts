import AxeBuilder from '@axe-core/playwright';
import { expect, test, type Page } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { testCameras } from '../wall-page.ts';

let server: CameraServer;
test.beforeAll(async () => {
  const offline = { id: 'gone', name: 'Gone', device: 99 };
  server = await CameraServer.start([...testCameras(3), offline]);
});
test.afterAll(() => server[Symbol.asyncDispose]());

const sections = [
  'cameras',
  'server',
  'network',
  'access',
  'credentials',
  'https',
  'logging',
  'backup',
  'json',
];
const pages = [
  '/',
  '/?kiosk=1',
  '/?camera=cam1',
  '/login',
  '/recordings',
  '/status',
  '/api-docs',
  '/settings#cameras/cam1',
  ...sections.map((section) => `/settings#${section}`),
];
const screens = [
  { name: 'a desktop, dark', width: 1_280, height: 800, colorScheme: 'dark' },
  { name: 'a phone, light', width: 390, height: 844, colorScheme: 'light' },
] as const;

for (const { name, width, height, colorScheme } of screens) {
  test.describe(`on ${name}`, () => {
    test.use({ viewport: { width, height }, colorScheme });
    for (const path of pages) {
      test(`${path} has no serious obstacles for anybody`, async ({ page }) => {
        await page.goto(server.url + path);
        await settled(page);
        const { violations } = await new AxeBuilder({ page }).analyze();
        const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
        expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual(
          [],
        );
      });
    }
  });
}

/** What the page loads later is there: nothing says that it is loading, and a heading or a tile is to see. */
async function settled(page: Page): Promise<void> {
  await expect(page.locator('h1:visible, [role="group"]:visible').first()).toBeVisible();
  await expect(page.getByText(/^(Loading|Connecting)/).filter({ visible: true })).toHaveCount(0);
}
