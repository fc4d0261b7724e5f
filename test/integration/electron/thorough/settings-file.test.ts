import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { until } from '../../../fixtures/until.ts';
import { kioskTestsMissing } from '../fixtures/electron-program.ts';
import { KioskApp } from '../fixtures/kiosk-app.ts';
import { XScreen } from '../fixtures/x-screen.ts';

describe.skipIf(kioskTestsMissing)('kiosk.json', () => {
  test('that is broken is set aside and named, and the wall is shown', async () => {
    await using screen = await XScreen.start(800, 480);
    await using app = await KioskApp.start({ screen, settings: '{ "cursor": "hid' });
    const { problems, settings } = await app.report();
    expect(problems.join()).toContain('kiosk.json');
    expect(settings.cursor).toBe('idle');
    expect(readdirSync(app.dataFolder).filter((name) => name.startsWith('kiosk.json.broken'))).toHaveLength(
      1,
    );
  });

  test('says what is shown, and how large', async () => {
    await using screen = await XScreen.start(800, 480);
    const settings = JSON.stringify({ screens: [{ page: '/status', zoom: 2 }], cursor: 'hidden' });
    await using app = await KioskApp.launch({ screen, settings });
    const page = await app.page('/status');
    await until('everything is twice as large', async () =>
      page.evaluate('innerWidth <= 400 && innerWidth >= 399'),
    );
    expect(await page.evaluate('getComputedStyle(document.body).cursor')).toBe('none');
    await app.change({ screens: [{ display: 'primary', page: '/?kiosk=1', rotation: null, zoom: 1 }] });
    await app.page('/?kiosk=1');
    const [first] = (await app.report()).displays;
    expect(first).toMatchObject({ primary: true, width: 800, height: 480, page: '/?kiosk=1' });
  });
});
