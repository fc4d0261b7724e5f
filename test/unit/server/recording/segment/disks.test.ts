import { execFileSync } from 'node:child_process';
import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { recorderSettings } from '../../../../../server/recording/recorder-settings.ts';
import { realDisk, type SegmentDisk } from '../../../../../server/recording/segment/segment-disk.ts';
import { until } from '../../../../fixtures/until.ts';
import { mayMount, SmallDisk } from '../../../../fixtures/small-disk.ts';
import { hasProgram, probe, tinyJpeg } from '../jpeg-frames.ts';
import { RecorderBench } from '../recorder-bench.ts';

const canMount = mayMount();
const without = canMount ? '' : ' (left out: this user may not mount a file system)';

describe.skipIf(!canMount)(`a real small disk${without}`, () => {
  let disk: SmallDisk;
  let root: string;
  beforeEach(() => {
    disk = new SmallDisk(4);
    ({ root } = disk);
  });
  afterEach(() => disk[Symbol.dispose]());

  test('that is full stops the recording, keeps what is on it, and is used again when there is room', async () => {
    await using bench = new RecorderBench({ root });
    bench.recorder.start();
    let number = 0;
    const send = async (count: number) => {
      for (let index = 0; index < count; index++) await bench.send(1, { jpeg: tinyJpeg(++number, 60_000) });
    };
    await until('it failed', async () => {
      await send(10);
      return bench.recorder.state.kind === 'failed';
    });
    expect(bench.recorder.state).toMatchObject({ problem: { kind: 'disk-full' } });
    const [segment] = await bench.closed(1);
    expect(segment?.frames).toBeGreaterThan(30);
    expect(await bench.sequencesIn(segment?.path ?? '')).toHaveLength(segment?.frames ?? 0);
    const { drops, framesWritten } = bench.recorder.counters;
    expect(drops['disk-full']).toBeGreaterThan(0);
    if (hasProgram('ffprobe')) expect(probe(segment?.path ?? '').timesMs).toHaveLength(framesWritten);

    rmSync(segment?.path ?? '');
    await until('it records again', async () => {
      await send(10);
      return (
        bench.recorder.state.kind === 'recording' && bench.recorder.counters.framesWritten > framesWritten
      );
    });
    bench.recorder.stop();
    const last = (await bench.closed(2)).at(-1);
    expect(await bench.sequencesIn(last?.path ?? '')).toHaveLength(last?.frames ?? 0);
  });

  test('that is read-only is named', async () => {
    execFileSync('mount', ['-o', 'remount,ro', root]);
    await using bench = new RecorderBench({ root });
    bench.recorder.start();
    await bench.send(10);
    await until('it failed', () => bench.recorder.state.kind === 'failed');
    expect(bench.recorder.state).toMatchObject({ problem: { kind: 'read-only' } });
  });
});

/** A disk that stops answering when told, as one does whose cable was pulled or whose server is gone. */
function stoppableDisk() {
  let gate = Promise.resolve();
  let open: () => void = () => undefined;
  let running = 0;
  const pass = async <T>(operate: () => Promise<T>): Promise<T> => {
    await gate;
    running++;
    return operate().finally(() => running--);
  };
  const disk: SegmentDisk = {
    create: (path) =>
      pass(async () => {
        const file = await realDisk.create(path);
        return {
          write: (patch) => pass(() => file.write(patch)),
          sync: () => pass(() => file.sync()),
          truncate: (bytes) => pass(() => file.truncate(bytes)),
          close: () => file.close(),
        };
      }),
    rename: (from, to) => pass(() => realDisk.rename(from, to)),
    remove: (path) => pass(() => realDisk.remove(path)),
  };
  return {
    disk,
    /** What the real disk does already takes its own time, while the clock of the test runs ahead: it ends before. */
    async hang() {
      gate = new Promise((resolve) => (open = resolve));
      await until('the disk does nothing', () => running === 0);
    },
    goOn: () => open(),
  };
}

