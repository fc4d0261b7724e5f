import { describe, expect, test } from 'vitest';
import { sparklines } from '../../../../renderer/status/sparkline.ts';

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
