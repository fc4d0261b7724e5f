import { describe, expect, test } from 'vitest';
import { LatestQueue } from '../../../../../server/runtime/queue/latest-queue.ts';

describe('a latest queue', () => {
  test('drops the oldest when full and counts it', async () => {
    const queue = new LatestQueue<number>(2);
    for (const value of [1, 2, 3, 4, 5]) queue.push(value);
    queue.end();
    expect(await Array.fromAsync(queue)).toEqual([4, 5]);
    expect(queue.dropped).toBe(3);
  });

  test('wakes a reader that waits', async () => {
    const queue = new LatestQueue<string>(1);
    const read = queue[Symbol.asyncIterator]().next();
    queue.push('a');
    expect(await read).toEqual({ done: false, value: 'a' });
  });

  test('throws its error after the values that it still held', async () => {
    const queue = new LatestQueue<number>(3);
    queue.push(1);
    queue.end(new Error('gone'));
    queue.end(new Error('a later end does not count'));
    const seen: number[] = [];
    await expect(async () => {
      for await (const value of queue) seen.push(value);
    }).rejects.toThrow('gone');
    expect(seen).toEqual([1]);
  });
});
