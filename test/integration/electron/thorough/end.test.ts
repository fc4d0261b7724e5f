import { existsSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { until } from '../../../fixtures/until.ts';
import { kioskTestsMissing } from '../fixtures/electron-program.ts';
import { KioskApp } from '../fixtures/kiosk-app.ts';
import { XScreen } from '../fixtures/x-screen.ts';

describe.skipIf(kioskTestsMissing)('the kiosk', () => {
  test('that is told to end does so in order and within its limit, and leaves no process', async () => {
    await using screen = await XScreen.start(800, 480);
    await using app = await KioskApp.start({ screen });
    app.rememberFamily();
    app.child.kill('SIGTERM');
    expect(await app.ended()).toBe(0);
    await until('its processes have ended', () => app.remaining().length === 0);
    await expect(app.fetch('/health')).rejects.toThrow();
    // One line, each step in its order.
    expect(app.output).toMatch(/ended in \d+ ms: .*settings written \d+ ms, .*server closed \d+ ms/);
    expect(app.output).not.toContain('NOT in time');
  });

  test('is brought to the front, loaded again, sent to a page and ended by later starts', async () => {
    await using screen = await XScreen.start(800, 480);
    await using app = await KioskApp.start({ screen });
    const page = await app.page('/?kiosk=1');
    await page.evaluate('void (window.old = true)');

    expect(await app.second()).toMatchObject({
      code: 0,
      output: expect.stringContaining('is running already'),
    });
    expect(await (await app.page('/?kiosk=1')).evaluate('window.old')).toBe(true);

    expect(await app.second('--reload')).toMatchObject({ code: 0 });
    await until('it is loaded again', async () =>
      (await app.page('/?kiosk=1')).evaluate('window.old === undefined').catch(() => false),
    );

    expect(await app.second('--show', '/status')).toMatchObject({ code: 0 });
    await app.page('/status');

    expect(await app.second('--quit')).toMatchObject({ code: 0 });
    expect(await app.ended()).toBe(0);
  });

  test('that does not run cannot be ended', async () => {
    await using screen = await XScreen.start(800, 480);
    await using app = await KioskApp.launch({ screen, args: ['--quit'] });
    expect(await app.ended()).toBe(1);
    expect(existsSync(app.dataFolder)).toBe(true);
  });
});
