import { describe, expect, test } from 'vitest';
import { ClockOffset } from '../../../../../renderer/live/worker/clock-offset.ts';

const minuteMs = 60_000;

describe('the offset to the server’s clock', () => {
  test('is unknown before the first answer', () => {
    expect(new ClockOffset().offsetMs).toBeUndefined();
  });

  test('is that of the middle of the way there and back, however far the clocks are apart', () => {
    const clock = new ClockOffset();
    clock.add(1_000, 1_040, 1_020 + 7 * minuteMs);
    expect(clock.offsetMs).toBe(7 * minuteMs);
  });

  test('is believed of the quickest answer', () => {
    const clock = new ClockOffset();
    clock.add(0, 10, 5_005);
    // The answer waited half a second behind pictures.
    clock.add(1_000, 1_510, 6_005);
    expect(clock.offsetMs).toBe(5_000);
  });

  test('follows a clock that was set, at once', () => {
    const clock = new ClockOffset();
    for (let at = 0; at < 10_000; at += 1_000) clock.add(at, at + 10, at + 5);
    clock.add(20_000, 20_030, 20_015 + 3 * minuteMs);
    expect(clock.offsetMs).toBe(3 * minuteMs);
  });

  test('follows a slow drift, since old answers are forgotten', () => {
    const clock = new ClockOffset();
    clock.add(0, 2, 1);
    for (let at = 1; at <= 8; at++) clock.add(at * 1_000, at * 1_000 + 20, at * 1_000 + 10 + 100);
    expect(clock.offsetMs).toBe(100);
  });
});
