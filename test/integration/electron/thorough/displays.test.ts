import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { until } from '../../../fixtures/until.ts';
import { kioskTestsMissing, onRealElectron } from '../fixtures/electron-program.ts';
import { KioskApp } from '../fixtures/kiosk-app.ts';
import { XScreen } from '../fixtures/x-screen.ts';
import type { StandInDisplay } from '../stand-in/screen.ts';

const left: StandInDisplay = { label: 'HDMI-A-1', x: 0, y: 0, width: 640, height: 480 };
const right: StandInDisplay = { label: 'HDMI-A-2', x: 640, y: 0, width: 640, height: 480 };

// A real Electron has the displays of the X server, which has one here.
test.skipIf(kioskTestsMissing ?? onRealElectron)(
  'each display has a window while it is plugged',
  async () => {
    const folder = mkdtempSync(join(tmpdir(), 'displays-'));
    const file = join(folder, 'displays.json');
    const plug = (...displays: StandInDisplay[]) => writeFileSync(file, JSON.stringify(displays));
    plug(left, right);
    const screens = [{ display: 'HDMI-A-1' }, { display: 'HDMI-A-2', page: '/status' }];
    await using screen = await XScreen.start(1280, 480);
    await using app = await KioskApp.start({
      screen,
      settings: JSON.stringify({ screens }),
      env: { STAND_IN_DISPLAYS: file },
    });
    const status = await app.page('/status');
    expect(await status.evaluate('[screenX, innerWidth].join()')).toBe('640,640');
    const wall = await app.page('/?kiosk=1');
    expect(await wall.evaluate('[screenX, innerWidth].join()')).toBe('0,640');

    plug(left);
    await until('only the wall', async () => (await app.pages()).length === 1);
    expect((await app.report()).problems.join()).toContain('HDMI-A-2');
    plug(left, right);
    await app.page('/status');
    await until('no problem', async () => (await app.report()).problems.length === 0);
    rmSync(folder, { recursive: true });
  },
);
