import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { kioskTestsMissing } from '../fixtures/electron-program.ts';
import { KioskApp } from '../fixtures/kiosk-app.ts';
import { XScreen } from '../fixtures/x-screen.ts';

describe.skipIf(kioskTestsMissing)('the PIN', () => {
  const borrowed = new AsyncDisposableStack();
  let app: KioskApp;
  const wall = () => app.page('/?kiosk=1');

  beforeAll(async () => {
    const screen = borrowed.use(await XScreen.start(800, 480));
    const auth = { enabled: true, protect_streams: true, username: 'me', password: 'sesame' };
    app = borrowed.use(await KioskApp.start({ screen, config: { auth }, login: 'me:sesame' }));
    await app.change({ pin: '2468' });
  });
  afterAll(() => borrowed.disposeAsync());

  test('is asked for before the settings and before leaving', async () => {
    const page = await wall();
    for (const purpose of ['settings', 'leave']) {
      expect(await page.evaluate(`kiosk.unlock('${purpose}', null)`)).toEqual({ kind: 'pin-needed' });
    }
    expect(await page.evaluate(`kiosk.unlock('leave', '1111')`)).toEqual({ kind: 'wrong', triesLeft: 4 });
    expect(await page.evaluate('kiosk.status().then((status) => status.pinSet)')).toBe(true);
  });

  test('is kept from everybody', async () => {
    expect(await (await app.fetch('/api/kiosk')).text()).not.toMatch(/2468|pin_hash/);
    expect(app.output).not.toContain('2468');
  });

  test('opens the settings, from which one comes back', async () => {
    const page = await wall();
    const answered = `fetch('/api/kiosk').then((answer) => answer.status)`;
    expect(await page.evaluate(answered)).toBeGreaterThanOrEqual(401);
    // It may be gone before the page has the answer.
    await page.evaluate(`kiosk.unlock('settings', '2468')`).catch(() => {});
    const settings = await app.pageAt((url) => url.pathname === '/settings');
    expect(await settings.evaluate(answered)).toBe(200);
    await settings.evaluate(`kiosk.act('home')`).catch(() => {}); // as above
    expect(await (await wall()).evaluate(answered)).toBeGreaterThanOrEqual(401);
  });

  test('lets one leave', async () => {
    const page = await wall();
    await page.evaluate(`kiosk.unlock('leave', '2468')`).catch(() => {}); // it ends with its page
    expect(await app.ended()).toBe(0);
  });
});
