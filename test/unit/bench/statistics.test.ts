import { describe, expect, test } from 'vitest';
import { median, percentile, spread } from '../../bench/statistics.ts';

describe('a percentile', () => {
  const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);

  test('is the smallest value that so large a share does not exceed', () => {
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile(hundred, 1)).toBe(100);
    expect(percentile([7], 0.01)).toBe(7);
  });

  test('does not exist without values', () => {
    expect(percentile([], 0.5)).toBeUndefined();
    expect(spread([])).toBeUndefined();
  });

  test('leaves the values in their order', () => {
    const values = [3, 1, 2];
    expect(spread(values)).toEqual({ p50: 2, p99: 3, max: 3 });
    expect(values).toEqual([3, 1, 2]);
  });
});

describe('a median', () => {
  test('is the value in the middle, or between the two there', () => {
    expect(median([9, 1, 5])).toBe(5);
    expect(median([4, 1, 2, 3])).toBe(2.5);
    expect(median([])).toBeUndefined();
  });
});
