import { describe, expect, test } from 'vitest';
import { BufferPool } from '../../../../server/runtime/buffer-pool.ts';

describe('a buffer pool', () => {
  test('hands out a released buffer again', () => {
    const pool = new BufferPool(2);
    const first = pool.take(100);
    first.release();
    expect(pool.take(80)).toBe(first);
  });

  test('never hands out what somebody still holds', () => {
    const pool = new BufferPool(2);
    const first = pool.take(100);
    first.hold();
    first.release();
    expect(pool.take(100)).not.toBe(first);
    first.release();
    expect(pool.take(100)).toBe(first);
  });

  test('gives a larger one where the free one is too small', () => {
    const pool = new BufferPool(2);
    pool.take(100).release();
    expect(pool.take(200).bytes.length).toBe(200);
  });

  test('drops one that is far too large for what is needed now', () => {
    const pool = new BufferPool(2);
    pool.take(1_000).release();
    expect(pool.take(100).bytes.length).toBe(100);
  });

  test('keeps no more free ones than it may', () => {
    const pool = new BufferPool(2);
    const taken = Array.from({ length: 5 }, () => pool.take(10));
    for (const buffer of taken) buffer.release();
    const again = Array.from({ length: 5 }, () => pool.take(10));
    expect(again.filter((buffer) => taken.includes(buffer))).toHaveLength(2);
  });
});
