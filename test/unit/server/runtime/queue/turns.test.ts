import { describe, expect, test } from 'vitest';
import { TooManyWaitingError, Turns } from '../../../../../server/runtime/queue/turns.ts';

describe('turns', () => {
  test('are taken one after the other, also when one fails', async () => {
    const turns = new Turns(3);
    const log: string[] = [];
    const job = (name: string) => async () => {
      log.push(`${name} begins`);
      await new Promise((resolve) => setImmediate(resolve));
      log.push(`${name} ends`);
      if (name === 'b') throw new Error('b is broken');
      return name;
    };
    const results = await Promise.allSettled([
      turns.take(job('a')),
      turns.take(job('b')),
      turns.take(job('c')),
    ]);
    expect(log).toEqual(['a begins', 'a ends', 'b begins', 'b ends', 'c begins', 'c ends']);
    expect(results.map(({ status }) => status)).toEqual(['fulfilled', 'rejected', 'fulfilled']);
  });

  test('are refused while too many wait, and given again later', async () => {
    const turns = new Turns(2);
    const { promise: opened, resolve: open } = Promise.withResolvers<void>();
    const first = turns.take(() => opened);
    const second = turns.take(() => Promise.resolve('second'));
    // Not awaited: if it were accepted, it would wait for the first one.
    const refusal = turns.take(() => Promise.resolve()).catch((error: unknown) => error);
    open();
    expect(await refusal).toBeInstanceOf(TooManyWaitingError);
    await first;
    expect(await second).toBe('second');
    await new Promise((resolve) => setImmediate(resolve));
    expect(await turns.take(() => Promise.resolve('third'))).toBe('third');
  });
});
