import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { openSection } from '../settings-page.ts';
import { testCameras } from '../wall-page.ts';

const sections = [
  'server',
  'events',
  'network',
  'access',
  'credentials',
  'https',
  'logging',
  'backup',
  'json',
];
const screens = [
  [1_920, 1_080, 'dark'],
  [800, 480, 'light'],
  [390, 844, 'dark'],
  [320, 640, 'light'],
] as const;

for (const [width, height, colorScheme] of screens) {
  test(`the server's settings and the API page fit ${width} x ${height} (${colorScheme}), for everybody`, async ({
    page,
  }) => {
    await using server = await CameraServer.start(testCameras(3), {
      port_mode: 'nginx',
      webhooks: [{ id: 'home', url: 'http://homeassistant.lan:8123/api/webhook/door', events: ['person'] }],
    });
    await page.setViewportSize({ width, height });
    await page.emulateMedia({ colorScheme });
    const check = async (name: string) => {
      expect([name, await page.evaluate('document.documentElement.scrollWidth')]).toEqual([name, width]);
      const { violations } = await new AxeBuilder({ page }).analyze();
      expect([name, violations.map(({ id, nodes }) => `${id}: ${nodes[0]?.html}`)]).toEqual([name, []]);
      await page.screenshot({ path: `test/integration/e2e/output/${name}-${width}x${height}.png` });
    };
    for (const id of sections) {
      await openSection(page, server, id);
      await expect(page.getByText('Loading…')).toHaveCount(0);
      await check(`settings-${id}`);
    }
    await page.goto(`${server.url}/api-docs#getCamIdSnapshot`);
    await page.getByRole('button', { name: 'Try it: GET /cam/{id}/snapshot' }).click();
    await expect(page.getByRole('img', { name: /^Answer of/ })).toBeVisible();
    await check('api-docs');
  });
}
