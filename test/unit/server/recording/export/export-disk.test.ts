import { existsSync, statfsSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { mp4Args } from '../../../../../server/recording/export/mp4-args.ts';
import { Mp4Encoder } from '../../../../../server/recording/export/mp4-encoder.ts';
import { mayMount, SmallDisk } from '../../../../fixtures/small-disk.ts';
import { hasProgram, jpegs, testFacts, tinyJpeg } from '../jpeg-frames.ts';
import { wholeFile } from '../whole-file.ts';
import { ExportBench, framesAt, startMs } from './export-bench.ts';

const canMount = mayMount();
const without = canMount ? '' : ' (left out: this user may not mount a file system)';
const megabyte = 1024 * 1024;
const hourMs = 3_600_000;

/** A recording of so many megabytes: ten frames. */
const large = (megabytes: number) =>
  framesAt(
    Array.from({ length: 10 }, (_, index) => tinyJpeg(index, Math.round((megabytes * megabyte) / 10))),
    10,
  );
const free = (root: string) => {
  const { bavail, bsize } = statfsSync(root);
  return bavail * bsize;
};

describe.skipIf(!canMount)(`an export on a small disk${without}`, () => {
  test('makes room by the oldest recordings, so that as much is free as before', async () => {
    using disk = new SmallDisk(32);
    await using bench = new ExportBench({ root: disk.root, minFreeBytes: 8 * megabyte });
    const [oldest, second, newest] = [0, 1, 2].map((hours) =>
      bench.record(startMs + hours * hourMs, large(7)),
    );
    await bench.open();
    const fromMs = startMs + 2 * hourMs;
    const { entry } = await bench.make({ fromMs, toMs: fromMs + 800 });
    expect(entry.frames).toBe(8);
    expect([oldest, second, newest].map((path) => existsSync(path ?? ''))).toEqual([false, true, true]);
    expect(free(disk.root)).toBeGreaterThan(8 * megabyte);
  });

  test('fails where only recordings of its own time could go, and none goes', async () => {
    using disk = new SmallDisk(32);
    await using bench = new ExportBench({ root: disk.root, minFreeBytes: 8 * megabyte });
    const only = bench.record(startMs, large(20));
    await bench.open();
    const entry = await bench.ended(await bench.start({ toMs: startMs + 300 }));
    expect(entry).toMatchObject({ state: 'failed', reason: 'disk-full' });
    expect(existsSync(only)).toBe(true);
    expect(free(disk.root)).toBeGreaterThan(8 * megabyte);
    expect(bench.files).toEqual([`${entry.id}.json`]);
  });

  test('has up to a fifth of the disk, with the others', async () => {
    using disk = new SmallDisk(32);
    await using bench = new ExportBench({ root: disk.root });
    bench.record(startMs, large(10));
    await bench.open();
    expect(await bench.ended(await bench.start())).toMatchObject({ reason: 'too-large' });
    const { entry: first } = await bench.make({ toMs: startMs + 400 });
    const { entry: second } = await bench.make({ toMs: startMs + 400 });
    expect(await bench.exports.get(first.id)).toBeUndefined();
    expect(bench.files.filter((name) => name.endsWith('.mkv'))).toEqual([`${second.id}.mkv`]);
  });

  test.skipIf(!hasProgram('ffmpeg'))('that becomes full while ffmpeg writes says so', async () => {
    using disk = new SmallDisk(1);
    writeFileSync(join(disk.root, 'other'), Buffer.alloc(megabyte - 16 * 1024));
    const args = mp4Args(
      { width: 320, height: 240, orientation: 1, hasOtherSizes: false },
      join(disk.root, 'x'),
      1,
    );
    await using encoder = new Mp4Encoder(args, ';FFMETADATA1\n', new AbortController().signal);
    const frames = framesAt(jpegs(120, '320x240'), 10);
    const made = encoder.write(wholeFile(testFacts, frames)).then(() => encoder.finish());
    await expect(made).rejects.toMatchObject({ reason: 'disk-full' });
  });
});
