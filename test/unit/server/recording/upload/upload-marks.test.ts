import { cpSync, existsSync, globSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, onTestFinished, test } from 'vitest';
import { MemoryIndex } from '../../../../../server/recording/storage/memory-index.ts';
import { RecordingStore } from '../../../../../server/recording/storage/recording-store.ts';
import { UploadMarks } from '../../../../../server/recording/upload/upload-marks.ts';
import { nextWaiting } from '../../../../../server/recording/upload/next-waiting.ts';
import { silentLogger } from '../../../../doubles/silent-logger.ts';
import { until } from '../../../../fixtures/until.ts';
import { RecorderBench, testBoot } from '../recorder-bench.ts';
import { TimedBench } from '../timed/timed-bench.ts';

const signal = new AbortController().signal;
const marksIn = (root: string) => globSync('**/*.upload', { cwd: root });
/** The store as it is after a restart: with an empty index. */
async function reopened(bench: RecorderBench): Promise<RecordingStore> {
  const store = new RecordingStore({
    ...{ root: bench.root, storageId: undefined, lane: bench.lane, clock: bench.clock, boot: testBoot },
    ...{ index: new MemoryIndex(), limits: () => ({}), isClockSynchronised: () => true },
    ...{ uploads: new UploadMarks(() => false), logger: silentLogger },
  });
  await store.open(signal);
  return store;
}

describe('a segment of a camera that is uploaded', () => {
  test('waits from its first frame on, and when it is closed', async () => {
    const uploads = new UploadMarks((camera) => camera === 'door');
    await using bench = new RecorderBench({ store: { uploads } });
    bench.recorder.start();
    await bench.send(30);
    await until('it is marked while it is written', () => marksIn(bench.root).length === 1);
    await bench.stopAll();
    await bench.closed(1);
    await until('it waits', () => bench.store.backlog().segments === 1);
    expect(bench.store.list({ waiting: true, limit: 9 })).toMatchObject([{ waitsForUpload: true }]);
    expect((await reopened(bench)).backlog()).toEqual(bench.store.backlog());
  });

  test('that was never closed, since the server was killed, waits after the next start', async () => {
    const uploads = new UploadMarks(() => true);
    await using bench = new RecorderBench({ store: { uploads } });
    bench.recorder.start();
    await bench.send(100);
    await until('something is on the disk', () => (bench.recorder.counters.framesWritten ?? 0) > 0);
    const store = await reopened(bench);
    expect(store.list({ waiting: true, limit: 9 })).toHaveLength(1);
  });

  test('that could not be closed, since its disk went, waits when the disk is back', async () => {
    const uploads = new UploadMarks(() => true);
    await using bench = new RecorderBench({ store: { uploads } });
    bench.recorder.start();
    await bench.send(100);
    await until('something is on the disk', () => (bench.recorder.counters.framesWritten ?? 0) > 0);
    const [part = ''] = globSync('**/*.part', { cwd: bench.root });
    const root = `${bench.root}-back`;
    cpSync(bench.root, root, { recursive: true });
    onTestFinished(() => rmSync(root, { recursive: true }));
    const store = new RecordingStore({
      ...{ root, storageId: undefined, lane: bench.lane, clock: bench.clock, boot: testBoot },
      ...{ index: new MemoryIndex(), limits: () => ({}), isClockSynchronised: () => true },
      ...{ uploads, logger: silentLogger },
    });
    let told = 0;
    uploads.onWaiting(() => told++, signal);
    store.homeOf('door').left(join(root, part));
    expect(await store.recoverLeft(signal)).toHaveLength(1);
    expect(store.list({ waiting: true, limit: 9 })).toHaveLength(1);
    expect(told).toBe(1);
  });

  test('stays protected, however its upload and its protection meet', async () => {
    const uploads = new UploadMarks(() => true);
    await using bench = new RecorderBench({ store: { uploads } });
    bench.recorder.start();
    await bench.send(30);
    await bench.stopAll();
    await bench.closed(1);
    const id = await until('it waits', () => {
      return marksIn(bench.root).length > 0
        ? bench.store.list({ waiting: true, limit: 1 })[0]?.id
        : undefined;
    });
    await Promise.all([
      bench.store.setProtected('door', id, true),
      bench.store.setWaiting('door', id, false),
    ]);
    const entry = bench.store.get('door', id);
    expect([entry?.protected, entry?.waitsForUpload]).toEqual([true, undefined]);
  });

  test('that is dated later waits under its new name, and only then may go', async () => {
    const uploads = new UploadMarks(() => true);
    await using bench = new RecorderBench({ store: { uploads } });
    bench.isClockSynchronised = false;
    bench.recorder.start();
    await bench.send(30);
    await bench.stopAll();
    await bench.closed(1);
    await until('it waits', () => bench.store.backlog().segments === 1);
    expect(nextWaiting(bench.store, testBoot.id)).toBeUndefined();
    expect(nextWaiting(bench.store, 'another start')?.clock).toBe('unsynchronised');
    const found: (string | undefined)[] = [];
    uploads.onWaiting(() => found.push(nextWaiting(bench.store, testBoot.id)?.clock), signal);
    await bench.store.nameByClock();
    expect(found).toContain('synchronised');
    const entry = nextWaiting(bench.store, testBoot.id);
    expect(entry?.clock).toBe('synchronised');
    expect(marksIn(bench.root)).toEqual([expect.stringContaining(`${entry?.id}.upload`)]);
  });

  test('waits no longer when it is uploaded or removed', async () => {
    const uploads = new UploadMarks(() => true);
    await using bench = new RecorderBench({ store: { uploads } });
    bench.recorder.start();
    await bench.send(30);
    await bench.stopAll();
    await bench.closed(1);
    const [entry] = await until('it waits', () => {
      const found = bench.store.list({ waiting: true, limit: 9 });
      return found.length > 0 && marksIn(bench.root).length > 0 ? found : undefined;
    });
    if (!entry) throw new Error('none');
    expect(await bench.store.setWaiting('door', entry.id, false)).toBe(true);
    expect([marksIn(bench.root), bench.store.backlog().segments]).toEqual([[], 0]);
    await bench.store.setWaiting('door', entry.id, true);
    await bench.store.remove('door', entry.id);
    expect([marksIn(bench.root), bench.store.backlog().segments]).toEqual([[], 0]);
  });

  test('leaves no mark behind when its file is gone at a start', async () => {
    await using bench = new RecorderBench();
    bench.recorder.start();
    await bench.send(30);
    await bench.stopAll();
    const [closed] = await bench.closed(1);
    const folder = join(closed?.path ?? '', '..');
    const stray = join(folder, '2020-01-01T00-00-00.000Z.upload');
    writeFileSync(stray, '');
    await reopened(bench);
    expect(existsSync(stray)).toBe(false);
  });
});

