import { execFileSync } from 'node:child_process';
import {
  existsSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  renameSync,
  rmSync,
  symlinkSync,
  truncateSync,
  writeFileSync,
} from 'node:fs';
import { dirname, join } from 'node:path';
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { ExportEntry } from '../../../../../server/contract/export.ts';
import { maxWaiting } from '../../../../../server/recording/export/exports.ts';
import { until } from '../../../../fixtures/until.ts';
import { hasProgram, jpegs, tinyJpeg } from '../jpeg-frames.ts';
import { ExportBench, framesAt, startMs } from './export-bench.ts';

const tiny = Array.from({ length: 50 }, (_, index) => tinyJpeg(index, 900));

/** A recording of which ffmpeg needs seconds to make an MP4. */
function recordLong(bench: ExportBench): void {
  const pictures = jpegs(10, '1280x720');
  const many = Array.from({ length: 600 }, (_, index) => pictures[index % 10] ?? Buffer.alloc(0));
  bench.record(startMs, framesAt(many, 30), { width: 1280, height: 720 });
}

/** The ffmpegs that this process has started and that run, by their ids. */
function encoders(): number[] {
  return readdirSync('/proc')
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .filter((pid) => {
      try {
        const [, state, parent] = /\) (\w) (\d+) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8')) ?? [];
        const isOurs = Number(parent) === process.pid && state !== 'Z';
        return isOurs && readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('ffmpeg\0');
      } catch {
        return false; // it ended meanwhile
      }
    });
}

const running = (bench: ExportBench, { id }: ExportEntry) =>
  until('the encoder has begun', async () => {
    const entry = await bench.exports.get(id);
    const hasBegun = entry?.state === 'running' && existsSync(`${bench.exports.pathOf(entry)}.part`);
    return hasBegun ? encoders()[0] : undefined;
  });

describe.skipIf(!hasProgram('ffmpeg'))('an export that is being made', () => {
  test('fails with a reason when ffmpeg is killed, and leaves no file', async () => {
    await using bench = new ExportBench();
    recordLong(bench);
    await bench.open();
    const entry = await bench.start({ format: 'mp4' });
    process.kill(await running(bench, entry), 'SIGKILL');
    expect(await bench.ended(entry)).toMatchObject({
      state: 'failed',
      reason: 'encoder',
      message: 'ffmpeg could not make the file: it was ended by SIGKILL.',
    });
    expect(bench.files).toEqual([`${entry.id}.json`]);
    // The next one is made.
    expect((await bench.make({ toMs: startMs + 1_000 })).entry.frames).toBe(30);
  });

  test('is cancelled at once, without a process or a file left', async () => {
    await using bench = new ExportBench();
    recordLong(bench);
    await bench.open();
    const entry = await bench.start({ format: 'mp4' });
    await running(bench, entry);
    expect(await bench.exports.cancel(entry.id)).toMatchObject({ state: 'cancelled' });
    await until('ffmpeg is gone', () => encoders().length === 0);
    await until('its file is gone', () => bench.files.join() === `${entry.id}.json`);
    expect(await bench.exports.get(entry.id)).toMatchObject({ state: 'cancelled' });
    expect(await bench.exports.cancel(entry.id)).toBeUndefined();
  });

  test('tells its progress, which grows', async () => {
    await using bench = new ExportBench();
    recordLong(bench);
    await bench.open();
    await bench.make({ format: 'mp4', toMs: startMs + 10_000 });
    const told = bench.changes.flatMap((change) =>
      change.kind === 'changed' && change.entry.state === 'running' ? [change.entry] : [],
    );
    const progress = told.map((entry) => entry.progress);
    expect(progress[0]).toBe(0);
    expect(progress).toEqual(progress.toSorted((one, other) => one - other));
    expect(told.at(-1)?.seconds_left).toBeGreaterThan(0);
  });

  test('is told as failed after a restart of the server; a finished one is there', async () => {
    await using bench = new ExportBench();
    recordLong(bench);
    await bench.open();
    const { entry: done, path } = await bench.make({ toMs: startMs + 1_000 });
    const cut = await bench.start({ format: 'mp4' });
    await running(bench, cut);
    const waiting = await bench.start();
    await bench.restart();
    const [first, ...others] = await bench.exports.list();
    expect(first).toEqual(done);
    expect(others).toMatchObject([
      { id: cut.id, state: 'failed', reason: 'interrupted' },
      { id: waiting.id, state: 'failed', reason: 'interrupted' },
    ]);
    expect(existsSync(path)).toBe(true);
    expect(bench.files.filter((name) => !name.endsWith('.json'))).toEqual([`${done.id}.mkv`]);
    expect(encoders()).toEqual([]);
  });
});

