import { describe, expect, test } from 'vitest';
import {
  planAll,
  planRetention,
  type RetentionLimits,
} from '../../../../../server/recording/storage/retention.ts';
import type { SegmentEntry } from '../../../../../server/recording/storage/segment-entry.ts';

const hourMs = 3_600_000;
const nowMs = Date.UTC(2026, 10, 20, 12);

/** Of so many hours ago; 100 bytes. */
const segment = (camera: string, hoursAgo: number): SegmentEntry => ({
  ...{ camera, id: String(hoursAgo), path: '', bytes: 100, durationMs: 60_000 },
  startMs: nowMs - hoursAgo * hourMs,
  ...{ kind: 'recording', clock: 'synchronised', protected: false, state: 'closed' },
});
const segments = [segment('door', 9), segment('yard', 8), segment('door', 7), segment('yard', 2)];
const total = { segments: 2, bytes: 200, protectedBytes: 0, fromMs: 0, toMs: 0 };
const use = {
  totals: [
    { camera: 'door', ...total },
    { camera: 'yard', ...total },
  ],
  freeBytes: 1e9,
  nowMs,
};
const removed = (limits: RetentionLimits) =>
  planRetention(segments, use, limits).remove.map(({ camera, id }) => `${camera} ${id}`);

test("a camera's own age counts instead of the server's, be it shorter or longer", () => {
  const yard = (hours: number) => new Map([['yard', { maxAgeMs: hours * hourMs }]]);
  expect(removed({ maxAgeMs: 8 * hourMs, cameras: yard(5) })).toEqual(['door 9', 'yard 8']);
  expect(removed({ maxAgeMs: 8 * hourMs, cameras: yard(1) })).toEqual(['door 9', 'yard 8', 'yard 2']);
  expect(removed({ maxAgeMs: 5 * hourMs, cameras: yard(10) })).toEqual(['door 9', 'door 7']);
  expect(removed({ cameras: yard(5) })).toEqual(['yard 8']);
});

test("a camera's own size counts for it alone", () => {
  expect(removed({ cameras: new Map([['yard', { maxBytes: 150 }]]) })).toEqual(['yard 8']);
});

test('for room recordings go first, then stills, then films; each kind has its own age', () => {
  const film = { ...segment('door', 20), id: 'film', kind: 'timelapse' as const };
  const still = { ...segment('door', 30), id: 'still', kind: 'still' as const };
  const files = { recording: segments, timelapse: [film], still: [still] };
  const removedOfAll = (limits: RetentionLimits) => {
    const plan = planAll(
      {
        oldestFirst: (kind) => files[kind],
        totals: (kind) => {
          if (kind === 'recording') return use.totals;
          return [{ camera: 'door', ...total, segments: 1, bytes: 100 }];
        },
        ...{ freeBytes: 1e9, nowMs },
      },
      limits,
    );
    return [plan.remove.map(({ id }) => id), plan.isEnough];
  };
  expect(removedOfAll({ maxBytes: 400 })).toEqual([['9', '8'], true]);
  expect(removedOfAll({ maxBytes: 150 })).toEqual([['9', '8', '7', '2', 'still'], true]);
  expect(removedOfAll({ minFreeBytes: 2e9 })).toEqual([['9', '8', '7', '2', 'still', 'film'], false]);
  const door = (hours: number) => new Map([['door', { maxAgeMs: hours * hourMs }]]);
  expect(removedOfAll({ stills: door(29) })).toEqual([['still'], true]);
  expect(removedOfAll({ maxAgeMs: 8.5 * hourMs, timelapses: door(100), stills: door(100) })).toEqual([
    ['9'],
    true,
  ]);
});

test('a disk with too little room loses as many of the oldest as it needs, and no more', () => {
  expect(removed({ minFreeBytes: use.freeBytes })).toEqual([]);
  expect(removed({ minFreeBytes: use.freeBytes + 150 })).toEqual(['door 9', 'yard 8']);
});

describe('segments that wait for their upload', () => {
  const waiting = (camera: string, hoursAgo: number): SegmentEntry => ({
    ...segment(camera, hoursAgo),
    waitsForUpload: true,
  });
  const all = [waiting('door', 9), segment('yard', 8), waiting('door', 7), segment('yard', 2)];
  const plan = (limits: RetentionLimits, freeBytes = 1e9) => {
    const { remove, isEnough } = planRetention(all, { ...use, freeBytes }, limits);
    return [remove.map(({ camera, id }) => `${camera} ${id}`), isEnough];
  };

  test('are removed as others where it is not asked for', () => {
    expect(plan({ maxBytes: 250 })).toEqual([['door 9', 'yard 8'], true]);
  });

  test('are left alone by limits of age and size, and recording goes on', () => {
    expect(plan({ maxAgeMs: hourMs, keepWaiting: true })).toEqual([['yard 8', 'yard 2'], true]);
    expect(plan({ maxBytes: 100, keepWaiting: true })).toEqual([['yard 8', 'yard 2'], true]);
    expect(plan({ maxBytesPerCamera: 50, keepWaiting: true })).toEqual([['yard 8', 'yard 2'], true]);
  });

  test('go last, and the oldest first, when the disk is full', () => {
    expect(plan({ minFreeBytes: 250, keepWaiting: true }, 0)).toEqual([['yard 8', 'yard 2', 'door 9'], true]);
    expect(plan({ minFreeBytes: 150, keepWaiting: true }, 0)).toEqual([['yard 8', 'yard 2'], true]);
  });

  test('count for no other kind: films and stills stay', () => {
    const film = { ...segment('door', 20), id: 'film', kind: 'timelapse' as const };
    const files = { recording: all, timelapse: [film], still: [] };
    const totals = [{ camera: 'door', ...total, segments: 1, bytes: 100 }];
    const { remove, isEnough } = planAll(
      {
        oldestFirst: (kind) => files[kind],
        totals: (kind) => (kind === 'recording' ? use.totals : kind === 'timelapse' ? totals : []),
        ...{ freeBytes: 1e9, nowMs },
      },
      { maxBytes: 100, keepWaiting: true },
    );
    expect([remove.map(({ id }) => id), isEnough]).toEqual([['8', '2'], true]);
  });
});
