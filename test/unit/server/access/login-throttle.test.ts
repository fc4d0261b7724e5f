import { beforeEach, describe, expect, test } from 'vitest';
import { freeFailures, LoginThrottle } from '../../../../server/access/login-throttle.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

let clock: SteppedClock;
let throttled: string[];
let throttle: LoginThrottle;
beforeEach(() => {
  clock = new SteppedClock();
  throttled = [];
  throttle = new LoginThrottle(clock, (address) => throttled.push(address));
});

function fail(address: string, times = 1): void {
  for (let time = 0; time < times; time++) {
    expect(throttle.begin(address)).toBe(0);
    throttle.ended(address, 'wrong');
  }
}

describe('an address', () => {
  test('has some failures free, then waits 1, 2, 4 … 60 s, each told exactly', () => {
    fail('a', freeFailures);
    const waits: number[] = [];
    for (let round = 0; round < 9; round++) {
      const waitMs = throttle.begin('a');
      waits.push(waitMs);
      clock.pass(waitMs - 1);
      expect(throttle.begin('a')).toBe(1);
      clock.pass(1);
      fail('a');
    }
    expect(waits.map((ms) => ms / 1_000)).toEqual([1, 2, 4, 8, 16, 32, 60, 60, 60]);
    expect(throttled).toEqual(['a']);
  });

  test('does not make another wait', () => {
    fail('a', freeFailures);
    expect(throttle.begin('a')).toBeGreaterThan(0);
    expect(throttle.begin('b')).toBe(0);
  });

  test('is forgotten after a success', () => {
    fail('a', freeFailures - 1);
    expect(throttle.begin('a')).toBe(0);
    throttle.ended('a', 'right');
    fail('a', freeFailures);
    expect(throttle.begin('a')).toBe(1_000);
  });

  test('is forgotten after a quarter of an hour', () => {
    fail('a', freeFailures);
    clock.pass(15 * 60_000);
    fail('a');
    expect(throttle.begin('a')).toBe(2_000);
    clock.pass(15 * 60_000 + 1);
    fail('a', freeFailures);
    expect(throttle.begin('a')).toBe(1_000);
  });

  test('cannot try more at once than it has failures left', () => {
    fail('a', freeFailures - 3);
    expect([1, 2, 3].map(() => throttle.begin('a'))).toEqual([0, 0, 0]);
    expect(throttle.begin('a')).toBe(1_000);
    throttle.ended('a', 'unknown');
    expect(throttle.begin('a')).toBe(0);
    for (let index = 0; index < 3; index++) throttle.ended('a', 'wrong');
    expect(throttle.begin('a')).toBe(1_000);
    clock.pass(1_000);
    expect(throttle.begin('a')).toBe(0);
    expect(throttle.begin('a')).toBe(1_000);
  });

  test('gives way to newer ones when there are thousands', () => {
    fail('first', freeFailures);
    for (let index = 0; index < 4_095; index++) fail(`address ${index}`);
    expect(throttle.begin('first')).toBeGreaterThan(0);
    fail('one more');
    expect(throttle.begin('first')).toBe(0);
  });
});
