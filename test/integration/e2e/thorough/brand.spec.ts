import { expect, test } from '@playwright/test';
import { productName } from '../../../../server/contract/product.ts';
import { CameraServer } from '../camera-server.ts';

const auth = { enabled: true, protect_streams: true, username: 'admin', password: 'secret words' };

test('the name and the mark are on each page that a person meets first', async ({ page }) => {
  await using open = await CameraServer.start([]);
  await using closed = await CameraServer.start([], { auth });
  for (const address of [
    `${open.url}/`,
    `${open.url}/settings`,
    `${open.url}/no/such/page`,
    `${closed.url}/login`,
    `${closed.url}/guest?camera=door&token=none`,
    // A page that only administrators may open.
    `${closed.url}/status`,
  ]) {
    await page.goto(address);
    await expect(page.getByText(productName, { exact: true }).first(), address).toBeVisible();
  }
});

test('every icon that a page names is there', async ({ page }) => {
  await using server = await CameraServer.start([]);
  for (const path of ['/', '/no/such/page']) {
    await page.goto(server.url + path);
    const addresses = await page.evaluate<string[]>(
      `[...document.querySelectorAll('link[rel~="icon"], link[rel="apple-touch-icon"]')].map(({ href }) => href)`,
    );
    expect(addresses.length).toBeGreaterThan(0);
    for (const address of addresses) {
      const answer = await page.request.get(address);
      expect([address, answer.status(), answer.headers()['content-type']]).toEqual([
        address,
        200,
        expect.stringMatching(/^image\//),
      ]);
    }
  }
});
