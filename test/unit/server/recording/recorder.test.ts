import { readdirSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { FlightRing } from '../../../../server/recording/ring/flight-ring.ts';
import { RingMemory } from '../../../../server/recording/ring/ring-memory.ts';
import { until } from '../../../fixtures/until.ts';
import { tinyJpeg } from './jpeg-frames.ts';
import { RecorderBench } from './recorder-bench.ts';

const range = (from: number, to: number) => Array.from({ length: to - from + 1 }, (_, index) => from + index);
const megabytes = (count: number) => new RingMemory(count * 1024 * 1024);

describe('a recorder', () => {
  test('writes what comes between start and stop into one file, named by its start and duration', async () => {
    await using bench = new RecorderBench();
    await bench.send(5);
    expect(bench.recorder.state.kind).toBe('off');
    bench.recorder.start();
    expect(bench.recorder.state.kind).toBe('recording');
    await bench.send(90);
    bench.recorder.stop();
    await bench.send(5);
    const [segment] = await bench.closed(1);
    expect(await bench.sequencesIn(segment?.path ?? '')).toEqual(range(6, 95));
    expect(segment?.path).toBe(`${bench.root}/door/2026-11-20/2026-11-20T12-00-00.198Z_2.970s.mkv`);
    expect(bench.recorder.state.kind).toBe('off');
    expect(bench.recorder.counters).toMatchObject({ framesWritten: 90, segmentsClosed: 1, drops: {} });
    expect(bench.store.list({ limit: 10 })).toMatchObject([{ camera: 'door', durationMs: 2_970 }]);
  });

  test('waits for the first frame, and records for the asked time only', async () => {
    await using bench = new RecorderBench();
    bench.recorder.start({ durationMs: 1_000 });
    expect(bench.recorder.state).toEqual({ kind: 'waiting', sinceMs: 0 });
    await bench.send(60);
    const [segment] = await bench.closed(1);
    expect(await bench.sequencesIn(segment?.path ?? '')).toEqual(range(1, 30));
  });

  test('begins a new file after the asked duration, without losing a frame', async () => {
    await using bench = new RecorderBench({ settings: { segmentMs: 1_000 } });
    bench.recorder.start();
    await bench.send(100);
    bench.recorder.stop();
    const segments = await bench.closed(4);
    const all = await Promise.all(segments.map(({ path }) => bench.sequencesIn(path)));
    expect(all.flat()).toEqual(range(1, 100));
    expect(all.map(({ length }) => length)).toEqual([31, 31, 31, 7]);
  });

  test.each([
    ['another size', { width: 320 }],
    ['another orientation', { orientation: 6 }],
  ])('begins a new file when pictures have %s', async (_, changed) => {
    await using bench = new RecorderBench();
    bench.recorder.start();
    await bench.send(10);
    await bench.send(10, changed);
    bench.recorder.stop();
    const segments = await bench.closed(2);
    expect(segments.map(({ frames }) => frames)).toEqual([10, 10]);
    expect(segments[1]?.facts).toMatchObject(changed);
  });

  test('begins a new file when pictures have another mask', async () => {
    await using bench = new RecorderBench();
    bench.recorder.start();
    await bench.send(10, { withdrawn: new AbortController().signal });
    await bench.send(10, { withdrawn: new AbortController().signal });
    bench.recorder.stop();
    expect((await bench.closed(2)).map(({ frames }) => frames)).toEqual([10, 10]);
  });

  test.each([
    ['forward', 3_600_000],
    ['back', -3_600_000],
  ])('begins a new file when the clock is set %s, and durations stay true', async (_, byMs) => {
    await using bench = new RecorderBench();
    bench.recorder.start();
    await bench.send(30);
    bench.clock.setWallClock(byMs);
    await bench.send(30);
    bench.recorder.stop();
    const [before, after] = await bench.closed(2);
    expect([before?.frames, after?.frames]).toEqual([30, 30]);
    expect(before?.durationMs).toBeCloseTo(990, -1);
    expect(after?.durationMs).toBeCloseTo(990, -1);
    const betweenMs = (after?.facts.startedAt.getTime() ?? 0) - (before?.facts.startedAt.getTime() ?? 0);
    expect(betweenMs).toBe(990 + byMs);
  });

  test('goes on in one file when the clock is corrected a little', async () => {
    await using bench = new RecorderBench();
    bench.recorder.start();
    await bench.send(30);
    bench.clock.setWallClock(1_500);
    await bench.send(30);
    bench.recorder.stop();
    expect((await bench.closed(1))[0]?.frames).toBe(60);
  });

  test('makes no still picture of a placeholder or a stall: the file ends, and the state says why', async () => {
    await using bench = new RecorderBench();
    bench.recorder.start();
    await bench.send(30);
    await bench.send(5, { origin: 'placeholder' });
    expect(bench.recorder.state).toMatchObject({ kind: 'gap', reason: 'placeholder' });
    await bench.closed(1);
    await bench.send(30);
    expect(bench.recorder.state.kind).toBe('recording');
    await bench.clock.advance(3_000);
    expect(bench.recorder.state).toMatchObject({ kind: 'gap', reason: 'stall' });
    const segments = await bench.closed(2);
    expect(segments.map(({ frames, durationMs }) => [frames, Math.round(durationMs / 100)])).toEqual([
      [30, 10],
      [30, 10],
    ]);
  });

  test('takes a frame that the hub offers again only once', async () => {
    await using bench = new RecorderBench();
    bench.recorder.start();
    const [first] = await bench.send(1);
    expect(first).toBe(1);
    const { cameraFrame } = await import('./jpeg-frames.ts');
    bench.recorder.accept(cameraFrame(1, bench.clock.nowMs()));
    bench.recorder.stop();
    expect((await bench.closed(1))[0]?.frames).toBe(1);
  });

  test('records fewer frames where a rate is asked for, and each around an event', async () => {
    await using bench = new RecorderBench({
      settings: { framesPerSecond: 5, fullRateBeforeMs: 1_000 },
      // Longer than the test: a real disk that is slow to open the file must not cost frames.
      ring: new FlightRing(megabytes(8), 60_000),
    });
    bench.recorder.start();
    await bench.send(120);
    bench.recorder.fullRate(500, 500);
    await bench.send(120);
    bench.recorder.stop();
    const [segment] = await bench.closed(1);
    const sequences = await bench.sequencesIn(segment?.path ?? '');
    // 0.5 s before and after frame 120, as the file lags a second behind.
    expect(sequences).toEqual(expect.arrayContaining(range(106, 135)));
    const others = sequences.filter((sequence) => sequence < 105 || sequence > 136);
    expect(others.length).toBeGreaterThan(25);
    expect(others.length).toBeLessThan(40);
    expect(bench.recorder.counters.framesThinned).toBe(240 - sequences.length);
  });

  test('ends its file when it is ended itself', async () => {
    const bench = new RecorderBench();
    bench.recorder.start();
    await bench.send(40);
    await bench.stopAll();
    expect(bench.written.map(({ frames }) => frames)).toEqual([40]);
    const files = readdirSync(bench.root, { recursive: true }).map(String);
    expect(files.filter((name) => name.endsWith('.part'))).toEqual([]);
    expect(bench.clock.sleeperCount).toBe(0);
    await bench[Symbol.asyncDispose]();
  });
});

describe('a flight recorder', () => {
  test('saves the last seconds and what follows, without a gap or a frame twice', async () => {
    await using bench = new RecorderBench({ ring: new FlightRing(megabytes(8), 5_000) });
    await bench.send(100);
    expect(bench.recorder.counters.framesWritten).toBe(0);
    bench.recorder.save({ beforeMs: 2_000, afterMs: 1_000, protect: true });
    await bench.send(100);
    const [segment] = await bench.closed(1);
    expect(await bench.sequencesIn(segment?.path ?? '')).toEqual(range(40, 130));
    await until('it is protected', () => bench.store.list({ limit: 1 })[0]?.protected);
  });

  test('forgets the seconds before another mask, and saves none of them', async () => {
    const memory = megabytes(8);
    await using bench = new RecorderBench({ ring: new FlightRing(memory, 60_000) });
    const [before, after] = [new AbortController(), new AbortController()];
    await bench.send(60, { withdrawn: before.signal });
    bench.recorder.save({ beforeMs: 500, afterMs: 3_000 });
    before.abort();
    expect(bench.recorder.ring).toMatchObject({ frameCount: 0, bytes: 0, spanMs: 0 });
    bench.recorder.save({ beforeMs: 10_000, afterMs: 1_000 });
    await bench.send(1, { withdrawn: before.signal });
    await bench.send(120, { withdrawn: after.signal });
    const written = await Promise.all((await bench.settled()).map(({ path }) => bench.sequencesIn(path)));
    // What was saved before the mask was on its way to the disk.
    expect(written.at(-1)?.[0]).toBe(62);
    expect(written.flat().filter((sequence) => sequence === 61)).toEqual([]);
    expect(bench.recorder.counters.drops).toEqual({});
  });

  test('saves twice what overlaps once', async () => {
    await using bench = new RecorderBench({ ring: new FlightRing(megabytes(8), 60_000) });
    await bench.send(60);
    bench.recorder.save({ beforeMs: 1_000, afterMs: 500 });
    await bench.send(10);
    bench.recorder.save({ beforeMs: 5_000, afterMs: 500 });
    await bench.send(40);
    await bench.closed(1);
    const all = await Promise.all(bench.written.map(({ path }) => bench.sequencesIn(path)));
    const sequences = all.flat();
    expect(sequences).toEqual([...new Set(sequences)].sort((one, other) => one - other));
    expect(sequences).toEqual(range(30, 85));
  });

  test('saves the seconds before a camera was lost', async () => {
    await using bench = new RecorderBench({ ring: new FlightRing(megabytes(8), 5_000) });
    await bench.send(90);
    await bench.send(3, { origin: 'placeholder' });
    bench.recorder.save({ beforeMs: 10_000, afterMs: 0 });
    const [segment] = await bench.closed(1);
    expect(await bench.sequencesIn(segment?.path ?? '')).toEqual(range(1, 90));
  });

  test('keeps frames in the ring while the storage is missing, and writes them when it is back', async () => {
    const { rm, mkdir } = await import('node:fs/promises');
    await using bench = new RecorderBench({ ring: new FlightRing(megabytes(8), 60_000) });
    await rm(bench.root, { recursive: true });
    bench.recorder.start();
    await bench.send(30);
    await until('the storage is missing', async () => {
      await bench.clock.advance(10);
      return bench.recorder.state.kind === 'failed';
    });
    expect(bench.recorder.state).toMatchObject({ problem: { kind: 'missing' } });
    await bench.send(30);
    await mkdir(bench.root);
    await bench.send(120);
    bench.recorder.stop();
    const [segment] = await bench.closed(1);
    const sequences = await bench.sequencesIn(segment?.path ?? '');
    // The one that was tried with is lost, and counted.
    const { drops } = bench.recorder.counters;
    expect(sequences).toEqual(range(180 - sequences.length + 1, 180));
    expect(sequences.length).toBe(180 - (drops.missing ?? 0));
    expect(drops.missing).toBeLessThan(5);
  });

  test('counts the frames that went out of the ring while they waited for the storage', async () => {
    const { rm, mkdir } = await import('node:fs/promises');
    await using bench = new RecorderBench({ ring: new FlightRing(megabytes(2), 60_000) });
    await rm(bench.root, { recursive: true });
    bench.recorder.start();
    await bench.send(100, { jpeg: tinyJpeg(1, 100_000) });
    await mkdir(bench.root);
    await until('it records', async () => {
      await bench.send(1, { jpeg: tinyJpeg(1, 100_000) });
      return bench.recorder.counters.framesWritten > 0;
    });
    bench.recorder.stop();
    await bench.settled();
    const { drops, framesWritten } = bench.recorder.counters;
    expect(drops.overrun).toBeGreaterThan(50);
    const dropped = Object.values(drops).reduce((sum, count) => sum + count, 0);
    expect(framesWritten + dropped).toBe(bench.sent);
  });
});
