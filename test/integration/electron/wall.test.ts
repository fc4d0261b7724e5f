import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { until } from '../../fixtures/until.ts';
import { kioskTestsMissing } from './fixtures/electron-program.ts';
import { KioskApp } from './fixtures/kiosk-app.ts';
import { XScreen } from './fixtures/x-screen.ts';

describe.skipIf(kioskTestsMissing)('the kiosk on a screen', () => {
  const borrowed = new AsyncDisposableStack();
  let screen: XScreen;
  let app: KioskApp;

  beforeAll(async () => {
    screen = borrowed.use(await XScreen.start());
    app = borrowed.use(await KioskApp.start({ screen }));
  });
  afterAll(() => borrowed.disposeAsync());

  test('covers all of it with one page', async () => {
    expect(await app.pages()).toHaveLength(1);
    const page = await app.page('/?kiosk=1');
    const [width, height] = await page.evaluate<[number, number]>('[innerWidth, innerHeight]');
    // Without a window manager, Chromium leaves one line and column free.
    expect([1280 - width, 720 - height].every((rest) => rest === 0 || rest === 1)).toBe(true);
  });

  test('shows the moving pictures of the camera', async () => {
    // The test pattern's clock, in the middle of its picture.
    const clock = { x: 240, y: 380, width: 800, height: 120 };
    for (let change = 0; change < 3; change++) {
      const before = await until('a picture', () => {
        const picture = screen.picture();
        return picture.isBlack(clock) ? undefined : picture;
      });
      await until('another picture', () => before.difference(screen.picture(), clock) > 0.005);
    }
  });

  test('gives its page nothing of Node and Electron but the bridge', async () => {
    const page = await app.page('/?kiosk=1');
    const kinds = await page.evaluate(
      `[typeof require, typeof process, typeof module, typeof ipcRenderer, typeof electron].join()`,
    );
    expect(kinds).toBe('undefined,undefined,undefined,undefined,undefined');
    expect(await page.evaluate('Object.keys(kiosk).sort().join()')).toBe(
      'act,onStatus,setBrightness,status,unlock',
    );
    expect(await page.evaluate('Object.isFrozen(kiosk)')).toBe(true);
    expect(await page.evaluate(`'kiosk' in window && delete window.kiosk`).catch(() => false)).toBe(false);
  });

  test('lets its page in without a login, and nobody else', async () => {
    const page = await app.page('/?kiosk=1');
    expect(await page.evaluate(`fetch('/api/session').then((answer) => answer.status)`)).toBe(200);
    expect(new URL(page.url()).search).toBe('?kiosk=1');
  });
});