describe('exports', () => {
  afterEach(() => vi.unstubAllEnvs());

  test('are made one after the other, and only some may wait', async () => {
    await using bench = new ExportBench();
    bench.record(startMs, framesAt(tiny, 10));
    await bench.open();
    const wish = {
      camera: 'door',
      name: 'Door',
      kind: 'recording' as const,
      fromMs: startMs,
      toMs: startMs + 9_000,
      format: 'mkv' as const,
    };
    const started = await Promise.all(
      Array.from({ length: maxWaiting + 1 }, () => bench.exports.start(wish)),
    );
    expect(started.map((entry) => entry?.state)).toEqual([...Array(maxWaiting).fill('waiting'), undefined]);
    for (const entry of started.slice(0, -1))
      if (entry) expect(await bench.ended(entry)).toMatchObject({ frames: 50 });
    const states = bench.changes.flatMap((change) => (change.kind === 'changed' ? [change.entry] : []));
    let runningNow = '';
    for (const { id, state } of states) {
      if (state === 'running') expect(runningNow === '' || runningNow === id).toBe(true);
      runningNow = state === 'running' ? id : state === 'done' ? '' : runningNow;
    }
  });

  test('that wait can be cancelled', async () => {
    await using bench = new ExportBench();
    bench.record(startMs, framesAt(tiny, 10));
    await bench.open();
    const [first, second] = [await bench.start(), await bench.start()];
    expect(await bench.exports.cancel(second.id)).toMatchObject({ state: 'cancelled' });
    expect(await bench.ended(first)).toMatchObject({ state: 'done' });
    expect((await bench.exports.list()).map(({ state }) => state)).toEqual(['done', 'cancelled']);
  });

  test('say that ffmpeg is missing; mkv does not need it', async () => {
    await using bench = new ExportBench();
    bench.record(startMs, framesAt(tiny, 10));
    await bench.open();
    vi.stubEnv('PATH', '/nonexistent');
    const entry = await bench.ended(await bench.start({ format: 'mp4' }));
    expect(entry).toMatchObject({ state: 'failed', reason: 'no-ffmpeg' });
    expect((await bench.make()).entry.frames).toBe(50);
  });

  test('name the time at which the camera was turned', async () => {
    await using bench = new ExportBench();
    bench.record(startMs, framesAt(tiny, 10));
    bench.record(startMs + 5_000, framesAt(tiny, 10), { orientation: 6 });
    await bench.open();
    expect(await bench.ended(await bench.start())).toMatchObject({
      reason: 'turned',
      message: expect.stringMatching(/ was turned at 2026-11-20 \d\d:00:05\./),
    });
  });

  test('fail with a reason where a recording is damaged, is gone, or has no picture in the time', async () => {
    await using bench = new ExportBench();
    const damaged = bench.record(startMs, framesAt(tiny, 10));
    const gone = bench.record(startMs + 60_000, framesAt(tiny, 10));
    await bench.open();
    writeFileSync(damaged, 'nothing');
    rmSync(gone);
    const reasonAt = async (fromMs: number, toMs: number) => {
      const entry = await bench.ended(await bench.start({ fromMs, toMs }));
      return entry.state === 'failed' && entry.reason;
    };
    expect(await reasonAt(startMs, startMs + 1_000)).toBe('unreadable');
    expect(await reasonAt(startMs + 60_000, startMs + 61_000)).toBe('removed');
    expect(await reasonAt(startMs + 20_000, startMs + 21_000)).toBe('no-recordings');
    expect(bench.files.filter((name) => !name.endsWith('.json'))).toEqual([]);
    expect(bench.exports.counts).toEqual({ done: 0, failed: 3, cancelled: 0 });
  });

  test('are removed with their files, by a person or when they are old; what is no export of ours, too', async () => {
    await using bench = new ExportBench();
    bench.record(startMs, framesAt(tiny, 10));
    await bench.open();
    const { entry: first } = await bench.make();
    const { entry: second } = await bench.make();
    await bench.exports.remove(first);
    expect(bench.files).toEqual([`${second.id}.json`, `${second.id}.mkv`]);
    const record = join(bench.root, '.exports', `${second.id}.json`);
    writeFileSync(record, JSON.stringify({ ...second, expires_ms: Date.now() - 1 }));
    writeFileSync(join(bench.root, '.exports', 'left.mp4.part'), 'x');
    await bench.restart();
    await until('both are gone', () => bench.files.length === 0);
    expect(bench.storage.store?.list({ limit: 10 })).toHaveLength(1);
  });

  test('are refused while another disk is there, and nothing is written to it', async () => {
    await using bench = new ExportBench();
    bench.record(startMs, framesAt(tiny, 10));
    await bench.open();
    renameSync(bench.root, `${bench.root}.away`);
    mkdirSync(bench.root);
    try {
      await expect(bench.start()).rejects.toMatchObject({ name: 'StorageProblemError', code: 'missing' });
      expect([readdirSync(bench.root), await bench.exports.list()]).toEqual([[], []]);
    } finally {
      rmSync(bench.root, { recursive: true });
      renameSync(`${bench.root}.away`, bench.root);
    }
  });

  test('are found among what other programs put there; no link is followed, and no pipe is waited for', async () => {
    await using bench = new ExportBench();
    bench.record(startMs, framesAt(tiny, 10));
    await bench.open();
    const { entry, path } = await bench.make();
    const folder = dirname(path);
    const outside = join(bench.root, 'outside');
    writeFileSync(outside, JSON.stringify({ ...entry, id: 'a'.repeat(16) }));
    symlinkSync(outside, join(folder, `${'a'.repeat(16)}.json`));
    symlinkSync(outside, join(folder, `${'a'.repeat(16)}.mkv`));
    execFileSync('mkfifo', [join(folder, `${'b'.repeat(16)}.json`)]);
    mkdirSync(join(folder, `${'c'.repeat(16)}.json`));
    writeFileSync(join(folder, `${'d'.repeat(16)}.json`), '');
    truncateSync(join(folder, `${'d'.repeat(16)}.json`), 1e12);
    await bench.restart();
    expect((await bench.exports.list()).map(({ id }) => id)).toEqual([entry.id]);
    expect(bench.files).toEqual([`${entry.id}.json`, `${entry.id}.mkv`, `${'c'.repeat(16)}.json`].sort());
    expect(existsSync(outside)).toBe(true);
  });

  test('keep no more than twenty that ended', async () => {
    await using bench = new ExportBench();
    bench.record(startMs, framesAt(tiny, 10));
    await bench.open();
    const made = [];
    for (let index = 0; index < 22; index++) made.push((await bench.make()).entry.id);
    await until('the oldest are gone', async () => (await bench.exports.list()).length === 20);
    expect((await bench.exports.list()).map(({ id }) => id)).toEqual(made.slice(2));
  });
});
