import { execFileSync } from 'node:child_process';
import { open } from 'node:fs/promises';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { FileSource } from '../../../../../server/recording/matroska/byte-source.ts';
import { SegmentReader } from '../../../../../server/recording/matroska/segment-reader.ts';
import { mayMount, SmallDisk } from '../../../../fixtures/small-disk.ts';
import { tinyJpeg } from '../jpeg-frames.ts';
import { TimedBench } from './timed-bench.ts';

const canMount = mayMount();
const without = canMount ? '' : ' (left out: this user may not mount a file system)';

describe.skipIf(!canMount)(`a disk that is really full${without}`, () => {
  let disk: SmallDisk;
  let root: string;
  beforeEach(() => {
    disk = new SmallDisk(2);
    ({ root } = disk);
  });
  afterEach(() => disk[Symbol.dispose]());

  test('ends the film, which has all pictures that were taken; a new one begins when there is room', async () => {
    await using bench = new TimedBench({ root });
    const outcomes = await bench.shoot(30, { jpeg: tinyJpeg(1, 100_000) });
    const taken = outcomes.filter((outcome) => outcome === undefined).length;
    expect(taken).toBeGreaterThan(15);
    expect(new Set(outcomes.slice(taken))).toEqual(new Set(['disk-full']));
    const [film] = bench.films();
    if (!film) throw new Error('there is none');
    {
      await using file = await open(bench.store.pathOf(film));
      const reader = await SegmentReader.open(await new FileSource(file).look());
      expect([reader.frameCount, reader.isFinished]).toEqual([taken, true]);
    }
    expect(await bench.still(bench.frame({ jpeg: tinyJpeg(2, 100_000) }))).toMatchObject({
      kind: 'disk-full',
    });
    await bench.store.remove('door', film.id);
    expect(await bench.shoot(2)).toEqual([undefined, undefined]);
    expect(await bench.still(bench.frame({ jpeg: tinyJpeg(2, 100_000) }))).toBeUndefined();
  });

  test('that is read-only is named', async () => {
    await using bench = new TimedBench({ root });
    expect(await bench.shoot(1)).toEqual([undefined]);
    await bench.film.end();
    execFileSync('mount', ['-o', 'remount,ro', root]);
    expect(await bench.shoot(2)).toEqual(['read-only', 'read-only']);
  });
});
