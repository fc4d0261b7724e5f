import { execFileSync } from 'node:child_process';
import { describe, expect, test } from 'vitest';
import { repairImage } from '../../../../../server/capture/jpeg/jpeg-repair.ts';
import { quarters } from '../../../../fixtures/images.ts';
import { hasProgram, jpegs } from '../jpeg-frames.ts';
import { ExportBench, framesAt, startMs } from './export-bench.ts';

/** What ffprobe says of an MP4: its frames are decoded. */
function probeMp4(path: string) {
  const args = ['-v', 'error', '-select_streams', 'v:0', '-show_frames', '-show_streams', '-show_format'];
  const told = JSON.parse(
    execFileSync('ffprobe', [...args, '-show_chapters', '-of', 'json', path], { maxBuffer: 1e9 }).toString(),
  );
  const [stream] = told.streams;
  return {
    timesMs: told.frames.map((frame: { pts_time: string }) => Math.round(Number(frame.pts_time) * 1_000)),
    durationMs: Number(told.format.duration) * 1_000,
    codec: stream.codec_name,
    pixels: stream.pix_fmt,
    size: `${stream.width}x${stream.height}`,
    rotation: stream.side_data_list?.[0]?.rotation,
    tags: told.format.tags,
    chapters: told.chapters.map(
      (chapter: { start_time: string; end_time: string; tags: { title: string } }) => ({
        fromMs: Number(chapter.start_time) * 1_000,
        toMs: Number(chapter.end_time) * 1_000,
        title: chapter.tags.title,
      }),
    ),
  };
}

describe.skipIf(!hasProgram('ffmpeg'))('an export as mp4', () => {
  test('has H.264 with each frame at its own time, and its index at the start', async () => {
    await using bench = new ExportBench();
    const pictures = jpegs(40);
    // Frames of a camera do not come at an even pace.
    const uneven = framesAt(pictures, 10).map(({ jpeg, atMs }, index) => ({
      jpeg,
      atMs: atMs + ((index * 37) % 60),
    }));
    bench.record(startMs, uneven);
    bench.record(startMs + 4_050, framesAt(pictures, 20));
    await bench.open();
    const { entry, path } = await bench.make({ format: 'mp4' });
    const told = probeMp4(path);
    expect(told).toMatchObject({ codec: 'h264', pixels: 'yuv420p', size: '160x120', chapters: [] });
    const expected = [
      ...uneven.map(({ atMs }) => atMs),
      ...framesAt(pictures, 20, 4_050).map(({ atMs }) => atMs),
    ];
    expect(told.timesMs).toEqual(expected);
    expect(entry).toMatchObject({ frames: 80, duration_ms: 6_050 });
    expect(Math.abs(told.durationMs / entry.duration_ms - 1)).toBeLessThan(0.02);
    expect(told.tags.creation_time).toBe('2026-11-20T10:00:00.000000Z');
    const boxes = execFileSync('grep', ['-abo', '-E', 'moov|mdat', path]).toString();
    expect(boxes).toMatch(/^\d+:moov/);
  });

  test('leaves gaps out, and begins a chapter after each', async () => {
    await using bench = new ExportBench();
    const pictures = jpegs(20);
    bench.record(startMs, framesAt(pictures, 10));
    bench.record(startMs + 30_000, framesAt(pictures, 10));
    await bench.open();
    const { entry, path } = await bench.make({ format: 'mp4' });
    const told = probeMp4(path);
    expect(told.timesMs).toEqual(Array.from({ length: 40 }, (_, index) => index * 100));
    expect(told.chapters).toEqual([
      { fromMs: 0, toMs: 2_000, title: expect.stringMatching(/^2026-11-20 \d\d:00:00$/) },
      { fromMs: 2_000, toMs: 4_000, title: expect.stringMatching(/^2026-11-20 \d\d:00:30$/) },
    ]);
    expect(entry.duration_ms).toBe(4_000);
    expect(entry.gaps).toEqual([{ from_ms: startMs + 2_000, to_ms: startMs + 30_000 }]);
  });

  test('fits pictures of another size into the first', async () => {
    await using bench = new ExportBench();
    bench.record(startMs, framesAt(jpegs(10), 10));
    bench.record(startMs + 1_000, framesAt(jpegs(10, '320x180'), 10), { width: 320, height: 180 });
    await bench.open();
    const { path } = await bench.make({ format: 'mp4' });
    expect(probeMp4(path)).toMatchObject({ size: '160x120', timesMs: { length: 20 } });
    // 160x90 between two bars of 15 lines.
    const bar = colourOf(path, 15, 'crop=160:10:0:0');
    expect(Math.max(...bar)).toBeLessThan(20);
    expect(Math.max(...colourOf(path, 15, 'crop=160:60:0:30'))).toBeGreaterThan(60);
  });

  test('takes pictures of odd sizes', async () => {
    await using bench = new ExportBench();
    bench.record(startMs, framesAt(jpegs(5, '161x121'), 10), { width: 161, height: 121 });
    await bench.open();
    const { path } = await bench.make({ format: 'mp4' });
    expect(probeMp4(path)).toMatchObject({ size: '160x120', timesMs: { length: 5 } });
  });

  test.each([
    [1, '160x120', 'top left'],
    [2, '160x120', 'top right'],
    [3, '160x120', 'bottom right'],
    [4, '160x120', 'bottom left'],
    [5, '120x160', 'top left'],
    [6, '120x160', 'top right'],
    [7, '120x160', 'bottom right'],
    [8, '120x160', 'bottom left'],
  ] as const)("shows a picture of EXIF's orientation %i upright", async (orientation, size, redCorner) => {
    await using bench = new ExportBench();
    const image = { jpeg: quarters('160x120'), width: 160, height: 120, capturedAtMs: 0 };
    const picture = repairImage(image, orientation).jpeg;
    bench.record(startMs, framesAt(Array<Buffer>(5).fill(picture), 10), { orientation });
    await bench.open();
    const { path } = await bench.make({ format: 'mp4' });
    expect(probeMp4(path)).toMatchObject({ size, rotation: undefined });
    const corners = {
      'top left': '0:0',
      'top right': 'iw-20:0',
      'bottom left': '0:ih-20',
      'bottom right': 'iw-20:ih-20',
    };
    const red = Object.entries(corners).filter(
      ([, at]) => (colourOf(path, 2, `crop=20:20:${at}`)[0] ?? 0) > 128,
    );
    expect(red.map(([corner]) => corner)).toEqual([redCorner]);
  });
});

/** The mean colour of a part of a frame, as red, green, blue. */
function colourOf(path: string, frame: number, crop: string): number[] {
  return [
    ...execFileSync('ffmpeg', [
      ...['-v', 'error', '-i', path, '-vf', `select=eq(n\\,${frame}),${crop},scale=1:1:flags=area`],
      ...['-frames:v', '1', '-f', 'rawvideo', '-pix_fmt', 'rgb24', 'pipe:1'],
    ]),
  ];
}
