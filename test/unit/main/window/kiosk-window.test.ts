import '../../../doubles/electron-hook.ts';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { KioskWindow, type WindowSurroundings } from '../../../../main/window/kiosk-window.ts';
import { hangLimits } from '../../../../main/window/page-watch.ts';
import type { PlacedScreen } from '../../../../main/window/place-screens.ts';
import { repairLimits, type WindowRepair } from '../../../../main/window/window-repairs.ts';
import { silentFaults } from '../../../doubles/silent-faults.ts';
import { silentLogger } from '../../../doubles/silent-logger.ts';
import { allWindows, forgetWindows, onlyWindow, openWindows } from '../../../doubles/electron-windows.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

const origin = 'http://127.0.0.1:8000';
const bounds = { x: 0, y: 0, width: 1_920, height: 1_080 };

function placed(page = '/', changes: Partial<PlacedScreen['display']> = {}, zoom = 1): PlacedScreen {
  const display = { id: 1, name: 'HDMI-A-1', primary: true, bounds, widthPx: 1_920, heightPx: 1_080 };
  return {
    screen: { display: 'primary', page, zoom } as PlacedScreen['screen'],
    display: { ...display, ...changes },
  };
}

let clock: SteppedClock;
let repairs: WindowRepair[];
let closings: number;
let pinSet: boolean;
let surroundings: WindowSurroundings;
let kiosk: KioskWindow;

beforeEach(() => {
  forgetWindows();
  clock = new SteppedClock();
  [repairs, closings, pinSet] = [[], 0, false];
  surroundings = {
    server: {
      url: `${origin}/`,
      kioskUrl: (page, scope) => `${origin}${page}?scope=${scope}`,
      logger: silentLogger,
      faults: silentFaults(),
    },
    preloadPath: '/preload.cjs',
    developerTools: false,
    clock,
    screenOn: () => true,
    pinSet: () => pinSet,
    onRepair: (step) => repairs.push(step),
    onClosed: () => void closings++,
  };
  kiosk = new KioskWindow(placed(), surroundings);
  kiosk.open();
});
afterEach(() => {
  kiosk.close();
  expect([openWindows(), clock.sleeperCount]).toEqual([[], 0]);
});

const loads = () => onlyWindow().webContents.loaded;
/** Lets happen what is to happen at once. */
const settle = () => clock.advance(0);
async function crash(): Promise<void> {
  onlyWindow().webContents.crash();
  await settle();
}

describe('the window of a screen', () => {
  test('covers its display and shows its page', () => {
    expect(onlyWindow().options).toMatchObject({ ...bounds, kiosk: true, fullscreen: true });
    expect(loads()).toEqual([`${origin}/?scope=view`]);
  });

  test('is not closed by somebody at the screen: the kiosk ends in its own order, or asks for its PIN', () => {
    expect(onlyWindow().close()).toBe(false);
    expect(closings).toBe(1);
    pinSet = true;
    expect(onlyWindow().close()).toBe(false);
    expect(closings).toBe(1);
  });

  test('shows no other site, and no page of admins where a PIN is set', () => {
    const { webContents } = onlyWindow();
    expect(['/status', '/cam/hall'].map((path) => webContents.follows(origin + path))).toEqual([true, true]);
    expect(webContents.follows('http://elsewhere.example/')).toBe(false);
    pinSet = true;
    expect(['/status', '/cam/hall'].map((path) => webContents.follows(origin + path))).toEqual([false, true]);
    kiosk.show('/settings', 'admin');
    expect(webContents.follows(`${origin}/status`)).toBe(true);
  });

  test('follows its display, and is loaded anew only where its page changed', () => {
    const larger = { ...bounds, width: 3_840 };
    kiosk.move(placed('/', { bounds: larger }, 2));
    expect([onlyWindow().bounds, onlyWindow().webContents.zoom, loads().length]).toEqual([larger, 2, 1]);
    kiosk.move(placed('/cam/hall', { bounds: larger }, 2));
    expect(loads().at(-1)).toBe(`${origin}/cam/hall?scope=view`);
  });

  test('moves the pointer once over a page that was loaded, not where the screen is dark', () => {
    const { webContents } = onlyWindow();
    webContents.emit('did-finish-load');
    surroundings.screenOn = () => false;
    webContents.emit('did-finish-load');
    expect(webContents.inputs).toHaveLength(1);
  });
});

