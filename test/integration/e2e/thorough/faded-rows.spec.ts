import { expect, test, type Locator } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { pathAt, recordedServer } from '../recordings-page.ts';
import { openSection } from '../settings-page.ts';
import { testCameras } from '../wall-page.ts';

/** A row on a phone fades out on the side where more of it lies, and is whole where there is room for all of it. */
async function expectToFade(row: Locator, fadePx: number): Promise<void> {
  const scrollTo = (place: 'start' | 'end') =>
    row.evaluate(
      (element: { scrollTo(place: object): void; scrollWidth: number }, left: number) => {
        element.scrollTo({ left: left * element.scrollWidth, behavior: 'instant' });
      },
      place === 'start' ? 0 : 1,
    );
  const left = new RegExp(`, rgb\\(0, 0, 0\\) ${fadePx}px, rgb`);
  const right = new RegExp(`, rgb\\(0, 0, 0\\) calc\\(100% - ${fadePx}px\\), rgb`);
  await scrollTo('start');
  await expect(row).toHaveCSS('mask-image', right);
  await expect(row).not.toHaveCSS('mask-image', left);
  await scrollTo('end');
  await expect(row).toHaveCSS('mask-image', left);
  await expect(row).not.toHaveCSS('mask-image', right);
}

test.use({ viewport: { width: 390, height: 844 } });

test('the sections of the settings fade out where there are more of them', async ({ page }) => {
  await using server = await CameraServer.start(testCameras(1));
  await openSection(page, server, 'network');
  const row = page.getByRole('navigation', { name: 'Settings' }).locator('.row');
  await expectToFade(row, 64);
  await page.setViewportSize({ width: 1_280, height: 800 });
  await expect(row).toHaveCSS('mask-image', 'none');
});

test('the cameras on the page Recordings fade out where there are more of them', async ({ page }) => {
  await using server = await recordedServer();
  await page.goto(server.url + pathAt(3_000));
  const chips = page.getByRole('group', { name: 'Cameras' });
  await expect(chips.getByRole('button')).toHaveCount(2);
  await expect(chips).toHaveCSS('mask-image', 'none');
  // Large letters need more room.
  await page.evaluate(`document.documentElement.style.fontSize = '64px'`);
  await expectToFade(chips, 128);
});
