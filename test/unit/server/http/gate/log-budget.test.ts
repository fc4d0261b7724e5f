import { expect, test } from 'vitest';
import { linesPerMinute, LogBudget } from '../../../../../server/http/gate/log-budget.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';

test('an address causes so many lines a minute, and the next line tells how many were left out', () => {
  const clock = new SteppedClock();
  const budget = new LogBudget(clock);
  const taken = Array.from({ length: linesPerMinute + 30 }, () => budget.take('10.9.0.2'));
  expect(taken.filter((leftOut) => leftOut === 0)).toHaveLength(linesPerMinute);
  expect(taken.filter((leftOut) => leftOut === undefined)).toHaveLength(30);
  expect(budget.take('10.9.0.3')).toBe(0);
  clock.pass(59_999);
  expect(budget.take('10.9.0.2')).toBeUndefined();
  clock.pass(1);
  expect([budget.take('10.9.0.2'), budget.take('10.9.0.2')]).toEqual([31, 0]);
});
