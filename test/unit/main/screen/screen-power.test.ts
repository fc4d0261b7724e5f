import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest';
import type { ScreenState } from '../../../../main/screen/hold.ts';
import { ScreenPower } from '../../../../main/screen/screen-power.ts';
import {
  kioskSettingsSchema,
  weekdays,
  type KioskSettings,
} from '../../../../server/contract/kiosk/kiosk.ts';
import { silentLogger } from '../../../doubles/silent-logger.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

beforeAll(() => void vi.stubEnv('TZ', 'UTC'));
afterAll(() => vi.unstubAllEnvs());

/** A stepped clock whose wall time can be set, as NTP does after boot. It begins on Friday, 2026-11-20 at 12:00. */
class SetClock extends SteppedClock {
  #shiftMs = 0;

  override now(): Date {
    return new Date(super.now().getTime() + this.#shiftMs);
  }

  setTo(time: string): void {
    this.#shiftMs += Date.parse(`${time}Z`) - this.now().getTime();
  }
}

const dayTimes = { enabled: true, times: [{ days: [...weekdays], on: '08:00', off: '18:00' }] };

function screen(settings: Partial<KioskSettings>, startAt?: string) {
  const clock = new SetClock();
  if (startAt) clock.setTo(startAt);
  const switched: boolean[] = [];
  const power = new ScreenPower(kioskSettingsSchema.parse(settings), {
    clock,
    logger: silentLogger,
    switchDisplays: (on) => {
      if (switched.at(-1) !== on) switched.push(on);
      return Promise.resolve();
    },
  });
  const told: ScreenState[] = [];
  const stop = new AbortController();
  power.onChange((state) => told.push(state), stop.signal);
  const at = async (time: string) => {
    clock.setTo(time);
    await power.tick();
  };
  return { clock, power, switched, told, at, stop };
}

const change = (at: string) => new Date(`${at}Z`);

describe('a screen without a schedule', () => {
  test('is always on', async () => {
    const { power, switched } = screen({});
    expect(power.state).toEqual({ on: true, reason: 'always', changesAt: null });
    await power.tick();
    expect(switched).toEqual([true]);
  });

  test('sleeps when asked to, until somebody wakes it', async () => {
    const { power, clock, switched, at } = screen({});
    await power.tick();
    await power.sleep();
    expect(power.state).toEqual({ on: false, reason: 'asked', changesAt: null });
    await at('2027-11-20T12:00:00');
    expect(power.state.on).toBe(false);
    await power.wake('asked');
    expect(power.state).toEqual({ on: true, reason: 'always', changesAt: null });
    expect(switched).toEqual([true, false, true]);
    await clock.advance(1);
  });

  test('that a touch has woken stays on', async () => {
    const { power, clock } = screen({ awake_seconds: 10 });
    await power.sleep();
    await power.wake('touch');
    await clock.advance(60_000);
    await power.tick();
    expect(power.state).toEqual({ on: true, reason: 'always', changesAt: null });
  });
});

describe('a screen with a schedule', () => {
  test('goes on and off by it, and tells', async () => {
    const { power, switched, told, at } = screen({ schedule: dayTimes });
    expect(power.state).toEqual({ on: true, reason: 'schedule', changesAt: change('2026-11-20T18:00') });
    await power.tick();
    await at('2026-11-20T18:00:00');
    expect(power.state).toEqual({ on: false, reason: 'schedule', changesAt: change('2026-11-21T08:00') });
    await at('2026-11-21T08:00:00');
    expect(switched).toEqual([true, false, true]);
    expect(told.map(({ on }) => on)).toEqual([false, true]);
  });

  test('that was asked to sleep does so until the schedule switches it on', async () => {
    const { power, at } = screen({ schedule: dayTimes });
    await power.sleep();
    expect(power.state).toEqual({ on: false, reason: 'asked', changesAt: change('2026-11-21T08:00') });
    await at('2026-11-20T17:59:00');
    expect(power.state.on).toBe(false);
    await at('2026-11-20T22:00:00');
    expect(power.state.on).toBe(false);
    await at('2026-11-21T08:00:00');
    expect(power.state).toMatchObject({ on: true, reason: 'schedule' });
  });

  test('that was asked to wake is on until the schedule changes next', async () => {
    const { power, at } = screen({ schedule: dayTimes }, '2026-11-20T22:00:00');
    await power.wake('asked');
    expect(power.state).toEqual({ on: true, reason: 'asked', changesAt: change('2026-11-21T08:00') });
    await power.touched();
    expect(power.state.reason).toBe('asked');
    await at('2026-11-21T08:00:00');
    expect(power.state).toMatchObject({ on: true, reason: 'schedule' });
    await at('2026-11-21T18:00:00');
    expect(power.state.on).toBe(false);
  });

  test('that a touch has woken goes dark so long after the last touch', async () => {
    const { power, clock } = screen({ schedule: dayTimes, awake_seconds: 60 }, '2026-11-20T22:00:00');
    await power.touched();
    expect(power.state).toEqual({ on: true, reason: 'touch', changesAt: change('2026-11-20T22:01') });
    await clock.advance(50_000);
    await power.touched();
    await clock.advance(59_000);
    await power.tick();
    expect(power.state.on).toBe(true);
    await clock.advance(1_000);
    await power.tick();
    expect(power.state).toMatchObject({ on: false, reason: 'schedule' });
  });

  test('that a touch has woken stays on when the schedule begins meanwhile', async () => {
    const { power, clock, told } = screen({ schedule: dayTimes, awake_seconds: 60 }, '2026-11-20T07:59:30');
    await power.touched();
    expect(power.state).toEqual({ on: true, reason: 'touch', changesAt: change('2026-11-20T18:00') });
    await clock.advance(90_000);
    await power.tick();
    expect(power.state).toMatchObject({ on: true, reason: 'schedule' });
    expect(told.map(({ on }) => on)).toEqual([true, true]);
  });

  test('wakes from the sleep it was asked for by a touch, as long as the schedule has it on', async () => {
    const { power } = screen({ schedule: dayTimes });
    await power.sleep();
    await power.touched();
    expect(power.state).toEqual({ on: true, reason: 'schedule', changesAt: change('2026-11-20T18:00') });
  });

  test('that was woken goes back to sleep when asked to', async () => {
    const { power } = screen({ schedule: dayTimes }, '2026-11-20T22:00:00');
    for (const by of ['asked', 'touch'] as const) {
      await power.wake(by);
      await power.sleep();
      expect(power.state).toMatchObject({ on: false, reason: 'schedule' });
    }
  });

  test('stays dark when touched where the settings want that', async () => {
    const { power } = screen({ schedule: dayTimes, wake_on_touch: false }, '2026-11-20T22:00:00');
    await power.touched();
    await power.wake('touch');
    expect(power.state.on).toBe(false);
    await power.wake('asked');
    expect(power.state.on).toBe(true);
  });
});

describe('a clock that is set', () => {
  test('forward switches at once', async () => {
    const { power, switched, at } = screen({ schedule: dayTimes }, '2026-11-20T03:00:00');
    await power.tick();
    await at('2026-11-25T12:00:00');
    expect(switched).toEqual([false, true]);
  });

  test('back does not make what was asked for hold until then', async () => {
    const { power, at } = screen({ schedule: dayTimes }, '2030-01-01T12:00:00');
    await power.sleep();
    await at('2026-11-20T12:00:00');
    expect(power.state).toEqual({ on: false, reason: 'asked', changesAt: change('2026-11-21T08:00') });
  });

  test('does not end a touch before its time', async () => {
    const { power, clock, at } = screen({ schedule: dayTimes, awake_seconds: 60 }, '2026-11-20T22:00:00');
    await power.touched();
    await at('2026-11-21T23:00:00');
    expect(power.state).toEqual({ on: true, reason: 'touch', changesAt: change('2026-11-21T23:01') });
    await clock.advance(60_000);
    expect(power.state.on).toBe(false);
  });
});

describe('new settings', () => {
  test('hold at once', async () => {
    const { power, switched } = screen({});
    await power.tick();
    const evening = { enabled: true, times: [{ ...dayTimes.times[0], on: '20:00', off: '22:00' }] };
    await power.settingsChanged(kioskSettingsSchema.parse({ schedule: evening }));
    expect(power.state).toMatchObject({ on: false, reason: 'schedule' });
    expect(switched).toEqual([true, false]);
  });

  test('keep a screen asleep that was asked to', async () => {
    const { power } = screen({});
    await power.sleep();
    await power.settingsChanged(kioskSettingsSchema.parse({ schedule: dayTimes }));
    expect(power.state).toEqual({ on: false, reason: 'asked', changesAt: change('2026-11-21T08:00') });
    await power.settingsChanged(kioskSettingsSchema.parse({}));
    expect(power.state).toEqual({ on: false, reason: 'asked', changesAt: null });
  });
});

test('who no longer listens is not told', async () => {
  const { power, told, stop } = screen({});
  stop.abort();
  await power.sleep();
  expect(told).toEqual([]);
});
