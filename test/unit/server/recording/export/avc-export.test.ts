import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { asAvc } from '../as-avc.ts';
import { hasProgram } from '../jpeg-frames.ts';
import { numberedJpeg, readNumber } from '../playback/numbered-picture.ts';
import { ExportBench, startMs } from './export-bench.ts';

const size = { width: 320, height: 240 };

async function numbered(first: number, count: number) {
  return Promise.all(
    Array.from({ length: count }, async (_, index) => ({
      jpeg: await numberedJpeg(first + index, size),
      atMs: index * 100,
    })),
  );
}

/** The decoded pictures of a file: their times and the numbers in them. */
async function picturesIn(path: string) {
  const { frames } = JSON.parse(
    execFileSync('ffprobe', [
      ...['-v', 'error', '-select_streams', 'v:0', '-show_entries', 'frame=pts_time', '-of', 'json', path],
    ]).toString(),
  ) as { frames: { pts_time: string }[] };
  const jpegs = execFileSync(
    'ffmpeg',
    ['-v', 'error', '-i', path, '-fps_mode', 'passthrough', '-q:v', '2', '-f', 'mpjpeg', 'pipe:1'],
    { maxBuffer: 64 * 1024 * 1024 },
  );
  const numbers: number[] = [];
  for (let at = jpegs.indexOf('\r\n\r\n'); at >= 0; at = jpegs.indexOf('\r\n\r\n', at + 4)) {
    if (jpegs.readUInt16BE(at + 4) === 0xffd8)
      numbers.push((await readNumber(jpegs.subarray(at + 4))).number);
  }
  return { numbers, timesMs: frames.map(({ pts_time }) => Math.round(Number(pts_time) * 1_000)) };
}

const counted = (first: number, count: number) => Array.from({ length: count }, (_, index) => first + index);

describe.skipIf(!hasProgram('ffmpeg'))('an export of recordings in H.264', () => {
  test.each(['mkv', 'mp4'] as const)(
    'as %s has the pictures as they are, from the key frame before its start on',
    async (format) => {
      await using bench = new ExportBench();
      const first = await asAvc(await numbered(0, 50), size);
      const second = await asAvc(await numbered(50, 30), size);
      bench.record(startMs, first.frames, { ...size, avc: first.avc });
      bench.record(startMs + 5_000, second.frames, { ...size, avc: second.avc });
      await bench.open();
      const { path, entry } = await bench.make({ format, fromMs: startMs + 2_500, toMs: startMs + 7_000 });
      const { numbers, timesMs } = await picturesIn(path);
      expect(numbers).toEqual(counted(20, 50));
      expect(timesMs).toEqual(counted(0, 50).map((index) => index * 100));
      expect(entry).toMatchObject({ frames: 50, start_ms: startMs + 2_000 });
    },
  );

  test('whose encoder made it in two ways tells decoders of the second one', async () => {
    await using bench = new ExportBench();
    const first = await asAvc(await numbered(0, 20), size);
    const other = { width: 160, height: 120 };
    const small = await Promise.all(
      counted(20, 20).map(async (number, index) => ({
        jpeg: await numberedJpeg(number, other),
        atMs: index * 100,
      })),
    );
    const second = await asAvc(small, other);
    bench.record(startMs, first.frames, { ...size, avc: first.avc });
    bench.record(startMs + 2_000, second.frames, { ...other, avc: second.avc });
    await bench.open();
    const mkv = await bench.make({ format: 'mkv' });
    execFileSync('ffmpeg', ['-v', 'error', '-xerror', '-i', mkv.path, '-f', 'null', '-']);
    const mp4 = await bench.make({ format: 'mp4' });
    expect((await picturesIn(mp4.path)).timesMs).toHaveLength(40);
  });

  test('that goes back to how the first part was made tells decoders so', async () => {
    await using bench = new ExportBench();
    const [whole, half] = [size, { width: 160, height: 120 }];
    for (const [part, of] of [whole, half, whole].entries()) {
      const pictures = counted(part * 20, 20).map(async (number, index) => ({
        jpeg: await numberedJpeg(number, of),
        atMs: index * 100,
      }));
      const { frames, avc } = await asAvc(await Promise.all(pictures), of);
      bench.record(startMs + part * 2_000, frames, { ...of, avc });
    }
    await bench.open();
    const mkv = await bench.make({ format: 'mkv' });
    expect((await picturesIn(mkv.path)).numbers).toEqual(counted(0, 60));
  });

  test('and of recordings in MJPEG is one mp4, and is refused as mkv by its name', async () => {
    await using bench = new ExportBench();
    const coded = await asAvc(await numbered(0, 20), size);
    bench.record(startMs, coded.frames, { ...size, avc: coded.avc });
    bench.record(startMs + 2_000, await numbered(20, 10), size);
    await bench.open();
    const mp4 = await bench.make({ format: 'mp4' });
    expect(await picturesIn(mp4.path)).toEqual({
      numbers: counted(0, 30),
      timesMs: counted(0, 30).map((index) => index * 100),
    });
    const refused = await bench.ended(await bench.start({ format: 'mkv' }));
    expect(refused).toMatchObject({
      ...{ state: 'failed', reason: 'mixed' },
      message: expect.stringContaining('Export it as mp4'),
    });
  });
});
