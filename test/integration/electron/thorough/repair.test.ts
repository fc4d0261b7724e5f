import { describe, expect, test } from 'vitest';
import { until } from '../../../fixtures/until.ts';
import { kioskTestsMissing } from '../fixtures/electron-program.ts';
import { KioskApp } from '../fixtures/kiosk-app.ts';
import { XScreen } from '../fixtures/x-screen.ts';

/** Ends its page's process when there is one with the wall. */
async function crash(app: KioskApp): Promise<void> {
  await app.page('/?kiosk=1');
  app.killRenderers();
}

describe.skipIf(kioskTestsMissing)('a page that fails', () => {
  test('is loaded again three times, then in a new window, and at last the app ends for systemd', async () => {
    await using screen = await XScreen.start(800, 480);
    await using app = await KioskApp.start({ screen });
    for (let times = 1; times <= 3; times++) {
      await crash(app);
      await until('it is repaired', async () => (await app.report()).repairs.reload === times);
    }
    await crash(app);
    await until('it has a new window', async () => (await app.report()).repairs.window === 1);
    expect((await app.pages()).length).toBeLessThanOrEqual(1);
    const metrics = await (await app.fetch('/metrics')).text();
    expect(metrics).toMatch(/rpicam_kiosk_repairs_total\{step="reload"\} 3/);
    expect(metrics).toMatch(/rpicam_kiosk_repairs_total\{step="window"\} 1/);
    await crash(app);
    expect(await app.ended()).toBe(1);
  });

  test('shows moving pictures again after its process was killed', async () => {
    await using screen = await XScreen.start(800, 480);
    await using app = await KioskApp.start({ screen });
    await crash(app);
    await until('it is repaired', async () => (await app.report()).repairs.reload === 1);
    await app.page('/?kiosk=1');
    const all = { x: 0, y: 0, width: 800, height: 400 };
    const before = await until('a picture', () => {
      const picture = screen.picture();
      return picture.isBlack(all) ? undefined : picture;
    });
    await until('another picture', () => before.difference(screen.picture(), all) > 0.002);
  });

  test('by hanging is ended and loaded again', async () => {
    await using screen = await XScreen.start(800, 480);
    await using app = await KioskApp.start({ screen, env: { STAND_IN_HANG_MS: '1000' } });
    const page = await app.page('/?kiosk=1');
    // It never answers: Playwright gives up when the page is gone.
    page.evaluate('for (;;);').catch(() => {});
    await until('it is repaired', async () => (await app.report()).repairs.reload === 1);
    await app.page('/?kiosk=1');
  });
});
