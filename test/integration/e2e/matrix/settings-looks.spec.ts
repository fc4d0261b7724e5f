import { expect, test } from '@playwright/test';
import { CameraServer } from '../camera-server.ts';
import { expectToFit } from '../looks.ts';
import { openSection, sectionsOf } from '../settings-page.ts';
import { testCameras } from '../wall-page.ts';

test("the server's settings and the API page fit each screen, for everybody", async ({ page }) => {
  await using server = await CameraServer.start(testCameras(3), {
    port_mode: 'nginx',
    webhooks: [{ id: 'home', url: 'http://homeassistant.lan:8123/api/webhook/door', events: ['person'] }],
  });
  const sections = await sectionsOf(page, server);
  // The section of the cameras has its own test.
  for (const id of sections.filter((section) => section !== 'cameras')) {
    await openSection(page, server, id);
    await expect(page.getByText('Loading…')).toHaveCount(0);
    await expectToFit(page, `settings-${id}`);
  }
  await page.goto(`${server.url}/api-docs#getCamIdSnapshot`);
  await page.getByRole('button', { name: 'Try it: GET /cam/{id}/snapshot' }).click();
  await expect(page.getByRole('img', { name: /^Answer of/ })).toBeVisible();
  await expectToFit(page, 'api-docs');
});