describe('a disk that hangs', () => {
  test('costs counted frames and a named state, never more memory than allowed, and a new file when it is back', async () => {
    const { disk, hang, goOn } = stoppableDisk();
    await using bench = new RecorderBench({ disk });
    bench.recorder.start();
    const large = { jpeg: tinyJpeg(7, 100_000) };
    await bench.send(60, large);
    await until('it is written', () => bench.recorder.counters.framesWritten > 10);
    await hang();
    await bench.send(300, large);
    expect(bench.recorder.state).toMatchObject({ kind: 'failed', problem: { kind: 'hung' } });
    expect(bench.recorder.queuedBytes).toBeLessThanOrEqual(7_600_000);
    const { drops } = bench.recorder.counters;
    // 300 came; the queue has 76, and what was on its way when the disk began to hang is written.
    expect((drops['slow-disk'] ?? 0) + (drops.hung ?? 0)).toBeGreaterThan(150);
    goOn();
    await until('it is back, and has what waited', async () => {
      await bench.send(1, large);
      return bench.recorder.state.kind === 'recording' && bench.recorder.queuedBytes < 4_000_000;
    });
    await bench.send(60, large);
    bench.recorder.stop();
    const segments = await bench.settled();
    expect(segments.length).toBeGreaterThanOrEqual(2);
    const { framesWritten, drops: lost } = bench.recorder.counters;
    const frames = segments.reduce((sum, segment) => sum + segment.frames, 0);
    expect(frames).toBe(framesWritten);
    const sent = bench.sent;
    expect(frames + Object.values(lost).reduce((sum, count) => sum + count, 0)).toBe(sent);
    for (const { path, frames: count } of segments) expect(await bench.sequencesIn(path)).toHaveLength(count);
  });

  test('for a little longer than it may is followed by a new file, too, though the lost frames are no gap', async () => {
    const { disk, hang, goOn } = stoppableDisk();
    // The queue has room for four seconds, so that few frames are lost.
    await using bench = new RecorderBench({ disk, settings: { hungMs: 2_000 } });
    bench.recorder.start();
    await bench.send(60);
    await until('it is written', () => bench.recorder.counters.framesWritten > 10);
    await hang();
    await until('it is named', async () => {
      await bench.send(1);
      return bench.recorder.state.kind === 'failed';
    });
    expect(bench.recorder.state).toMatchObject({ problem: { kind: 'hung' } });
    goOn();
    // No time passes meanwhile: the one cluster is that which is being built.
    await until('the disk has what waited', () => bench.recorder.queuedBytes <= 1_900_000);
    await until('it is back', async () => {
      await bench.send(1);
      return bench.recorder.state.kind === 'recording';
    });
    await bench.send(60);
    bench.recorder.stop();
    const segments = await bench.settled();
    expect(segments).toHaveLength(2);
    const [before = [], after = []] = await Promise.all(segments.map(({ path }) => bench.sequencesIn(path)));
    const lostMs = ((after[0] ?? Infinity) - (before.at(-1) ?? 0)) * 33;
    expect(lostMs).toBeLessThan(recorderSettings.gapMs);
  });

  test('does not keep the recorder from its end for longer than it is given', async () => {
    const { disk, hang, goOn } = stoppableDisk();
    const bench = new RecorderBench({ disk, settings: { closeMs: 5_000 } });
    bench.recorder.start();
    await bench.send(10);
    await hang();
    await bench.send(60);
    const ended = bench.stopAll();
    await until('it waits for the disk', () => bench.clock.sleeperCount > 0);
    await bench.clock.advance(5_000);
    await ended;
    goOn();
    await until('the disk has it all', () => bench.recorder.queuedBytes === 0);
    await bench[Symbol.asyncDispose]();
  });
});

test('a disk that fails to sync ends the file; each frame is counted once, as written or as lost', async () => {
  let isBroken = true;
  const disk: SegmentDisk = {
    ...realDisk,
    async create(path) {
      const file = await realDisk.create(path);
      const sync = async () => {
        if (!isBroken) return file.sync();
        isBroken = false;
        throw Object.assign(new Error('EIO: i/o error, fdatasync'), { code: 'EIO' });
      };
      return { ...file, sync };
    },
  };
  await using bench = new RecorderBench({ disk });
  bench.recorder.start();
  await until('the disk failed', async () => {
    await bench.send(1);
    return bench.written.length > 0;
  });
  expect(bench.recorder.state).toMatchObject({ kind: 'failed', problem: { kind: 'io-error', code: 'EIO' } });
  await bench.send(60);
  bench.recorder.stop();
  const segments = await bench.settled();
  const { framesWritten, drops } = bench.recorder.counters;
  const frames = segments.reduce((sum, segment) => sum + segment.frames, 0);
  expect(frames).toBe(framesWritten);
  expect(framesWritten + Object.values(drops).reduce((sum, count) => sum + count, 0)).toBe(bench.sent);
  for (const { path, frames: count } of segments) expect(await bench.sequencesIn(path)).toHaveLength(count);
});

test('a disk that fails is tried after longer and longer waits, and after a short one when it was well meanwhile', async () => {
  let isBroken = true;
  const disk: SegmentDisk = {
    ...realDisk,
    create: (path) =>
      isBroken
        ? Promise.reject(Object.assign(new Error('EIO: i/o error, open'), { code: 'EIO' }))
        : realDisk.create(path),
  };
  await using bench = new RecorderBench({ disk });
  bench.recorder.start();
  const waits: number[] = [];
  let retryAtMs = 0;
  const failAgain = () =>
    until('it failed again', async () => {
      await bench.send(1);
      const { state } = bench.recorder;
      if (state.kind !== 'failed' || state.retryAtMs === retryAtMs) return false;
      retryAtMs = state.retryAtMs;
      return waits.push(Math.round((retryAtMs - bench.clock.nowMs()) / 1_000));
    });
  for (let failure = 0; failure < 3; failure++) await failAgain();
  isBroken = false;
  await until('it records', async () => {
    await bench.send(1);
    return bench.recorder.counters.framesWritten > 0;
  });
  isBroken = true;
  bench.recorder.stop();
  bench.recorder.start();
  await failAgain();
  expect(waits).toEqual([1, 2, 4, 1]);
});
