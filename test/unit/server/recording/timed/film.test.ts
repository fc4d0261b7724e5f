import { execFileSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  writeFileSync,
} from 'node:fs';
import { open } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { FileSource } from '../../../../../server/recording/matroska/byte-source.ts';
import { SegmentReader } from '../../../../../server/recording/matroska/segment-reader.ts';
import { captureTime, filmSpanMs } from '../../../../../server/recording/timed/film-times.ts';
import { hasProgram, jpegs, numberIn, tinyJpeg } from '../jpeg-frames.ts';
import { TimedBench } from './timed-bench.ts';

const berlin = 'Europe/Berlin';
const pathsOf = (bench: TimedBench) => bench.films().map((film) => bench.store.pathOf(film));
async function readFrame(path: string, number: number) {
  await using file = await open(path);
  const reader = await SegmentReader.open(await new FileSource(file).look());
  if (number >= reader.frameCount) return undefined;
  return { jpeg: await reader.readFrame(number), capturedAt: await captureTime(reader, number) };
}
const never = new AbortController().signal;
const partsIn = (root: string) =>
  readdirSync(root, { recursive: true, encoding: 'utf8' }).filter((name) => name.endsWith('.part'));

/** Frames, length in seconds and streams of a film, as ffprobe decodes it. */
function probed(path: string) {
  const of = ['-select_streams', 'v', '-count_frames', '-show_entries', 'stream=nb_read_frames,codec_name'];
  const told = JSON.parse(
    execFileSync('ffprobe', ['-v', 'error', ...of, '-show_entries', 'format=duration', '-of', 'json', path], {
      encoding: 'utf8',
      stdio: ['ignore', 'pipe', 'ignore'],
    }),
  );
  return {
    codec: told.streams[0].codec_name,
    frames: Number(told.streams[0].nb_read_frames),
    seconds: Number(told.format.duration),
  };
}

describe('a film', () => {
  test('ends where the mask of its camera changes', async () => {
    await using bench = new TimedBench();
    const masks = [new AbortController(), new AbortController()];
    for (const { signal } of masks)
      for (const jpeg of jpegs(3)) await bench.shoot(1, { jpeg, withdrawn: signal });
    await bench.film.end();
    expect(bench.films().map(({ durationMs }) => durationMs)).toEqual([30_000, 30_000]);
  });

  test('plays at its rate, and has the time of each capture', async () => {
    await using bench = new TimedBench();
    const pictures = jpegs(50);
    for (const jpeg of pictures) await bench.shoot(1, { jpeg });
    await bench.film.end();
    const [film] = bench.films();
    const [path = ''] = pathsOf(bench);
    expect(film).toMatchObject({ camera: 'door', kind: 'timelapse', durationMs: 500_000 });
    if (hasProgram('ffprobe')) {
      const { codec, frames, seconds } = probed(path);
      expect([codec, frames]).toEqual(['mjpeg', 50]);
      expect(Math.abs(seconds - 2)).toBeLessThan(0.04);
    }
    for (const number of [0, 17, 49]) {
      const frame = await readFrame(path, number);
      expect(frame?.jpeg).toEqual(pictures[number]);
      expect(frame?.capturedAt).toBe(Date.parse('2026-11-20T12:00:10Z') + number * 10_000);
    }
    expect(await readFrame(path, 50)).toBeUndefined();
  });

  test.skipIf(!hasProgram('mkvinfo') || !hasProgram('mkvmerge'))(
    'is sound to mkvtoolnix, with the times as subtitles',
    async () => {
      await using bench = new TimedBench({ timeZone: berlin });
      for (const jpeg of jpegs(5)) await bench.shoot(1, { jpeg });
      await bench.film.end();
      const [path = ''] = pathsOf(bench);
      const told = execFileSync('mkvmerge', ['-o', join(bench.root, 'again.mkv'), path], {
        encoding: 'utf8',
      });
      expect(told).not.toMatch(/warning|error/i);
      const subtitles = join(bench.root, 'times.srt');
      execFileSync('ffmpeg', ['-v', 'error', '-i', path, '-map', '0:s', subtitles]);
      expect(readFileSync(subtitles, 'utf8')).toContain('2026-11-20 13:00:10.000 +01:00');
    },
  );

  test('is on the disk with each picture, and a new one begins with the local day', async () => {
    await using bench = new TimedBench({ startAt: '2026-11-20T22:59:35Z', timeZone: berlin });
    await bench.shoot(2);
    const [part = ''] = partsIn(bench.root);
    expect(await filmSpanMs(join(bench.root, part))).toBe(20_000);
    await bench.shoot(2);
    await bench.film.end();
    expect(bench.films().map(({ id, durationMs }) => [id, durationMs])).toEqual([
      ['2026-11-20T22-59-45.000Z-timelapse', 20_000],
      ['2026-11-20T23-00-05.000Z-timelapse', 20_000],
    ]);
  });

  test('has a part of its own for each size of the picture, and for the time before the clock was set', async () => {
    await using bench = new TimedBench();
    bench.isClockSynchronised = false;
    await bench.shoot(3);
    bench.isClockSynchronised = true;
    await bench.shoot(3);
    await bench.shoot(3, { width: 320 });
    await bench.film.end();
    const films = bench.films();
    expect(films.map(({ clock }) => clock)).toEqual(['synchronised', 'synchronised', 'synchronised']);
    // The first has its date since the clock was set.
    const [path = ''] = pathsOf(bench);
    const first = await readFrame(path, 2);
    expect(first?.capturedAt).toBe(Date.parse('2026-11-20T12:00:30Z'));
  });

  test('of 2,000 pictures costs memory for its places only', async () => {
    await using bench = new TimedBench();
    const jpeg = tinyJpeg(1, 50_000);
    await bench.shoot(100, { jpeg }, 100);
    globalThis.gc?.();
    const before = process.memoryUsage().arrayBuffers;
    await bench.shoot(1_900, { jpeg }, 100);
    globalThis.gc?.();
    // All pictures together have 95 MB.
    expect(process.memoryUsage().arrayBuffers - before).toBeLessThan(30e6);
    await bench.film.end();
    const [path = ''] = pathsOf(bench);
    expect(await filmSpanMs(path)).toBe(200_000);
    if (hasProgram('ffprobe')) expect(Math.abs(probed(path).seconds - 80)).toBeLessThan(1.6);
  });
});

