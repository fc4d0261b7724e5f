import { describe, expect, test } from 'vitest';
import { Steady } from '../../../../main/screen/steady.ts';
import { silentLogger } from '../../../doubles/silent-logger.ts';
import { SteppedClock } from '../../../doubles/stepped-clock.ts';

function steady(repeatAfterMs?: (wanted: string) => number) {
  const clock = new SteppedClock();
  const tried: string[] = [];
  const script: { failure?: string; held?: Promise<void> } = {};
  const it = new Steady<string>({
    clock,
    logger: silentLogger,
    act: async (wanted) => {
      tried.push(wanted);
      await script.held;
      if (script.failure !== undefined) throw new Error(script.failure);
    },
    ...(repeatAfterMs && { repeatAfterMs }),
  });
  const after = async (ms: number) => {
    await clock.advance(ms);
    await it.tick();
    return tried.splice(0);
  };
  return { it, tried, script, after };
}

describe('what is wanted', () => {
  test('is brought about once', async () => {
    const { it, tried, after } = steady();
    await it.set('a');
    await it.set('a');
    expect(tried).toEqual(['a']);
    expect(await after(3_600_000)).toEqual(['a']);
    expect(await after(3_600_000)).toEqual([]);
  });

  test('is tried again in growing intervals while that fails, and the problem has a name until then', async () => {
    const { it, tried, script, after } = steady();
    script.failure = 'it is stuck';
    await it.set('a');
    expect(it.problem).toBe('it is stuck');
    tried.length = 0;
    expect(await after(1_999)).toEqual([]);
    expect(await after(1)).toEqual(['a']);
    expect(await after(3_999)).toEqual([]);
    expect(await after(1)).toEqual(['a']);
    delete script.failure;
    expect(await after(60_000)).toEqual(['a']);
    expect(it.problem).toBeUndefined();
    expect(await after(3_600_000)).toEqual([]);
  });

  test('is brought about again from time to time, where others may change it', async () => {
    const { it, tried, after } = steady((wanted) => (wanted === 'dark' ? 60_000 : Infinity));
    await it.set('dark');
    tried.length = 0;
    expect(await after(59_999)).toEqual([]);
    expect(await after(1)).toEqual(['dark']);
    expect(await after(60_000)).toEqual(['dark']);
    await it.set('lit');
    tried.length = 0;
    expect(await after(3_600_000)).toEqual([]);
  });

  test('is the newest, when it changes during an attempt', async () => {
    const { it, tried, script } = steady();
    const held = Promise.withResolvers<void>();
    script.held = held.promise;
    const first = it.set('a');
    await new Promise(setImmediate); // the attempt has begun
    const second = it.set('b');
    const third = it.set('c');
    held.resolve();
    await Promise.all([first, second, third]);
    expect(tried).toEqual(['a', 'c']);
  });

  test('may be nothing', async () => {
    const { it, tried, script, after } = steady();
    script.failure = 'it is stuck';
    await it.set('a');
    it.forget();
    tried.length = 0;
    expect(it.problem).toBeUndefined();
    expect(await after(60_000)).toEqual([]);
    await it.set('a');
    expect(it.problem).toBe('it is stuck');
  });
});
