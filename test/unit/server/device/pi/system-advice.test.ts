import { describe, expect, test } from 'vitest';
import { systemAdvice } from '../../../../../server/device/pi/system-advice.ts';
import { parseThrottledBits } from '../../../../../server/device/pi/throttling.ts';

const well = { temperature_celsius: 45, throttling: parseThrottledBits(0), disk_free_bytes: 20e9 };

describe('the advice', () => {
  test('is none when all is well, or nothing is known', () => {
    const unknown = { temperature_celsius: null, throttling: null, disk_free_bytes: null };
    for (const readings of [well, unknown])
      expect(systemAdvice(readings)).toEqual({ advice: [], serious: [] });
  });

  test.each([
    ['undervoltage now', { throttling: parseThrottledBits(0x1) }, 'power supply is too weak', true],
    ['undervoltage before', { throttling: parseThrottledBits(0x10000) }, 'since the last start', false],
    ['heat', { temperature_celsius: 82.4 }, 'hot (82 °C)', false],
    ['throttling', { throttling: parseThrottledBits(0x4) }, 'slowed down', false],
    ['little space', { disk_free_bytes: 700e6 }, '700 MB are free', false],
    ['hardly any space', { disk_free_bytes: 150e6 }, '150 MB are free', true],
  ])('on %s says what to do', (_what, readings, words, isSerious) => {
    const { advice, serious } = systemAdvice({ ...well, ...readings });
    expect(advice).toHaveLength(1);
    expect(advice[0]).toContain(words);
    expect(serious).toHaveLength(isSerious ? 1 : 0);
  });
});
