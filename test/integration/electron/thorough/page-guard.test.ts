import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../../fixtures/until.ts';
import { kioskTestsMissing, onRealElectron } from '../fixtures/electron-program.ts';
import { KioskApp } from '../fixtures/kiosk-app.ts';
import { PageServer } from '../fixtures/page-server.ts';
import { XScreen } from '../fixtures/x-screen.ts';

describe.skipIf(kioskTestsMissing)('a page of the kiosk', () => {
  const borrowed = new AsyncDisposableStack();
  let elsewhere: PageServer;
  let app: KioskApp;
  const wall = () => app.page('/?kiosk=1');

  beforeAll(async () => {
    elsewhere = borrowed.use(await PageServer.start({}));
    app = borrowed.use(await KioskApp.start({ screen: borrowed.use(await XScreen.start(800, 480)) }));
  });
  afterAll(() => borrowed.disposeAsync());

  test('cannot go to another site', async () => {
    const page = await wall();
    await page.evaluate('void (window.stayed = true)');
    await page.evaluate(`void (location.href = '${elsewhere.url}/away')`);
    // A second one is refused after the first.
    await page.evaluate(`void location.replace('${elsewhere.url}/second')`);
    for (let round = 0; round < 5; round++) await page.evaluate(`fetch('/health').then(() => 1)`);
    expect(await page.evaluate('window.stayed')).toBe(true);
    expect(elsewhere.requests).toEqual([]);
  });

  test('cannot open a second window', async () => {
    const page = await wall();
    await page.evaluate(`void open('${elsewhere.url}/popup')`);
    await page.evaluate(`void open('/settings')`);
    await until('only the wall', async () => (await app.pages()).length === 1);
    await wall();
  });

  test('goes to the settings by a link only while there is no PIN, or by the PIN', async () => {
    const page = await wall();
    await app.change({ pin: '2468' });
    await page.evaluate('void (window.stayed = true)');
    for (const path of ['/settings', '/settings/', '/status', '/api-docs']) {
      await page.evaluate(`void (location.href = '${path}')`);
      for (let round = 0; round < 3; round++) await page.evaluate(`fetch('/health').then(() => 1)`);
      expect(await page.evaluate('window.stayed'), path).toBe(true);
    }
    await page.evaluate(`kiosk.unlock('settings', '2468')`).catch(() => {}); // it may be gone before the answer
    const settings = await app.pageAt((url) => url.pathname === '/settings');
    await settings.evaluate(`void (location.href = '/status')`).catch(() => {}); // as above
    const status = await app.pageAt((url) => url.pathname === '/status');
    await app.change({ pin: null });
    await status.evaluate(`kiosk.act('home')`).catch(() => {}); // as above
    const free = await wall();
    await free.evaluate(`void (location.href = '/settings')`).catch(() => {}); // as above
    const open = await app.pageAt((url) => url.pathname === '/settings');
    await open.evaluate(`kiosk.act('home')`).catch(() => {}); // as above
    await wall();
  });

  test('has no permissions', async () => {
    const page = await wall();
    for (const name of ['geolocation', 'notifications', 'camera', 'microphone', 'midi']) {
      const state = `navigator.permissions.query({ name: '${name}' }).then((status) => status.state)`;
      expect([name, await page.evaluate(state)]).toEqual([name, 'denied']);
    }
  });

  test('is told when it asks the bridge for what there is not', async () => {
    const page = await wall();
    for (const call of [
      `kiosk.act('explode')`,
      `kiosk.act()`,
      `kiosk.setBrightness('bright')`,
      `kiosk.setBrightness(1000)`,
      `kiosk.unlock('settings', 1234)`,
      `kiosk.unlock('everything', null)`,
    ]) {
      await expect(page.evaluate(call), call).rejects.toThrow('The kiosk refused');
    }
  });

  test('has no bridge in its frames', async () => {
    const page = await wall();
    const kind = await page.evaluate(`{
      const frame = document.body.appendChild(document.createElement('iframe'));
      const kind = typeof frame.contentWindow.kiosk;
      frame.remove();
      kind;
    }`);
    expect(kind).toBe('undefined');
  });

  test('is without the bridge, and refused by it, when it is not of our server', async () => {
    const page = await wall();
    await page.goto('data:text/html,stranger');
    expect(await page.evaluate('typeof kiosk')).toBe('undefined');
    // What a page could send that broke out of its world.
    if (!onRealElectron) {
      const session = await page.context().newCDPSession(page);
      const contexts: { id: number; name: string }[] = [];
      session.on('Runtime.executionContextCreated', ({ context }) => contexts.push(context));
      await session.send('Runtime.enable');
      const preload = contexts.find(({ name }) => name === 'Electron Isolated Context');
      const message = { kind: 'invoke', id: 1, channel: 'kiosk:act', args: ['sleep'] };
      await session.send('Runtime.evaluate', {
        expression: `standInPost(${JSON.stringify(JSON.stringify(message))})`,
        ...(preload && { contextId: preload.id }),
      });
      await until('it is refused', () => app.output.includes('a page that is not its own asked'));
    }
    await app.act({ show: null });
    await wall();
    expect((await app.report()).screen.on).toBe(true);
  });
});
