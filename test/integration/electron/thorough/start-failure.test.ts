import { once } from 'node:events';
import { createServer } from 'node:net';
import { describe, expect, test } from 'vitest';
import { freePorts } from '../../../fixtures/free-ports.ts';
import { until } from '../../../fixtures/until.ts';
import { kioskTestsMissing } from '../fixtures/electron-program.ts';
import { KioskApp } from '../fixtures/kiosk-app.ts';
import { XScreen } from '../fixtures/x-screen.ts';

describe.skipIf(kioskTestsMissing)('a server that cannot start', () => {
  test('is explained on a dark page, and started as soon as it can be', async () => {
    const [port = 0] = await freePorts(1);
    const other = createServer().listen(port, '127.0.0.1');
    await once(other, 'listening');
    await using screen = await XScreen.start(800, 480);
    await using app = await KioskApp.launch({ screen, port });

    const text = await until('the page', async () => {
      const [page] = await app.pages();
      return page?.url().startsWith('data:') ? page.textContent('main') : undefined;
    });
    expect(text).toContain(`ort ${port} is in use by another program`);
    expect(text).toMatch(/again/);
    await until('it is on the screen, in white on black', () => {
      const picture = screen.picture();
      const corner = picture.colours({ x: 0, y: 0, width: 4, height: 4 });
      return corner.every((value) => value === 0) && !picture.isBlack();
    });

    other.close();
    await app.page('/?kiosk=1');
    expect(app.hasEnded).toBe(false);
  });
});