describe('a page that crashed', () => {
  test('is loaded again, after the event that told of it', async () => {
    onlyWindow().webContents.crash();
    expect(loads()).toHaveLength(1);
    await settle();
    expect(loads()).toHaveLength(2);
    expect(repairs).toEqual(['reload']);
  });

  test('again and again is loaded three times, has a new window then, and is given up on at last', async () => {
    const [first] = openWindows();
    for (let time = 1; time <= 3; time++) await crash();
    expect([repairs, loads().length, onlyWindow() === first]).toEqual([
      ['reload', 'reload', 'reload'],
      4,
      true,
    ]);
    await crash();
    expect(first?.isDestroyed()).toBe(true);
    expect([repairs.at(-1), allWindows().length, loads().length]).toEqual(['window', 2, 1]);
    await crash();
    expect([repairs.at(-1), allWindows().length, loads().length]).toEqual(['exit', 2, 1]);
  });

  test('now and then is loaded again each time, in the same window', async () => {
    for (let time = 1; time <= 20; time++) {
      await crash();
      await clock.advance(repairLimits.withinMs / repairLimits.reloads);
    }
    expect(new Set(repairs)).toEqual(new Set(['reload']));
    expect([allWindows().length, loads().length]).toEqual([1, 21]);
  });

  test('and is told of twice, e.g. by the GPU as well, is repaired once', async () => {
    onlyWindow().webContents.crash();
    kiosk.failed('the process of the GPU ended');
    await settle();
    expect([repairs, loads().length]).toEqual([['reload'], 2]);
  });

  test('in a window that was replaced disturbs the new one no more', async () => {
    const [first] = openWindows();
    for (let time = 1; time <= 4; time++) await crash();
    first?.webContents.crash();
    await settle();
    expect([repairs.length, loads().length]).toEqual([4, 1]);
  });

  test('is not loaded again once the kiosk ends', async () => {
    const window = onlyWindow();
    window.webContents.crash();
    kiosk.close();
    await settle();
    expect([repairs, window.webContents.loaded.length]).toEqual([[], 1]);
  });

  test('while somebody with the PIN was at it shows what everybody may see', async () => {
    kiosk.show('/settings', 'admin');
    expect(loads().at(-1)).toBe(`${origin}/settings?scope=admin`);
    await crash();
    expect(loads().at(-1)).toBe(`${origin}/?scope=view`);
  });
});

describe('a page that fails in another way', () => {
  test('because the server does not answer is loaded again a second later', async () => {
    onlyWindow().webContents.emit('did-fail-load', {}, -102, 'ERR_CONNECTION_REFUSED', '', true);
    await clock.advance(999);
    expect(loads()).toHaveLength(1);
    await clock.advance(1);
    expect(loads()).toHaveLength(2);
  });

  test('because it hangs is ended and loaded again', async () => {
    const { webContents } = onlyWindow();
    webContents.answers = false;
    await clock.advance(2 * hangLimits.beatMs * hangLimits.missedBeats);
    expect([repairs, loads().length]).toEqual([['reload'], 2]);
  });

  test('because a handler of its window threw is loaded again', async () => {
    onlyWindow().on('page-title-updated', () => {
      throw new Error('a mistake of ours');
    });
    onlyWindow().emit('page-title-updated', { preventDefault: () => undefined });
    await settle();
    expect([repairs, loads().length]).toEqual([['reload'], 2]);
  });
});
