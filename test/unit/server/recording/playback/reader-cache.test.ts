import { mkdtempSync, readdirSync, readlinkSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { ReadLane } from '../../../../../server/recording/playback/read-lane.ts';
import { ReaderCache, readerCacheLimits } from '../../../../../server/recording/playback/reader-cache.ts';
import { SteppedClock } from '../../../../doubles/stepped-clock.ts';
import { until } from '../../../../fixtures/until.ts';
import { recordFile, type RecordedFile } from './recorded-files.ts';

let folder: string;
const files: RecordedFile[] = [];
beforeAll(async () => {
  folder = mkdtempSync(join(tmpdir(), 'rpicam-readers-'));
  for (let index = 0; index < 4; index++)
    files.push(await recordFile(folder, { startMs: index * 10_000, first: index, count: 10 }));
});
afterAll(() => rmSync(folder, { recursive: true }));

/** Files of the folder that this process has open. */
const openFiles = () =>
  readdirSync('/proc/self/fd').filter((fd) => {
    try {
      return readlinkSync(`/proc/self/fd/${fd}`).startsWith(folder);
    } catch {
      return false; // closed meanwhile
    }
  }).length;

function readers(limits: Partial<typeof readerCacheLimits> = {}) {
  const clock = new SteppedClock();
  const lane = new ReadLane(clock);
  const cache = new ReaderCache(lane, clock, { ...readerCacheLimits, ...limits });
  const read = (index: number) =>
    lane.run(async (signal) => (await cache.reader({ path: files[index]?.path ?? '' }, signal)).frameCount);
  /** Lets time pass, so slowly that the disk keeps up. */
  const pass = async (ms: number) => {
    for (let passed = 0; passed < ms; passed += 1_000) {
      await clock.advance(1_000);
      await lane.run(() => Promise.resolve());
      await new Promise(setImmediate);
    }
  };
  return { clock, cache, read, pass };
}

describe('the files that are read', () => {
  test('are shared, and no more are open than may be', async () => {
    const { cache, read } = readers({ files: 2 });
    for (const index of [0, 0, 1, 2, 3]) expect(await read(index)).toBe(10);
    expect(cache.figures).toEqual({ files: 2, tableBytes: 2 * 10 * 24 });
    expect(openFiles()).toBe(2);
    cache.close();
    await until('all are closed', () => openFiles() === 0);
  });

  test('take no more memory than they may, but for the one in use', async () => {
    const { cache, read } = readers({ tableBytes: 100 });
    for (const index of [0, 1, 2]) await read(index);
    expect(cache.figures).toEqual({ files: 1, tableBytes: 240 });
    cache.close();
    await until('all are closed', () => openFiles() === 0);
  });

  test('are closed when nobody has read them for a while', async () => {
    const { clock, cache, read, pass } = readers({ idleMs: 30_000 });
    await read(0);
    await pass(20_000);
    await read(1);
    await pass(20_000);
    expect(cache.figures.files).toBe(1);
    await pass(40_000);
    expect([cache.figures.files, openFiles(), clock.sleeperCount]).toEqual([0, 0, 0]);
    await read(2);
    expect(openFiles()).toBe(1);
    cache.close();
    await until('all are closed', () => openFiles() === 0);
  });
});