test('films and stills of a camera that is uploaded have no marks', async () => {
  await using bench = new TimedBench({ store: { uploads: new UploadMarks(() => true) } });
  await bench.shoot(3);
  await bench.film.end();
  await bench.still(bench.frame());
  const [film] = await bench.closedFilms(1);
  const [still] = await until('a still', () => {
    const found = bench.store.list({ kind: 'still', limit: 9 });
    return found.length > 0 ? found : undefined;
  });
  for (const entry of [film, still]) {
    expect(entry?.waitsForUpload).toBeUndefined();
    expect(await bench.store.setWaiting('door', entry?.id ?? '', true)).toBe(false);
  }
  expect(marksIn(bench.root)).toEqual([]);
});

test('recordings that go for an export before they are uploaded are counted, and go last where they are to wait', async () => {
  const uploads = new UploadMarks(() => true);
  await using bench = new RecorderBench({
    settings: { segmentMs: 1_000 },
    store: { uploads, limits: () => ({ minFreeBytes: 0, keepWaiting: true }) },
  });
  bench.recorder.start();
  await bench.send(80);
  await bench.stopAll();
  await bench.closed(3);
  await until('all wait', () => bench.store.backlog().segments === 3 && marksIn(bench.root).length === 3);
  const [first, , last] = bench.store.list({ limit: 9 });
  if (!first || !last) throw new Error('none');
  await bench.store.setWaiting('door', last.id, false);
  expect(await bench.store.makeRoom(last.bytes + 1, 0, () => false)).toBe(true);
  expect(bench.store.get('door', last.id)).toBeUndefined();
  expect(bench.store.get('door', first.id)).toBeUndefined();
  expect(uploads.lost).toEqual({ segments: 1, bytes: first.bytes });
});

test('a segment of a camera that is not uploaded has no mark', async () => {
  await using bench = new RecorderBench();
  bench.recorder.start();
  await bench.send(30);
  await bench.stopAll();
  await bench.closed(1);
  expect(marksIn(bench.root)).toEqual([]);
  expect(bench.store.backlog()).toEqual({ segments: 0, bytes: 0 });
});
