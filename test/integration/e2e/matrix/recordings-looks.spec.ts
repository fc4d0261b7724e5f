import AxeBuilder from '@axe-core/playwright';
import { expect, test } from '@playwright/test';
import { expectNumber, pathAt, recordedServer, startMs } from '../recordings-page.ts';

const marks = `&from=${new Date(startMs).toISOString()}&to=${new Date(startMs + 8_000).toISOString()}`;

for (const { name, width, height, colorScheme } of [
  { name: 'a desktop, dark', width: 1_280, height: 800, colorScheme: 'dark' },
  { name: 'a phone, light', width: 390, height: 844, colorScheme: 'light' },
  { name: "the Pi's own display", width: 800, height: 480, colorScheme: 'dark' },
] as const) {
  test.describe(`on ${name}`, () => {
    test.use({ viewport: { width, height }, colorScheme });

    test('the page Recordings has no serious obstacles for anybody, and is no wider than the screen', async ({
      page,
    }) => {
      await using server = await recordedServer();
      await page.goto(server.url + pathAt(3_000, { cameras: ['door', 'yard'] }) + marks);
      await expectNumber(page, 'Door', 30);
      await expect(page.getByRole('button', { name: 'Export MP4' })).toBeVisible();
      expect(await page.evaluate('document.documentElement.scrollWidth')).toBeLessThanOrEqual(width);
      const { violations } = await new AxeBuilder({ page }).analyze();
      const serious = violations.filter(({ impact }) => impact === 'serious' || impact === 'critical');
      expect(serious.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`)).toEqual([]);
    });
  });
}
