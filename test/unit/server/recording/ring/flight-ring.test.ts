import fc from 'fast-check';
import { describe, expect, test } from 'vitest';
import { FlightRing } from '../../../../../server/recording/ring/flight-ring.ts';
import { RingMemory, slabBytes } from '../../../../../server/recording/ring/ring-memory.ts';
import { cameraFrame, numberIn, tinyJpeg } from '../jpeg-frames.ts';

const frame = (sequence: number, atMs: number, bytes: number) =>
  cameraFrame(sequence, atMs, { jpeg: tinyJpeg(sequence, bytes) });

function readAll(ring: FlightRing, cursor = ring.cursor(-Infinity, 0)): number[] {
  const numbers: number[] = [];
  for (let found = ring.peek(cursor); found; found = ring.peek(cursor)) {
    numbers.push(numberIn(found.jpeg));
    cursor.next++;
  }
  return numbers;
}

describe('a ring', () => {
  test('keeps the last seconds and not much more', () => {
    using ring = new FlightRing(new RingMemory(64 * slabBytes), 2_000);
    for (let sequence = 1; sequence <= 1_000; sequence++) ring.push(frame(sequence, sequence * 40, 100_000));
    expect(ring.spanMs).toBeGreaterThanOrEqual(2_000);
    // A slab holds ten of these frames.
    expect(ring.spanMs).toBeLessThan(2_000 + 20 * 40);
    expect(readAll(ring).at(-1)).toBe(1_000);
  });

  test('keeps its newest slab, however long ago its frames came', () => {
    using ring = new FlightRing(new RingMemory(64 * slabBytes), 2_000);
    for (let sequence = 1; sequence <= 3; sequence++) ring.push(frame(sequence, sequence * 40, 100));
    ring.push(frame(4, 60_000, 100));
    expect(readAll(ring)).toEqual([1, 2, 3, 4]);
  });

  test('is read from the first frame of a time on, or from a number on where that is later', () => {
    using ring = new FlightRing(new RingMemory(64 * slabBytes), 2_000);
    for (let sequence = 1; sequence <= 5; sequence++) ring.push(frame(sequence, sequence * 40, 100));
    expect(readAll(ring, ring.cursor(120, 0))).toEqual([3, 4, 5]);
    expect(readAll(ring, ring.cursor(121, 0))).toEqual([4, 5]);
    expect(readAll(ring, ring.cursor(0, 4))).toEqual([5]);
    expect(readAll(ring, ring.cursor(201, 0))).toEqual([]);
  });

  test('shares its memory with the others: each keeps the same time, and none more than all may', () => {
    const memory = new RingMemory(16 * slabBytes);
    using large = new FlightRing(memory, 1e9);
    using small = new FlightRing(memory, 1e9);
    for (let sequence = 1; sequence <= 2_000; sequence++) {
      large.push(frame(sequence, sequence * 33, 150_000));
      small.push(frame(sequence, sequence * 33, 50_000));
      expect(memory.usedBytes).toBeLessThanOrEqual(memory.totalBytes);
    }
    expect(Math.abs(large.spanMs - small.spanMs)).toBeLessThan(33 * 30);
    expect(large.bytes).toBeGreaterThan(small.bytes * 2);
  });

  test('gives its only slab to another whose frames are newer', () => {
    const memory = new RingMemory(2 * slabBytes);
    using old = new FlightRing(memory, 1e9);
    using young = new FlightRing(memory, 1e9);
    old.push(frame(1, 0, 100));
    expect(young.push(frame(1, 40, slabBytes))).toBe(true);
    expect(young.push(frame(2, 80, slabBytes))).toBe(true);
    expect([old.frameCount, young.frameCount]).toEqual([0, 2]);
  });

  test('gives its memory back', () => {
    const memory = new RingMemory(4 * slabBytes);
    const ring = new FlightRing(memory, 1e9);
    ring.push(frame(1, 0, 100));
    expect(memory.usedBytes).toBe(slabBytes);
    ring[Symbol.dispose]();
    expect(memory.usedBytes).toBe(0);
  });

  test('refuses a frame that is larger than all the memory, and counts it', () => {
    using ring = new FlightRing(new RingMemory(slabBytes), 1e9);
    expect(ring.push(frame(1, 0, slabBytes + 1))).toBe(false);
    expect([ring.refused, ring.frameCount]).toEqual([1, 0]);
  });

  test('gives a reader each frame once and in order, or counts it as missed', () => {
    const step = fc.oneof(
      fc.record({ push: fc.integer({ min: 12, max: 600_000 }) }),
      fc.record({ read: fc.integer({ min: 1, max: 20 }) }),
    );
    fc.assert(
      fc.property(fc.array(step, { minLength: 40, maxLength: 120 }), (steps) => {
        using ring = new FlightRing(new RingMemory(3 * slabBytes), 1e9);
        const cursor = ring.cursor(-Infinity, 0);
        let [pushed, expected] = [0, 1];
        const read = (count: number) => {
          for (let index = 0; index < count; index++) {
            const found = ring.peek(cursor);
            expected += cursor.missed;
            cursor.missed = 0;
            if (!found) break;
            expect([found.sequence, numberIn(found.jpeg)]).toEqual([expected, expected]);
            cursor.next++;
            expected++;
          }
        };
        for (const next of steps) {
          if ('read' in next) read(next.read);
          else ring.push(frame(++pushed, pushed, next.push));
        }
        read(1_000);
        expect(expected).toBe(pushed + 1);
      }),
      { numRuns: 60 },
    );
  });
});
