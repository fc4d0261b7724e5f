import { describe, expect, test } from 'vitest';
import {
  planRetention,
  type RetentionLimits,
  type StorageUse,
} from '../../../../../server/recording/storage/retention.ts';
import type { SegmentEntry } from '../../../../../server/recording/storage/segment-entry.ts';

const nowMs = 1_000_000;

/** A segment of ten seconds and a hundred bytes. */
function segment(id: string, startMs: number, fields: Partial<SegmentEntry> = {}): SegmentEntry {
  return {
    ...{ camera: 'door', id, path: `door/${id}.mkv`, startMs, durationMs: 10_000, bytes: 100 },
    ...{ clock: 'synchronised', protected: false, state: 'closed' },
    ...fields,
  };
}

function plan(oldestFirst: SegmentEntry[], limits: RetentionLimits, use: Partial<StorageUse> = {}) {
  const cameras = [...new Set(oldestFirst.map(({ camera }) => camera))];
  const totals = cameras.map((camera) => {
    const own = oldestFirst.filter((entry) => entry.camera === camera);
    const bytes = own.reduce((sum, entry) => sum + entry.bytes, 0);
    return { camera, segments: own.length, bytes, protectedBytes: 0, fromMs: 0, toMs: 0 };
  });
  const whole = { totals, freeBytes: 1_000, nowMs, ...use };
  const { remove, isEnough } = planRetention(oldestFirst, whole, limits);
  return { remove: remove.map(({ id }) => id), isEnough };
}

describe('what has to go', () => {
  const three = [segment('a', 100_000), segment('b', 200_000), segment('c', 300_000)];

  test('is the oldest, and no more than the limit asks for', () => {
    expect(plan(three, { maxBytes: 300 })).toEqual({ remove: [], isEnough: true });
    expect(plan(three, { maxBytes: 299 })).toEqual({ remove: ['a'], isEnough: true });
    expect(plan(three, { minFreeBytes: 1_000 })).toEqual({ remove: [], isEnough: true });
    expect(plan(three, { minFreeBytes: 1_150 })).toEqual({ remove: ['a', 'b'], isEnough: true });
    expect(plan(three, { minFreeBytes: 5_000 })).toEqual({ remove: ['a', 'b', 'c'], isEnough: false });
  });

  test('is of the camera that has too much, and of no other', () => {
    const others = [segment('x', 50_000, { camera: 'yard' }), ...three];
    expect(plan(others, { maxBytesPerCamera: 200 })).toEqual({ remove: ['a'], isEnough: true });
  });

  test('is what ended longer ago than the age, by its end', () => {
    expect(plan(three, { maxAgeMs: nowMs - 210_000 })).toEqual({ remove: ['a'], isEnough: true });
    expect(plan(three, { maxAgeMs: nowMs - 210_001 })).toEqual({ remove: ['a', 'b'], isEnough: true });
  });

  test('is never one that is protected', () => {
    const kept = three.map((entry) => ({ ...entry, protected: entry.id !== 'b' }));
    expect(plan(kept, { maxBytes: 0 })).toEqual({ remove: ['b'], isEnough: false });
    expect(plan(kept, { maxAgeMs: 1 })).toEqual({ remove: ['b'], isEnough: true });
  });

  test('is for its age never one from before the clock was set, but it is for its room', () => {
    const unset = [segment('boot', 0, { clock: 'unsynchronised' }), ...three];
    expect(plan(unset, { maxAgeMs: nowMs - 150_000 })).toEqual({ remove: ['a'], isEnough: true });
    expect(plan(unset, { maxBytes: 300 })).toEqual({ remove: ['boot'], isEnough: true });
  });
});
