import { describe, expect, test } from 'vitest';
import { throttlingLines } from '../../../../../renderer/parts/text/throttling-text.ts';

describe('the report about power and temperature', () => {
  const never = { now: false, since_boot: false };
  const fine = {
    undervoltage: never,
    frequency_capped: never,
    throttled: never,
    soft_temperature_limit: never,
  };

  test('is one line when all is well', () => {
    expect(throttlingLines(fine)).toEqual([{ text: 'Power and temperature are good', tone: 'good' }]);
  });

  test('names what is wrong now before what was', () => {
    const lines = throttlingLines({
      ...fine,
      undervoltage: { now: false, since_boot: true },
      throttled: { now: true, since_boot: true },
    });
    expect(lines).toEqual([
      { text: 'The processor is slowed down now', tone: 'bad' },
      { text: 'Earlier, the power supply was too weak', tone: 'past' },
    ]);
  });
});
