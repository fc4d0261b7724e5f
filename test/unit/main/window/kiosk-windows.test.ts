import '../../../doubles/electron-hook.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KioskWindows } from '../../../../main/window/kiosk-windows.ts';
import { screenSettingsSchema, type ScreenSettings } from '../../../../server/contract/kiosk/kiosk.ts';
import { displaysDouble, forgetWindows, openWindows } from '../../../doubles/electron-windows.ts';
import { silentFaults } from '../../../doubles/silent-faults.ts';
import { silentLogger } from '../../../doubles/silent-logger.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

const origin = 'http://127.0.0.1:8000';
const display = (id: number, label: string) => ({
  id,
  label,
  bounds: { x: (id - 1) * 800, y: 0, width: 800, height: 480 },
  scaleFactor: 1,
});
const hdmi = display(1, 'HDMI-A-1');
const dsi = display(2, 'DSI-1');

let clock: SteppedClock;
let screens: ScreenSettings[];
let windows: KioskWindows;
let givenUp: number;
let ending: AbortController;

beforeEach(() => {
  forgetWindows();
  clock = new SteppedClock();
  ending = new AbortController();
  givenUp = 0;
  displaysDouble.displays = [hdmi, dsi];
  screens = [
    screenSettingsSchema.parse({ display: 'HDMI-A-1', page: '/' }),
    screenSettingsSchema.parse({ display: 'DSI-1', page: '/cam/hall' }),
  ];
  windows = new KioskWindows(() => screens);
  const server = {
    url: `${origin}/`,
    kioskUrl: (page: string) => `${origin}${page}`,
    logger: silentLogger,
    faults: silentFaults(),
  };
  windows.open(
    {
      server,
      preloadPath: '/preload.cjs',
      developerTools: false,
      clock,
      screenOn: () => true,
      pinSet: () => false,
      onClosed: () => undefined,
      giveUp: () => void givenUp++,
    },
    ending.signal,
  );
});
afterEach(() => {
  ending.abort();
  expect([openWindows(), clock.sleeperCount, displaysDouble.eventNames()]).toEqual([[], 0, []]);
});

const pages = () => openWindows().map(({ webContents }) => webContents.loaded.at(-1));

/** Displays came or went. */
function connect(...displays: (typeof hdmi)[]): void {
  displaysDouble.displays = displays;
  displaysDouble.emit('display-added');
}

describe('the windows of a kiosk', () => {
  test('are one for each screen of the settings whose display is there', () => {
    expect(pages()).toEqual([`${origin}/`, `${origin}/cam/hall`]);
  });

  test('come and go with the displays; the other ones are left alone', () => {
    const [first] = openWindows();
    connect(hdmi);
    expect(openWindows()).toEqual([first]);
    expect(windows.problems).toEqual([expect.stringContaining('DSI-1 is not there')]);
    connect(hdmi, dsi);
    expect(pages()).toEqual([`${origin}/`, `${origin}/cam/hall`]);
    expect(first?.webContents.loaded).toHaveLength(1);
  });

  test('stay while no display is there: one that is switched off at its button comes back', () => {
    connect();
    expect(openWindows()).toHaveLength(2);
  });

  test('are found by their display, and refused by name where there is none', () => {
    expect(windows.on('DSI-1').page).toBe('/cam/hall');
    expect(windows.on(undefined).page).toBe('/');
    expect(() => windows.on('DP-1')).toThrow('There is no display DP-1; there are HDMI-A-1, DSI-1.');
    screens = [screens[0] as ScreenSettings];
    windows.arrange();
    expect(() => windows.on('DSI-1')).toThrow('Nothing of the kiosk is shown there');
  });
});

describe('a failure', () => {
  async function crash(index: number): Promise<void> {
    openWindows()[index]?.webContents.crash();
    await clock.advance(0);
  }

  test('of one page leaves the other ones alone, and is counted by what was done', async () => {
    for (let time = 1; time <= 4; time++) await crash(0);
    expect(windows.repairs).toEqual({ reload: 3, window: 1 });
    expect(openWindows().map(({ webContents }) => webContents.loaded.length)).toEqual([1, 1]);
    expect(givenUp).toBe(0);
  });

  test('of one page that nothing helps ends the kiosk, which is started anew from outside', async () => {
    for (let time = 1; time <= 3; time++) await crash(0);
    const other = openWindows()[1];
    // Its new window is the last one now.
    await crash(0);
    await crash(openWindows().findIndex((window) => window !== other));
    expect([givenUp, windows.repairs]).toEqual([1, { reload: 3, window: 1 }]);
  });

  test('of the GPU repairs all pages', async () => {
    windows.failed('the process of the GPU ended');
    await clock.advance(0);
    expect(openWindows().map(({ webContents }) => webContents.loaded.length)).toEqual([2, 2]);
    expect(windows.repairs).toEqual({ reload: 2, window: 0 });
  });
});
