import { readFileSync } from 'node:fs';
import { describe, expect, test } from 'vitest';
import { SegmentReader } from '../../../../../server/recording/matroska/segment-reader.ts';
import { jpegs, numberIn, probe, tinyJpeg } from '../jpeg-frames.ts';
import { bufferSource } from '../whole-file.ts';
import { ExportBench, framesAt, startMs } from './export-bench.ts';

const numbered = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => tinyJpeg(first + index, 900));

/** The numbers and times of the frames in a file, and what it says of itself. */
async function read(path: string) {
  const reader = await SegmentReader.open(bufferSource(readFileSync(path)));
  const frames = [];
  for (let frame = 0; frame < reader.frameCount; frame++) {
    frames.push({ number: numberIn(await reader.readFrame(frame)), timeMs: reader.timeOf(frame) });
  }
  return { frames, facts: reader.facts, isFinished: reader.isFinished };
}

describe('an export as mkv', () => {
  test('joins the recordings of the range at their true times, and cuts it at its first and last frame', async () => {
    await using bench = new ExportBench();
    bench.record(startMs, framesAt(numbered(0, 50), 10));
    bench.record(startMs + 5_000, framesAt(numbered(50, 50), 10));
    bench.record(startMs + 10_000, framesAt(numbered(100, 50), 10));
    await bench.open();
    const { entry, path } = await bench.make({ fromMs: startMs + 2_050, toMs: startMs + 12_000 });
    const { frames, facts, isFinished } = await read(path);
    expect(frames).toEqual(
      Array.from({ length: 99 }, (_, index) => ({ number: 21 + index, timeMs: index * 100 })),
    );
    expect(facts).toMatchObject({ camera: { id: 'door' }, startedAt: new Date(startMs + 2_100) });
    expect(isFinished).toBe(true);
    expect(entry).toMatchObject({ frames: 99, duration_ms: 9_900, start_ms: startMs + 2_100, gaps: [] });
    expect(entry.bytes).toBe(readFileSync(path).length);
  });

  test('keeps a gap as one, and names it', async () => {
    await using bench = new ExportBench();
    bench.record(startMs, framesAt(numbered(0, 10), 10));
    bench.record(startMs + 20_000, framesAt(numbered(10, 10), 10));
    await bench.open();
    const { entry, path } = await bench.make();
    const { frames } = await read(path);
    expect(frames[9]).toEqual({ number: 9, timeMs: 900 });
    expect(frames[10]).toEqual({ number: 10, timeMs: 20_000 });
    expect(entry.gaps).toEqual([{ from_ms: startMs + 1_000, to_ms: startMs + 20_000 }]);
  });

  test('has each moment once where two recordings overlap, and frames that are still being written', async () => {
    await using bench = new ExportBench();
    bench.record(startMs, framesAt(numbered(0, 50), 10));
    bench.record(startMs + 2_000, framesAt(numbered(20, 40), 10));
    await bench.open();
    bench.recordOpen(startMs + 6_000, framesAt(numbered(60, 25), 10));
    const { path } = await bench.make();
    expect((await read(path)).frames.map(({ number }) => number)).toEqual([...Array(85).keys()]);
  });

  test('is a file that ffprobe reads', async () => {
    await using bench = new ExportBench();
    const pictures = jpegs(30);
    bench.record(startMs, framesAt(pictures, 10));
    bench.record(startMs + 3_000, framesAt(pictures, 10));
    await bench.open();
    const { path, entry } = await bench.make();
    const { timesMs, durationMs, codec, tags } = probe(path);
    expect(codec).toBe('mjpeg');
    expect(timesMs).toEqual(Array.from({ length: 60 }, (_, index) => index * 100));
    expect(durationMs).toBe(6_000);
    expect(tags).toMatchObject({ CAMERA_ID: 'door' });
    expect(entry.file_name).toMatch(/^Front door 2026-11-20 \d\d-00-00 6s\.mkv$/);
  });
});
