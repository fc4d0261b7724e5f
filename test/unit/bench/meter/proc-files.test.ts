import { describe, expect, test } from 'vitest';
import {
  parseBusySeconds,
  parsePssMib,
  parseRunSeconds,
  parseStat,
} from '../../../bench/meter/proc-files.ts';

describe('the files of /proc', () => {
  test('name a process whose name holds spaces and parentheses', () => {
    expect(parseStat('42 (my (odd) name) S 7 42 42 0 -1 4194304')).toEqual({
      name: 'my (odd) name',
      parentPid: 7,
    });
  });

  test('of a process that has ended say nothing', () => {
    expect(parseStat('')).toBeUndefined();
    expect(parseRunSeconds('')).toBe(0);
    expect(parsePssMib('')).toBe(0);
  });

  test('tell how long a thread has run', () => {
    expect(parseRunSeconds('2500000000 14613356 119\n')).toBe(2.5);
  });

  test('tell its share of memory', () => {
    const text = 'Rss:                4064 kB\nPss:                2048 kB\nPss_Dirty:           577 kB\n';
    expect(parsePssMib(text)).toBe(2);
  });

  test('tell how busy the machine was, idle and waiting left out', () => {
    const text = 'cpu  100 20 30 4000 500 6 7 8 90 10\ncpu0 1 1 1 1 1 1 1 1 0 0\n';
    expect(parseBusySeconds(text)).toBeCloseTo(1.71);
  });
});
