import { describe, expect, test } from 'vitest';
import { benchUsage, parseBenchOptions } from '../../bench/options.ts';

const names = ['passthrough', 'pattern'];

describe('the command line of the bench', () => {
  test('runs everything and replaces the report by default', () => {
    const options = parseBenchOptions([], names);
    expect(options).toMatchObject({ quick: false, only: [], jsonPath: undefined });
    expect(options?.reportPath).toMatch(/\/test\/bench\/RESULTS\.md$/);
  });

  test('a part does not replace the report of the whole, unless told where to write', () => {
    expect(parseBenchOptions(['--only', 'pattern'], names)).toMatchObject({
      only: ['pattern'],
      reportPath: undefined,
    });
    expect(parseBenchOptions(['--only', 'pattern', '--out', '/tmp/x.md'], names)?.reportPath).toBe(
      '/tmp/x.md',
    );
  });

  test('takes several scenarios either way', () => {
    const both = { only: ['pattern', 'passthrough'] };
    expect(parseBenchOptions(['--only', 'pattern', '--only', 'passthrough'], names)).toMatchObject(both);
    expect(parseBenchOptions(['--only', 'pattern,passthrough'], names)).toMatchObject(both);
  });

  test('names what it does not know', () => {
    expect(() => parseBenchOptions(['--only', 'nothing'], names)).toThrow(
      'no scenario nothing; there are passthrough, pattern',
    );
    expect(() => parseBenchOptions(['--fast'], names)).toThrow('--fast');
  });

  test('lists the scenarios when asked for help', () => {
    expect(parseBenchOptions(['--help'], names)).toBeUndefined();
    expect(benchUsage([{ name: 'pattern', title: 'Test pattern' }])).toContain('pattern  Test pattern');
  });
});
