import { expect, test } from 'vitest';
import { linesPerMinute, LogBudget } from '../../../../../server/http/gate/log-budget.ts';

test('an address causes so many lines a minute, and the next line tells how many were left out', () => {
  let nowMs = 0;
  const budget = new LogBudget({ nowMs: () => nowMs });
  const taken = Array.from({ length: linesPerMinute + 30 }, () => budget.take('10.9.0.2'));
  expect(taken.filter((leftOut) => leftOut === 0)).toHaveLength(linesPerMinute);
  expect(taken.filter((leftOut) => leftOut === undefined)).toHaveLength(30);
  expect(budget.take('10.9.0.3')).toBe(0);
  nowMs = 59_999;
  expect(budget.take('10.9.0.2')).toBeUndefined();
  nowMs = 60_000;
  expect([budget.take('10.9.0.2'), budget.take('10.9.0.2')]).toEqual([31, 0]);
});
