import { describe, expect, test } from 'vitest';
import { BufferPool } from '../../../../server/runtime/buffer-pool.ts';

describe('a buffer pool', () => {
  test('hands out a released buffer again', () => {
    const pool = new BufferPool(2);
    const first = pool.take(100);
    first.release();
    expect(pool.take(80).bytes).toBe(first.bytes);
  });

  test('never hands out a buffer that is still held', () => {
    const pool = new BufferPool(2);
    const first = pool.take(100);
    const second = first.hold();
    first.release();
    expect(pool.take(100).bytes).not.toBe(first.bytes);
    second.release();
    expect(pool.take(100).bytes).toBe(first.bytes);
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
    for (const hold of taken) hold.release();
    const again = Array.from({ length: 5 }, () => pool.take(10).bytes);
    expect(again.filter((bytes) => taken.some((hold) => hold.bytes === bytes))).toHaveLength(2);
  });
});

describe('a hold that is released twice', () => {
  function pooled() {
    const faults: string[] = [];
    return { faults, pool: new BufferPool(2, ({ message }) => faults.push(message)) };
  }

  test('does not take the buffer from another holder, and is reported', () => {
    const { faults, pool } = pooled();
    const first = pool.take(100);
    const other = first.hold();
    first.release();
    first.release();
    expect(pool.take(100).bytes).not.toBe(other.bytes);
    expect(faults).toEqual(['a buffer was released twice']);
  });

  test('does not take it from a later holder', () => {
    const { faults, pool } = pooled();
    const old = pool.take(100);
    old.release();
    const next = pool.take(100);
    old.release();
    expect(next.bytes).toBe(old.bytes);
    expect(pool.take(100).bytes).not.toBe(next.bytes);
    expect(faults).toHaveLength(1);
  });

  test('may not be held again either', () => {
    const { faults, pool } = pooled();
    const old = pool.take(100);
    old.release();
    old.hold();
    expect(faults).toEqual(['a buffer was held after its release']);
  });
});
