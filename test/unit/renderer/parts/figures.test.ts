import { describe, expect, test } from 'vitest';
import { bytesText, durationText } from '../../../../renderer/parts/figures.ts';
import { sparklines } from '../../../../renderer/status/sparkline.ts';
import { throttlingLines } from '../../../../renderer/status/throttling.ts';

test.for([
  [0, '0 s'],
  [0.4, '0 s'],
  [59.9, '59 s'],
  [60, '1 min'],
  [3_599, '59 min'],
  [3_600, '1 h'],
  [3_660, '1 h 1 min'],
  [90_000, '1 d 1 h'],
  [86_400 * 40 + 60, '40 d'],
] as const)('%d seconds are %s', ([seconds, text]) => expect(durationText(seconds)).toBe(text));

test.for([
  [0, '0 B'],
  [999, '999 B'],
  [1_000, '1.0 kB'],
  [123_456_789, '123 MB'],
  [31_268_536_320, '31.3 GB'],
] as const)('%d bytes are %s', ([bytes, text]) => expect(bytesText(bytes)).toBe(text));

describe('the line of the last minutes', () => {
  const box = { width: 100, height: 10, max: 20 };

  test('rises to the top at the most there was', () => {
    expect(sparklines([0, 10, 20], box)).toEqual(['0,10 50,5 100,0 100,0']);
  });

  test('is interrupted where nothing is known', () => {
    expect(sparklines([null, 20, null, 20, 20], box)).toEqual(['25,0 25,0', '75,0 100,0 100,0']);
  });

  test('is not there for no values', () => {
    expect(sparklines([], box)).toEqual([]);
    expect(sparklines([null, null], box)).toEqual([]);
  });
});

describe('what a Raspberry Pi says about power and heat', () => {
  const never = { now: false, since_boot: false };
  const fine = {
    undervoltage: never,
    frequency_capped: never,
    throttled: never,
    soft_temperature_limit: never,
  };

  test('is one line when all is well', () => {
    expect(throttlingLines(fine)).toEqual([{ text: 'Power and heat are fine', tone: 'good' }]);
  });

  test('names what is wrong now before what was', () => {
    const lines = throttlingLines({
      ...fine,
      undervoltage: { now: false, since_boot: true },
      throttled: { now: true, since_boot: true },
    });
    expect(lines).toEqual([
      { text: 'The processor is slowed down now', tone: 'bad' },
      { text: 'Since it started the power supply was too weak', tone: 'past' },
    ]);
  });
});
