import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { healthSchema } from '../../../../server/contract/health.ts';
import { until } from '../../../fixtures/until.ts';
import { kioskTestsMissing } from '../fixtures/electron-program.ts';
import { KioskApp } from '../fixtures/kiosk-app.ts';
import { XScreen } from '../fixtures/x-screen.ts';

describe.skipIf(kioskTestsMissing)('the screen', () => {
  const borrowed = new AsyncDisposableStack();
  let screen: XScreen;
  let app: KioskApp;

  beforeAll(async () => {
    screen = borrowed.use(await XScreen.start(800, 480));
    app = borrowed.use(await KioskApp.start({ screen }));
    await watched(1);
  });
  afterAll(() => borrowed.disposeAsync());

  const watched = (times: number) =>
    until(`the camera is watched ${times} times`, async () => {
      const { cameras } = healthSchema.parse(await (await app.fetch('/health')).json());
      return cameras[0]?.subscribers === times;
    });
  // Above the pointer, which the X server draws until it is moved.
  const upper = { x: 0, y: 0, width: 799, height: 220 };
  const dark = () => until('it is black', () => screen.picture().isBlack(upper));
  const lit = () => until('it is not black', () => !screen.picture().isBlack(upper));

  test('that is sent to sleep is black, and nothing is watched', async () => {
    await app.act({ sleep: true });
    expect((await app.report()).screen).toMatchObject({ on: false, reason: 'asked' });
    await dark();
    await watched(0);
  });

  test('stays dark for its screenshot, and when its page is loaded again', async () => {
    expect((await app.fetch('/api/kiosk/screenshot')).status).toBe(200);
    await app.act({ reload: true });
    await app.page('/?kiosk=1');
    await dark();
    expect((await app.report()).screen.on).toBe(false);
  });

  test('is woken by a touch that does nothing else', async () => {
    const page = await app.page('/?kiosk=1');
    await page.evaluate(
      `void (window.clicks = 0, document.body.addEventListener('click', () => window.clicks++))`,
    );
    await page.mouse.click(400, 240);
    await lit();
    expect((await app.report()).screen).toMatchObject({ on: true });
    await watched(1);
    expect(await page.evaluate('window.clicks')).toBe(0);
  });

  test('is woken by a request', async () => {
    await app.act({ sleep: true });
    await dark();
    await app.act({ wake: true });
    await lit();
    expect((await app.report()).screen.on).toBe(true);
  });

  test('can be seen from afar', async () => {
    const answer = await app.fetch('/api/kiosk/screenshot');
    expect(answer.headers.get('content-type')).toBe('image/png');
    const png = Buffer.from(await answer.arrayBuffer());
    expect(png.subarray(1, 4).toString()).toBe('PNG');
    expect([800, 799]).toContain(png.readUInt32BE(16));
  });
});
