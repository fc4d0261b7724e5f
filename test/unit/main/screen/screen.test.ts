import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import type { ShownDisplay } from '../../../../main/screen/rotation.ts';
import { Screen } from '../../../../main/screen/screen.ts';
import {
  kioskSettingsSchema,
  weekdays,
  type KioskSettings,
} from '../../../../server/contract/kiosk/kiosk.ts';
import { silentLogger } from '../../../doubles/silent-logger.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';
import { ScreenPrograms } from '../../../fixtures/screen-programs.ts';
import { until } from '../../../fixtures/until.ts';

let programs: ScreenPrograms;
let folder: string;
let stop: AbortController;
let running: Promise<void>;
beforeEach(() => {
  programs = new ScreenPrograms();
  vi.stubEnv('TZ', 'UTC');
  folder = mkdtempSync(join(tmpdir(), 'screen-'));
  stop = new AbortController();
});
afterEach(async () => {
  stop.abort();
  await running;
  programs[Symbol.dispose]();
  rmSync(folder, { recursive: true });
});

/** A screen that runs, under Wayland, from Friday, 2026-11-20 at 12:00 on. */
function start(
  settings: Partial<KioskSettings>,
  shown: ShownDisplay[] = [{ name: 'HDMI-A-1', rotation: null }],
) {
  const clock = new SteppedClock();
  const screen = new Screen(kioskSettingsSchema.parse(settings), {
    shownDisplays: () => shown,
    env: { WAYLAND_DISPLAY: 'wayland-0' },
    clock,
    logger: silentLogger,
    backlightFolder: join(folder, 'backlight'),
    inputFolder: join(folder, 'input'),
  });
  running = screen.run(stop.signal);
  /** Lets time pass and what is due then happen. */
  const after = async (ms: number) => {
    await clock.advance(ms);
    await screen.power.tick();
  };
  return { screen, clock, after };
}

const schedule = { enabled: true, times: [{ days: [...weekdays], on: '08:00', off: '13:00' }] };
const hourMs = 3_600_000;

