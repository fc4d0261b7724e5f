import { describe, expect, test } from 'vitest';
import { coveringRecordings } from '../../../../server/recording/covering.ts';
import { MemoryIndex } from '../../../../server/recording/storage/memory-index.ts';
import type { SegmentEntry } from '../../../../server/recording/storage/segment-entry.ts';

function segment(camera: string, id: string, startMs: number, durationMs: number): SegmentEntry {
  return {
    ...{ camera, id, startMs, durationMs, path: `${id}.mkv`, bytes: 1, clock: 'synchronised' },
    ...{ protected: false, state: 'closed', kind: 'recording' },
  };
}

describe('the recording of a moment', () => {
  const index = new MemoryIndex();
  index.put([
    segment('door', '20261120T120000.000Z', 1_000, 500),
    segment('yard', '20261120T120001.000Z', 5_000, 500),
  ]);
  const at = (camera: string, atMs: number) =>
    coveringRecordings(
      index,
      [{ camera: 'door', id: 'open', atMs: 9_000, durationMs: 100 }],
      [{ camera, atMs }],
    )[0];

  test('is that of its camera, also one that is being written', () => {
    expect(at('door', 1_000)).toEqual({ id: '20261120T120000.000Z', offsetMs: 0 });
    expect(at('door', 1_500)).toEqual({ id: '20261120T120000.000Z', offsetMs: 500 });
    expect(at('door', 9_050)).toEqual({ id: 'open', offsetMs: 50 });
  });

  test('is none in a gap, before the first, and for another camera', () => {
    expect([at('door', 999), at('door', 1_501), at('door', 5_100), at('nobody', 1_100)]).toEqual(
      Array(4).fill(undefined),
    );
  });

  test('is found for many moments of several cameras at once, in their order', () => {
    const moments = [5_100, 1_100, 7_000].map((atMs, index) => ({
      camera: index === 0 ? 'yard' : 'door',
      atMs,
    }));
    const found = coveringRecordings(index, [], moments);
    expect(found.map((each) => each?.offsetMs)).toEqual([100, 100, undefined]);
  });
});