describe('a film that was not closed', () => {
  test.each([0, 3, 700, 1_050])('and lost its last %i bytes has all pictures but those', async (lost) => {
    const root = mkdtempSync(join(tmpdir(), 'timed-'));
    try {
      await using killed = new TimedBench();
      await killed.shoot(20);
      const [part = ''] = partsIn(killed.root);
      const path = join(root, part);
      mkdirSync(dirname(path), { recursive: true });
      const bytes = readFileSync(join(killed.root, part));
      writeFileSync(path, bytes.subarray(0, bytes.length - lost));
      await using bench = new TimedBench({ root });
      const report = await bench.store.open(never);
      expect(report.failed).toEqual([]);
      // The time of a picture comes after it.
      const frames = lost > 60 ? 19 : 20;
      expect(report.recovered).toMatchObject([{ kind: 'finished', frames }]);
      const [film = ''] = pathsOf(bench);
      const last = await readFrame(film, frames - 1);
      expect(last && numberIn(last.jpeg)).toBe(frames);
      expect(partsIn(root)).toEqual([]);
    } finally {
      rmSync(root, { recursive: true });
    }
  });
});

describe('the storage of a film', () => {
  test('that has no room any more ends the film, says so, and gets the next one when there is room', async () => {
    let minFreeBytes = 0;
    await using bench = new TimedBench({ store: { limits: () => ({ minFreeBytes }) } });
    await bench.shoot(3);
    minFreeBytes = Number.MAX_SAFE_INTEGER;
    // Nothing else could give room: the film that was ended is removed for it, as old recordings are.
    expect(await bench.shoot(3)).toEqual(['disk-full', 'disk-full', 'disk-full']);
    minFreeBytes = 0;
    expect(await bench.shoot(2)).toEqual([undefined, undefined]);
    await bench.film.end();
    expect(bench.films()).toMatchObject([{ durationMs: 20_000 }]);
  });

  test('that is gone gets nothing, and no folder below the place where it was', async () => {
    await using bench = new TimedBench({ store: { storageId: 'another' } });
    expect(await bench.shoot(2)).toEqual(['missing', 'missing']);
    expect(readdirSync(bench.root)).toEqual([]);
    expect(await bench.still(bench.frame())).toMatchObject({ kind: 'missing' });
  });

  test('that went while a film was open is named, and the file is found when it is back', async () => {
    await using bench = new TimedBench();
    await bench.shoot(3);
    renameSync(bench.root, `${bench.root}-away`);
    expect(await bench.shoot(1)).toEqual(['missing']);
    mkdirSync(bench.root);
    rmSync(bench.root, { recursive: true });
    renameSync(`${bench.root}-away`, bench.root);
    expect(bench.left).toHaveLength(1);
    await bench.store.open(never);
    expect(bench.films()).toMatchObject([{ durationMs: 30_000 }]);
  });
});

describe('a still', () => {
  test('is a JPEG file of its own, in a folder of its day where the server is', async () => {
    await using bench = new TimedBench({ startAt: '2026-11-20T12:00:00.250Z' });
    const frame = bench.frame();
    expect(await bench.still(frame)).toBeUndefined();
    const [still] = bench.store.list({ kind: 'still', limit: 10 });
    if (!still) throw new Error('there is none');
    expect(still).toMatchObject({
      path: 'door/stills/2026-11-20/2026-11-20T12-00-00.250Z-still.jpg',
      durationMs: 0,
      bytes: 1_000,
    });
    expect(readFileSync(bench.store.pathOf(still))).toEqual(frame.jpeg);
    await bench.store.open(never);
    expect(bench.store.list({ kind: 'still', limit: 10 })).toEqual([still]);
    await bench.store.setProtected('door', still.id, true);
    await bench.store.open(never);
    expect(bench.store.get('door', still.id)?.protected).toBe(true);
    await bench.store.remove('door', still.id);
    expect(readdirSync(join(bench.root, 'door/stills'))).toEqual([]);
  });
});
