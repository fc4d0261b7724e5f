import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, test } from '@playwright/test';
import { TestServer } from '../../fixtures/running-server.ts';
import { complaintsOf, expectMovingPictures, testCameras, tile } from './wall-page.ts';

const cameras = testCameras(1);
const config = { port_mode: 'off', cameras };

/** A page of somebody else: another site (localhost, where the server is at 127.0.0.1), another port. */
async function foreignPage(html: string, headers: Record<string, string> = {}) {
  const server = createServer((_request, response) => {
    response.writeHead(200, { 'Content-Type': 'text/html', ...headers }).end(html);
  }).listen(0, 'localhost');
  await once(server, 'listening');
  return {
    url: `http://localhost:${(server.address() as AddressInfo).port}`,
    [Symbol.dispose]: () => {
      server.close();
      server.closeAllConnections();
    },
  };
}

test.describe('with HTTPS', () => {
  test.use({ ignoreHTTPSErrors: true });

  test('the wall works and complains of nothing', async ({ page }) => {
    await using server = await TestServer.start({ config, args: ['--tls', 'self-signed'] });
    const complaints = complaintsOf(page);
    const answer = await page.goto(server.url);
    expect(answer?.headers()['cross-origin-opener-policy']).toBe('same-origin');
    expect(page.url()).toMatch(/^https:/);
    await expectMovingPictures([tile(page, 'Camera 1')]);
    expect(complaints).toEqual([]);
  });
});

test('code that gets into a page is not run', async ({ page }) => {
  await using server = await TestServer.start({ config });
  await page.goto(server.url);
  const complaints = complaintsOf(page);
  await page.evaluate(`
    document.body.insertAdjacentHTML('beforeend', '<img src="/none" onerror="globalThis.smuggled = 1">');
    const script = document.createElement('script');
    script.textContent = 'globalThis.smuggled = 2';
    document.body.append(script);
    const base = document.createElement('base');
    base.href = 'https://evil.example/';
    document.head.append(base);
  `);
  await expect
    .poll(() => complaints.filter((text) => text.includes('Content Security Policy')).length)
    .toBe(3);
  expect(await page.evaluate('globalThis.smuggled')).toBeUndefined();
});

test('streams and snapshots can be shown by another site, pages cannot', async ({ page }) => {
  await using server = await TestServer.start({ config });
  // The strictest that a site can ask of what it embeds.
  using isolated = await foreignPage(
    `<img id="video" src="${server.url}/cam/cam1/video"><img id="still" src="${server.url}/cam/cam1/snapshot">`,
    { 'Cross-Origin-Embedder-Policy': 'require-corp' },
  );
  await page.goto(isolated.url, { waitUntil: 'commit' });
  for (const id of ['video', 'still']) {
    await expect.poll(() => page.evaluate(`document.getElementById('${id}').naturalWidth`)).toBe(320);
  }
  using framing = await foreignPage(
    `<iframe name="still" src="${server.url}/cam/cam1/snapshot"></iframe><iframe name="wall" src="${server.url}/"></iframe>`,
  );
  await page.goto(framing.url);
  await expect(page.frameLocator('[name=still]').locator('img')).toBeVisible();
  await expect.poll(() => page.frame('wall')?.url()).toContain('chrome-error:');
});

test('scripts of another site read pictures only where that is configured, and never change anything', async ({
  page,
}) => {
  await using server = await TestServer.start({ config });
  using foreign = await foreignPage('<p>somebody else</p>');
  await page.goto(foreign.url);
  const read = (path: string) =>
    page.evaluate(`fetch('${server.url}${path}').then((answer) => answer.headers.get('X-Sequence'), String)`);
  expect(await read('/cam/cam1/snapshot')).toContain('Failed to fetch');

  // What a form can send without asking first; the answer is kept from the page too.
  const written = page.evaluate(
    `fetch('${server.url}/api/cameras', { method: 'POST', mode: 'no-cors', body: '{"cameras":[]}' })`,
  );
  await expect(written).rejects.toThrow('Failed to fetch');
  expect((await server.health()).cameras).toHaveLength(1);
  const settings = { ...config, cors_origins: [foreign.url] };
  const saved = await server.fetch('/api/cameras', {
    method: 'POST',
    body: JSON.stringify(settings),
    headers: { 'Content-Type': 'application/json' },
  });
  expect(saved.status).toBe(200);
  expect(await read('/cam/cam1/snapshot')).toMatch(/^\d+$/);
  expect(await read('/api/cameras')).toContain('Failed to fetch');
});