describe('a screen', () => {
  test('goes off and on by its schedule, and is lit when the kiosk ends', async () => {
    const { screen, after } = start({ schedule });
    await after(hourMs);
    expect(programs.takeCommands()).toEqual(['wlopm --off HDMI-A-1']);
    expect(screen.report()).toMatchObject({
      on: false,
      reason: 'schedule',
      changes_at: '2026-11-21T08:00:00.000Z',
      tool: 'wlopm',
    });
    await after(19 * hourMs);
    expect(programs.takeCommands()).toEqual(['wlopm --on HDMI-A-1']);
    await screen.power.sleep();
    stop.abort();
    await running;
    expect(programs.takeCommands()).toEqual(['wlopm --off HDMI-A-1', 'wlopm --on HDMI-A-1']);
  });

  test('ends in time with a display that cannot be lit', async () => {
    const { screen, clock } = start({});
    await screen.power.sleep();
    programs.set('stuck');
    await until('the screen waits', () => clock.sleeperCount > 0);
    stop.abort();
    await until('it gives up', async () => {
      await clock.advance(1_500);
      return clock.sleeperCount === 0;
    });
    await running;
  });

  test('ends in time with a program that hangs', async () => {
    programs.set('hangs');
    const { screen, clock } = start({ screen_tool: 'wlopm' });
    await until('the program runs', () => programs.has('calls'));
    stop.abort();
    await until('the limit runs', () => clock.sleeperCount > 0);
    await clock.advance(1_500);
    await running;
    // What the program is given up with comes later.
    expect(screen.problems()).toEqual([]);
  });

  test('is lit when the kiosk starts, should the last one have been killed while it was dark', async () => {
    programs.set('HDMI-A-1.off');
    mkdirSync(join(folder, 'backlight/10-0045'), { recursive: true });
    writeFileSync(join(folder, 'backlight/10-0045/bl_power'), '4\n');
    const { screen } = start({});
    await screen.power.tick();
    expect(programs.takeCommands()).toEqual(['wlopm --on HDMI-A-1']);
    expect(readFileSync(join(folder, 'backlight/10-0045/bl_power'), 'utf8')).toBe('0');
  });

  test('says only that it cannot be switched off when somebody wants that', async () => {
    for (const missing of ['no-wlopm', 'no-wlr-randr']) programs.set(missing);
    const { screen } = start({});
    await screen.power.tick();
    expect(screen.report().tool).toBe('cover');
    expect(screen.problems()).toEqual([]);
    await screen.settingsChanged(kioskSettingsSchema.parse({ schedule }));
    expect(screen.problems()).toEqual([expect.stringContaining('wlr-output-power-management-v1')]);
  });

  test('is not turned while it is dark, since that would light it', async () => {
    const shown: ShownDisplay[] = [{ name: 'HDMI-A-1', rotation: 0 }];
    const { screen } = start({}, shown);
    await screen.settingsChanged(kioskSettingsSchema.parse({}));
    await screen.power.sleep();
    shown[0] = { name: 'HDMI-A-1', rotation: 90 };
    await screen.settingsChanged(kioskSettingsSchema.parse({}));
    expect(programs.takeCommands()).toEqual(['wlopm --off HDMI-A-1']);
    await screen.power.wake('asked');
    await screen.settingsChanged(kioskSettingsSchema.parse({}));
    expect(programs.takeCommands()).toEqual([
      'wlopm --on HDMI-A-1',
      'wlr-randr --output HDMI-A-1 --transform 270',
    ]);
  });

  test('has the brightness that was asked for', async () => {
    const panel = join(folder, 'backlight/10-0045');
    mkdirSync(panel, { recursive: true });
    for (const [name, value] of Object.entries({ brightness: 255, max_brightness: 255, bl_power: 0 }))
      writeFileSync(join(panel, name), String(value));
    const { screen } = start({});
    expect(screen.report().brightness).toBe(100);
    await screen.settingsChanged(kioskSettingsSchema.parse({ brightness: 20 }));
    expect(screen.report().brightness).toBe(20);
  });

  test('takes the television along, and says when that fails', async () => {
    const { screen } = start({ cec: true });
    await screen.power.sleep();
    const television = () => programs.takeCalls().filter((call) => call.startsWith('cec-client'));
    await until('it is off', () => television().at(-1) === 'cec-client -s -d 1 < standby 0');
    programs.set('no-adapter');
    await screen.power.wake('asked');
    await until('it failed', () =>
      screen.problems().some((problem) => problem.includes('autodetect FAILED')),
    );
    await screen.settingsChanged(kioskSettingsSchema.parse({ cec: false }));
    expect(screen.problems()).toEqual([]);
  });

  test('hears a touch by itself where the compositor would pass none on', async () => {
    programs.set('no-wlopm');
    mkdirSync(join(folder, 'input'));
    writeFileSync(join(folder, 'input/event0'), touchEvent());
    const { screen, clock } = start({ schedule });
    await screen.power.sleep();
    await until('it is awake', async () => {
      await clock.advance(2_000);
      return screen.power.state.on;
    });
  });

  test('hears it also when the program has failed meanwhile', async () => {
    programs.set('no-wlopm');
    const { screen, clock } = start({});
    await screen.power.sleep();
    programs.set('no-wlr-randr');
    await clock.advance(70_000);
    await until('it has failed', async () => {
      await clock.advance(2_000);
      return screen.problems().length > 0;
    });
    mkdirSync(join(folder, 'input'));
    writeFileSync(join(folder, 'input/event0'), touchEvent());
    await until('it is awake', async () => {
      await clock.advance(30_000);
      return screen.power.state.on;
    });
  });
});

function touchEvent(): Buffer {
  const event = Buffer.alloc(24);
  event.writeUInt16LE(1, 16);
  event.writeUInt16LE(0x14a, 18);
  event.writeInt32LE(1, 20);
  return event;
}
