import { mkdtempSync, rmSync, truncateSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join, relative } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FrameCursor } from '../../../../../server/recording/playback/frame-cursor.ts';
import { ReadLane } from '../../../../../server/recording/playback/read-lane.ts';
import { ReaderCache } from '../../../../../server/recording/playback/reader-cache.ts';
import { CameraSegments } from '../../../../../server/recording/playback/recorded-segment.ts';
import { MemoryIndex } from '../../../../../server/recording/storage/memory-index.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';
import { readNumber } from './numbered-picture.ts';
import { recordFile } from './recorded-files.ts';

const startMs = Date.parse('2026-11-20T10:00:00.000Z');
const { signal } = new AbortController();

describe('the frames of a camera', () => {
  let folder: string;
  let index: MemoryIndex;
  let readers: ReaderCache;
  let cursor: FrameCursor;
  beforeEach(() => {
    folder = mkdtempSync(join(tmpdir(), 'rpicam-cursor-'));
    index = new MemoryIndex();
    const clock = new SteppedClock();
    readers = new ReaderCache(new ReadLane(clock), clock);
    const store = {
      neighbour: index.neighbour.bind(index),
      pathOf: ({ path }: { path: string }) => join(folder, path),
    };
    cursor = new FrameCursor(new CameraSegments('door', { writers: [] }, store), readers);
  });
  afterEach(() => {
    readers.close();
    rmSync(folder, { recursive: true });
  });

  async function record(atMs: number, first: number, count: number, isPlain = false) {
    const file = await recordFile(folder, { startMs: startMs + atMs, first, count, isPlain });
    const path = relative(folder, file.path);
    const fixed = {
      kind: 'recording',
      camera: 'door',
      bytes: 1,
      clock: 'synchronised',
      protected: false,
      state: 'closed',
    } as const;
    index.put([{ ...fixed, id: file.id, path, startMs: file.startMs, durationMs: count * 100 }]);
    return file;
  }

  /** The number in the picture that was on show, and its time. */
  async function shown(atMs: number): Promise<[number, number] | undefined> {
    const place = await cursor.until(startMs + atMs, signal);
    const stored = place && (await cursor.read(place, signal));
    const frame = stored?.kind === 'jpeg' ? stored.frame : undefined;
    return frame && [(await readNumber(frame.jpeg)).number, frame.capturedAt - startMs];
  }

  test('are found without an index in the file, too', async () => {
    await record(0, 0, 30, true);
    expect(await shown(1_234)).toEqual([12, 1_200]);
    expect(await shown(99_000)).toEqual([29, 2_900]);
    expect(await shown(-1)).toBeUndefined();
  });

  test('are counted over many small files', async () => {
    for (let file = 0; file < 10; file++) await record(file * 300, file * 3, 3);
    const place = await cursor.until(startMs, signal);
    if (!place) throw new Error('no frame');
    for (const step of [1, 2, 3, 10, 29]) {
      const moved = await cursor.move(place, step, signal);
      expect([moved.place.atMs, moved.isShort]).toEqual([startMs + step * 100, false]);
      expect((await cursor.move(moved.place, -step, signal)).place.atMs).toBe(startMs);
    }
    expect(await cursor.move(place, 30, signal)).toMatchObject({
      isShort: true,
      place: { atMs: startMs + 2_900 },
    });
    expect(await cursor.move(place, -1, signal)).toMatchObject({ isShort: true, place: { atMs: startMs } });
  });

  test('that cannot be read are left out, and after some of them the rest of their file', async () => {
    const { path } = await record(0, 0, 30, true);
    await record(10_000, 100, 10);
    expect(await shown(0)).toEqual([0, 0]);
    truncateSync(path, 5_000);
    for (const atMs of [2_000, 2_100, 2_200, 2_300]) expect(await shown(atMs)).toBeUndefined();
    expect(await cursor.until(startMs + 2_400, signal)).toBeUndefined();
    expect(await cursor.next(undefined, signal)).toMatchObject({ atMs: startMs + 10_000 });
    expect(readers.figures.files).toBe(1);
  });
});
