import {
  existsSync,
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { SegmentReader } from '../../../../../server/recording/matroska/segment-reader.ts';
import {
  checkStorage,
  claimStorage,
  storageMarker,
} from '../../../../../server/recording/storage/storage-check.ts';
import { until } from '../../../../fixtures/until.ts';
import { RecorderBench, testBoot } from '../recorder-bench.ts';
import { probe, hasProgram, testFacts, tinyJpeg } from '../jpeg-frames.ts';
import { bufferSource, unfinishedFile } from '../whole-file.ts';

let root: string;
beforeEach(() => (root = mkdtempSync(join(tmpdir(), 'recordings-'))));
afterEach(() => rmSync(root, { recursive: true, force: true }));

const never = new AbortController().signal;
const day = 'door/2026-11-29';
const frames = Array.from({ length: 30 }, (_, index) => ({ jpeg: tinyJpeg(index, 500), atMs: index * 100 }));

function put(path: string, bytes: Buffer | string = 'x'.repeat(100)): void {
  mkdirSync(dirname(join(root, path)), { recursive: true });
  writeFileSync(join(root, path), bytes);
}

describe('after a crash', () => {
  test('each unfinished file is finished under its name, set aside, or removed when it is empty', async () => {
    const whole = unfinishedFile(testFacts, frames);
    put(`${day}/2026-11-29T10-05-00.123Z.mkv.part`, whole.subarray(0, whole.length - 700));
    put(`${day}/2026-11-29T10-06-00.000Z.mkv.part`, whole.subarray(0, 700));
    put(`${day}/2026-11-29T10-07-00.000Z.mkv.part`, Buffer.alloc(100_000, 7));
    const large = unfinishedFile(testFacts, [{ jpeg: tinyJpeg(0, 100_000), atMs: 0 }]);
    put(`${day}/2026-11-29T10-07-30.000Z.mkv.part`, large.subarray(0, 80_000));
    put(`${day}/2026-11-29T10-08-00.000Z_60.000s.mkv`);
    put(`${day}/holiday.mkv`);
    await using bench = new RecorderBench({ root });
    const report = await bench.store.open(never);
    expect(report).toMatchObject({ segments: 4, failed: [] });
    expect(report.recovered).toMatchObject([
      { kind: 'finished', path: `${day}/2026-11-29T10-05-00.123Z_2.800s.mkv`, frames: 28 },
      { kind: 'empty' },
      {
        ...{ kind: 'set-aside', path: `${day}/2026-11-29T10-07-00.000Z.mkv.broken` },
        why: expect.not.stringContaining('no whole frame') as string,
      },
      {
        ...{ kind: 'set-aside', path: `${day}/2026-11-29T10-07-30.000Z.mkv.broken` },
        why: 'There is no whole frame in it',
      },
    ]);
    const listed = bench.store.list({ limit: 10 });
    expect(listed.map(({ state, durationMs }) => [state, durationMs])).toEqual([
      ['closed', 2_800],
      ['broken', 0],
      ['broken', 0],
      ['closed', 60_000],
    ]);
    expect(readdirSync(join(root, day)).sort()).toEqual([
      '2026-11-29T10-05-00.123Z_2.800s.mkv',
      '2026-11-29T10-07-00.000Z.mkv.broken',
      '2026-11-29T10-07-30.000Z.mkv.broken',
      '2026-11-29T10-08-00.000Z_60.000s.mkv',
      'holiday.mkv',
    ]);
  });
});

describe('retention', () => {
  const names = ['2026-11-20T08-00-00.000Z', '2026-11-20T09-00-00.000Z', '2026-11-20T10-00-00.000Z'];

  async function afterOneMore(limits: object): Promise<string[]> {
    for (const name of names) put(`door/2026-11-20/${name}_60.000s.mkv`, 'x'.repeat(10_000));
    put(`door/2026-11-20/${names[0]}.keep`, '');
    put('door/2026-11-20/holiday.mkv', 'x'.repeat(10_000));
    await using bench = new RecorderBench({ root, store: { limits: () => limits } });
    await bench.store.open(never);
    bench.recorder.start();
    await bench.send(5);
    bench.recorder.stop();
    await bench.closed(1);
    await until('it is listed', () => bench.store.list({ limit: 10 }).some(({ bytes }) => bytes !== 10_000));
    expect(existsSync(join(root, 'door/2026-11-20/holiday.mkv'))).toBe(true);
    const listed = bench.store.list({ limit: 10 });
    for (const entry of listed) expect(existsSync(bench.store.pathOf(entry))).toBe(true);
    return listed.map(({ id }) => id).slice(0, -1);
  }

  test('is off where no limit is set', async () => {
    expect(await afterOneMore({})).toEqual(names);
  });

  test('removes what is too old, but nothing protected', async () => {
    // It is 12:00.
    expect(await afterOneMore({ maxAgeMs: 2.5 * 3_600_000 })).toEqual([names[0], names[2]]);
  });

  test.each(['maxBytes', 'maxBytesPerCamera'])('removes the oldest for %s', async (limit) => {
    expect(await afterOneMore({ [limit]: 25_000 })).toEqual([names[0], names[2]]);
  });

  test('stops the recording, and says why, when only protected ones are left', async () => {
    put(`door/2026-11-20/${names[0]}_60.000s.mkv`, 'x'.repeat(10_000));
    put(`door/2026-11-20/${names[0]}.keep`, '');
    await using bench = new RecorderBench({ root, store: { limits: () => ({ maxBytes: 5_000 }) } });
    await bench.store.open(never);
    bench.recorder.start();
    await bench.send(5);
    await until('it failed', () => bench.recorder.state.kind === 'failed');
    expect(bench.recorder.state).toMatchObject({ problem: { kind: 'disk-full' } });
    expect(await bench.store.setProtected('door', names[0] ?? '', false)).toBe(true);
    await bench.send(60);
    await until('it records again', () => bench.recorder.state.kind === 'recording');
    expect(existsSync(join(root, `door/2026-11-20/${names[0]}_60.000s.mkv`))).toBe(false);
  });
});

describe('a disk that was chosen', () => {
  test('is told from one that is not mounted, and from another', async () => {
    const id = await claimStorage(root);
    expect(await claimStorage(root)).toBe(id);
    expect(await checkStorage(root, id)).toMatchObject({ kind: 'ready', id });
    expect(await checkStorage(root, 'another')).toMatchObject({ problem: { kind: 'foreign' } });
    renameSync(join(root, storageMarker), join(root, 'elsewhere'));
    expect(await checkStorage(root, id)).toMatchObject({ problem: { kind: 'missing' } });
    expect(await checkStorage(join(root, 'nowhere'), undefined)).toMatchObject({
      problem: { kind: 'missing' },
    });
  });

  test.skipIf(!existsSync('/dev/shm'))(
    'gets nothing written elsewhere, where a folder on it leads to',
    async () => {
      const elsewhere = mkdtempSync('/dev/shm/elsewhere-');
      try {
        symlinkSync(elsewhere, join(root, 'door'));
        await using bench = new RecorderBench({ root });
        bench.recorder.start();
        await bench.send(30);
        await until(
          'it failed or wrote',
          () => bench.recorder.state.kind === 'failed' || bench.recorder.segment,
        );
        const message = `The disk with the recordings has an error: ${root}/door is no folder; remove or rename it.`;
        expect(bench.recorder.state).toMatchObject({ kind: 'failed', problem: { message } });
      } finally {
        rmSync(elsewhere, { recursive: true });
      }
    },
  );

  test('that is gone gets nothing written below its folder', async () => {
    await using bench = new RecorderBench({ root, store: { storageId: 'the USB disk' } });
    bench.recorder.start();
    await bench.send(90);
    const hasFailed = () => bench.recorder.state.kind === 'failed';
    await until('it failed or wrote', () => hasFailed() || existsSync(join(root, 'door')));
    expect(bench.recorder.state).toMatchObject({ kind: 'failed', problem: { kind: 'missing' } });
    bench.recorder.stop();
    await bench.stopAll();
    expect(existsSync(join(root, 'door'))).toBe(false);
  });
});

describe('before the clock is set', () => {
  test('files are named by this start of the machine and its age', async () => {
    await using bench = new RecorderBench({ root });
    bench.isClockSynchronised = false;
    bench.clock.setWallClock(-50 * 365 * 86_400_000);
    bench.recorder.start();
    await bench.send(30);
    bench.recorder.stop();
    const [segment] = await bench.closed(1);
    const id = `boot-${testBoot.id}-000000060033`;
    expect(segment?.path).toBe(`${root}/door/unsynchronised/${id}_0.990s.mkv`);
    expect(bench.store.list({ limit: 10 })).toMatchObject([{ clock: 'unsynchronised', id }]);
  });

  test('files get their date when it is set, in the name and in themselves, and what belongs to them follows', async () => {
    await using bench = new RecorderBench({ root });
    bench.isClockSynchronised = false;
    bench.clock.setWallClock(-86_400_000);
    bench.recorder.start();
    await bench.send(30);
    bench.recorder.stop();
    await bench.closed(1);
    await bench.store.setProtected('door', `boot-${testBoot.id}-000000060033`, true);
    writeFileSync(join(root, 'door/unsynchronised', `boot-${testBoot.id}-000000060033.jpg`), 'a thumbnail');
    bench.clock.setWallClock(86_400_000);
    bench.isClockSynchronised = true;
    const changes: string[] = [];
    bench.store.onChange((change) => changes.push(change.kind), never);
    expect(await bench.store.nameByClock()).toBe(1);
    expect(changes).toEqual(['renamed']);
    const path = join(root, 'door/2026-11-20/2026-11-20T12-00-00.033Z');
    expect(readFileSync(`${path}.jpg`, 'utf8')).toBe('a thumbnail');
    expect(existsSync(`${path}.keep`)).toBe(true);
    const reader = await SegmentReader.open(bufferSource(readFileSync(`${path}_0.990s.mkv`)));
    expect(reader.facts).toMatchObject({
      clock: 'synchronised',
      startedAt: new Date('2026-11-20T12:00:00.033Z'),
    });
    expect(existsSync(join(root, 'door/unsynchronised', `boot-${testBoot.id}-000000060033.keep`))).toBe(
      false,
    );
    if (hasProgram('ffprobe')) {
      expect(probe(`${path}_0.990s.mkv`).tags).toMatchObject({
        creation_time: '2026-11-20T12:00:00.033000Z',
        CLOCK: 'synchronised',
      });
    }
  });

  test('files of an earlier start of the machine keep their names', async () => {
    put('door/unsynchronised/boot-00000000-0000-0000-0000-000000000001-000000060033_1.000s.mkv');
    await using bench = new RecorderBench({ root });
    await bench.store.open(never);
    expect(await bench.store.nameByClock()).toBe(0);
    expect(bench.store.list({ limit: 10 })).toMatchObject([{ clock: 'unsynchronised' }]);
  });
});

test('a recording is removed with its marker and its thumbnail, and its empty day', async () => {
  const name = '2026-11-29T10-05-00.123Z';
  put(`${day}/${name}_60.000s.mkv`);
  put(`${day}/${name}.keep`, '');
  put(`${day}/${name}.jpg`, '');
  put(`${day}/${name}.jpg.tmp`, '');
  await using bench = new RecorderBench({ root });
  await bench.store.open(never);
  expect(await bench.store.remove('door', '../../etc')).toBe(false);
  expect(await bench.store.remove('door', name)).toBe(true);
  expect(existsSync(join(root, day))).toBe(false);
  expect(bench.store.list({ limit: 10 })).toEqual([]);
});

test('a clock that is set back to a moment that has a file gets another name', async () => {
  await using bench = new RecorderBench({ root });
  bench.recorder.start();
  await bench.send(30);
  bench.clock.setWallClock(-3_000);
  await bench.send(91);
  bench.recorder.stop();
  const segments = await bench.closed(2);
  expect(new Set(segments.map(({ path }) => path)).size).toBe(2);
  await using file = await open(segments[0]?.path ?? '');
  expect((await file.stat()).size).toBeGreaterThan(0);
});
