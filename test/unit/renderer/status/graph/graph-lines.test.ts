import { describe, expect, test } from 'vitest';
import { graphGaps, graphLines } from '../../../../../renderer/status/graph/graph-lines.ts';
import { valueAxis } from '../../../../../renderer/status/graph/value-axis.ts';

describe('the lines of a graph', () => {
  test('are interrupted where nothing is known, and the gap is marked', () => {
    const values = [null, 20, null, null, 20, 21];
    expect(graphLines(values)).toEqual([
      [[1, 20]],
      [
        [4, 20],
        [5, 21],
      ],
    ]);
    expect(graphGaps(values)).toEqual([
      { from: 0, to: 1 },
      { from: 1, to: 4 },
    ]);
    expect(graphGaps([1, null])).toEqual([{ from: 0, to: 1 }]);
  });

  test('are not there for no values', () => {
    expect(graphLines([null, null])).toEqual([]);
    expect(graphGaps([1, 2])).toEqual([]);
  });
});

describe('the axis of values', () => {
  test.each([
    [[9.8, 10, null], true, [0, 5, 10]],
    [[0, 31.5], true, [0, 20, 40]],
    [[0.03, 0.21], true, [0, 0.2, 0.4]],
    [[47.2, 52.9], false, [45, 50, 55]],
    [[50, 50], false, [50, 51]],
    [[0, 0], true, [0, 0.5]],
    [[-3, 4], false, [-5, 0, 5]],
  ] as const)('of %j has round ends around all values', (values, fromZero, ticks) => {
    const axis = valueAxis(values, fromZero);
    expect(axis.ticks).toEqual(ticks);
    expect([axis.min, axis.max]).toEqual([ticks[0], ticks.at(-1)]);
    expect(new Set(axis.ticks.map((tick) => tick.toFixed(axis.digits))).size).toBe(ticks.length);
  });
});
